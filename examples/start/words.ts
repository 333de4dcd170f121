import type { ConnectionStatus } from "withings-kit";
import type { Device } from "./devices.ts";
import type { TableRow } from "./terminal.ts";

/** How it stands with a connection, as a table. */
export function connectionRows(connection: ConnectionStatus, name?: string): readonly TableRow[] {
  const { userID, status, scopes, connectedAt, expiresAt } = connection;
  return [
    ["person", name === undefined ? userID : `${name} (userID ${userID})`],
    ["status", status],
    ["connected at", timeOfDay(connectedAt)],
    ["access token", `good until ${timeOfDay(expiresAt)}, then renewed by itself`],
    ["may read", scopes.join(", ")],
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
