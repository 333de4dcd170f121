import { fileStore } from "withings-kit/node";
import { type App, createApp } from "../app.ts";
import { settingsFrom } from "../settings.ts";

let made: App | undefined;

/** The application. Made when it is first wanted: `next build` loads the routes where there is no secret. */
export function app(): App {
  // Pages and routes are bundled apart, so what they share is in the store, and SESSION_SECRET must be set.
  return (made ??= createApp({
    ...settingsFrom(process.env),
    store: fileStore({ directory: process.env["WITHINGS_DIRECTORY"] }),
  }));
}
