// Express.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... node examples/servers/express.ts
import express from "express";
import { fileStore, toNodeHandler } from "withings-kit/node";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";

const settings = settingsFrom(process.env);
const store = fileStore({ directory: process.env["WITHINGS_DIRECTORY"] });
const { withings, home } = createApp({ ...settings, store });

const app = express();
// What is not under /withings goes on to the routes after it.
app.use(toNodeHandler(withings));
app.get("/", toNodeHandler(home));
// Parsers of bodies, such as express.json(), come here, before your own routes.

app.listen(settings.port, "localhost", () => {
  console.log(`Open ${new URL("/", settings.redirectUri).href}`);
});
