import type { AppOptions } from "./app.ts";

/** What a server is told by its environment. */
export interface Settings extends Omit<AppOptions, "store"> {
  readonly port: number;
}

/**
 * Reads the settings.
 *
 * @param env - such as `process.env`, `Deno.env.toObject()`, or what a worker is given.
 */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const port = Number(env["PORT"] ?? 8765);
  const cloud = env["WITHINGS_CLOUD"];
  return {
    clientID: env["WITHINGS_CLIENT_ID"] ?? "",
    clientSecret: env["WITHINGS_CLIENT_SECRET"] ?? "",
    // Exactly as registered at Withings.
    redirectUri: env["WITHINGS_REDIRECT_URI"] ?? `http://localhost:${port}/withings/callback`,
    secret: env["SESSION_SECRET"] ?? ofThisStart(),
    webhookToken: env["WEBHOOK_TOKEN"],
    // Where a sandbox is to stand for Withings.
    cloud: cloud === undefined ? "eu" : { accountUrl: cloud, apiUrl: cloud },
    port,
  };
}

/** For a try in one process: a login that is open when it starts again has to begin again. */
function ofThisStart(): string {
  return crypto.randomUUID() + crypto.randomUUID();
}
