// A program for oneself: logs in where nobody is connected yet, shows the last weigh-ins; with `logout`, it ends the link.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... node examples/node/main.ts [logout]
import { createWithings } from "withings-kit";
import { fileStore } from "withings-kit/node";

const {
  WITHINGS_CLIENT_ID: clientID = "",
  WITHINGS_CLIENT_SECRET: clientSecret = "",
  WITHINGS_CLOUD: cloud,
  WITHINGS_DIRECTORY: directory,
  // Exactly as registered at Withings.
  WITHINGS_REDIRECT_URI: redirectUri = "http://localhost:8765/callback",
} = process.env;
const withings = createWithings({
  clientID,
  clientSecret,
  redirectUri,
  store: fileStore({ directory }),
  // Where a sandbox is to stand for Withings.
  cloud: cloud === undefined ? "eu" : { accountUrl: cloud, apiUrl: cloud },
});

let userID: string | undefined;
for await (const known of withings.connections()) userID ??= known.userID;

if (process.argv[2] === "logout") {
  if (userID !== undefined) await withings.disconnect(userID);
  console.log("Nobody is connected.");
} else {
  const connection =
    userID === undefined
      ? await withings.connect({ scope: "user.metrics" })
      : await withings.connection(userID);
  if (connection === null) console.log("Nobody was connected.");
  else
    for (const { localDay, weight } of await connection.measures
      .list({ types: ["weight"] })
      .toArray({ limit: 5 }))
      console.log(localDay, weight?.kg, "kg");
}
