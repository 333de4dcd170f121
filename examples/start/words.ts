import type { ConnectionStatus, Device } from "withings-kit";
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
export function deviceWords({ model, type, battery, lastSessionAt }: Device): string {
  const seen =
    lastSessionAt === null
      ? "has not sent anything yet"
      : `last heard of on ${dayFormat.format(lastSessionAt)}`;
  const charge = battery === null || battery === "unknown" ? "" : `, battery ${battery}`;
  return `${model.name ?? "A device"} (${(type ?? "unknown type").toLowerCase()})${charge}, ${seen}`;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
