import type { WithingsCredentials } from "withings-kit";
import type { Device } from "./devices.ts";
import type { TableRow } from "./terminal.ts";

/** Credentials as a table. Of a token it tells only that it is there. */
export function credentialRows(credentials: WithingsCredentials, name?: string): readonly TableRow[] {
  const { userID, withingsAccessToken, withingsRefreshToken, expires, expiresAt, scope } = credentials;
  const hidden = (token: string): string => `${token.length} characters, kept secret`;
  return [
    ["userID", name === undefined ? userID : `${userID} (${name})`],
    ["withingsAccessToken", hidden(withingsAccessToken)],
    ["withingsRefreshToken", hidden(withingsRefreshToken)],
    ["expires", `in ${expires} seconds, at ${timeOfDay(expiresAt)}`],
    ["scope", scope],
  ];
}

/** A moment as its time of day, in UTC. */
export function timeOfDay(moment: Date): string {
  return `${moment.toISOString().slice(11, 19)} UTC`;
}

/** A device in a sentence. */
export function deviceWords({ model, type, battery, lastSeen }: Device): string {
  const seen =
    lastSeen === undefined ? "has not sent anything yet" : `last heard of on ${dayFormat.format(lastSeen)}`;
  const charge = battery === undefined || battery === "unknown" ? "" : `, battery ${battery}`;
  return `${model} (${type.toLowerCase()})${charge}, ${seen}`;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
