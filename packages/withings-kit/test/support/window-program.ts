// A program that opens the app window, for tests of what is left when it ends in one way or another.
import { WithingsConnector } from "withings-kit";
import { appWindow } from "withings-kit/node";

const { MODE, ORIGIN = "", CHROMIUM_PATH } = process.env;

if (MODE === "listens") process.on("SIGINT", () => process.stdout.write("heard SIGINT\n"));
if (MODE === "exits") process.on("SIGUSR2", () => process.exit(3));
if (MODE === "throws")
  process.on("SIGUSR2", () => {
    throw new Error("nobody catches this");
  });

try {
  const credentials = await WithingsConnector.authorize({
    clientID: "client",
    clientSecret: "secret",
    scope: "user.metrics",
    cloud: { accountUrl: ORIGIN, apiUrl: ORIGIN },
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
    webView: appWindow({
      sandbox: false,
      executablePath: CHROMIUM_PATH === "" ? undefined : CHROMIUM_PATH,
    }),
  });
  process.stdout.write(`${credentials?.userID ?? "null"}\n`);
  if (MODE === "exits at once") process.exit(4);
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code ?? String(error)}\n`);
}
