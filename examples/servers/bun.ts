// Bun.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... SESSION_SECRET=... bun examples/servers/bun.ts
import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { sqliteStore } from "withings-kit/sqlite";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";

const settings = settingsFrom(process.env);
const directory = process.env["WITHINGS_DIRECTORY"] ?? "connections";
// It holds tokens: nobody else enters.
mkdirSync(directory, { recursive: true, mode: 0o700 });
const store = sqliteStore(new Database(`${directory}/connections.db`));
const app = createApp({ ...settings, store });

Bun.serve({ port: settings.port, hostname: "localhost", fetch: (request) => app.fetch(request) });
console.log(`Open ${new URL("/", settings.redirectUri).href}`);
