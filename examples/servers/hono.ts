// Hono, with its server for Node.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... node examples/servers/hono.ts
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { fileStore } from "withings-kit/node";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";

const settings = settingsFrom(process.env);
const store = fileStore({ directory: process.env["WITHINGS_DIRECTORY"] });
const { withings, home } = createApp({ ...settings, store });

const app = new Hono();
app.all("/withings/*", async (context) => (await withings(context.req.raw)) ?? context.notFound());
app.get("/", (context) => home(context.req.raw));

serve({ fetch: app.fetch, port: settings.port, hostname: "localhost" }, () => {
  console.log(`Open ${new URL("/", settings.redirectUri).href}`);
});
