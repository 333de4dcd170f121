// Deno.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... SESSION_SECRET=... \
//     deno run --allow-net --allow-env --allow-read --allow-write examples/servers/deno.ts
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "withings-kit/sqlite";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";

const settings = settingsFrom(Deno.env.toObject());
const directory = Deno.env.get("WITHINGS_DIRECTORY") ?? "connections";
// It holds tokens: nobody else enters.
Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
const store = sqliteStore(new DatabaseSync(`${directory}/connections.db`));
const app = createApp({ ...settings, store });

Deno.serve(
  {
    port: settings.port,
    hostname: "localhost",
    onListen: () => {
      console.log(`Open ${new URL("/", settings.redirectUri).href}`);
    },
  },
  (request) => app.fetch(request),
);
