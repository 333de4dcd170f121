import type { Order, OrderEnd } from "./records.js";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

type Stage<S extends string> = readonly [afterSeconds: number, status: S];

// How long each takes is not documented: days, as parcels do.
const usual: readonly Stage<string>[] = [
  [0, "CREATED"],
  [minute, "ADDRESS VERIFICATION"],
  [10 * minute, "VERIFIED"],
  [hour, "PROCESSING"],
];
const ends: Readonly<Record<OrderEnd, readonly Stage<string>[]>> = {
  SHIPPED: [
    [day, "OPEN"],
    [2 * day, "SHIPPED"],
  ],
  TRASHED: [[day, "TRASHED"]],
  FAILED: [[day, "FAILED"]],
  BACKHOLD: [[day, "BACKHOLD"]],
};

const parcel: readonly Stage<string>[] = [
  [0, "pending"],
  [hour, "info_received"],
  [12 * hour, "in_transit"],
  [3 * day, "delivered"],
];

/** How the order ends by the parameter `testmode`; without one it is shipped. */
export const endOf = (testMode: number | undefined): OrderEnd =>
  (["SHIPPED", "TRASHED", "FAILED", "BACKHOLD"] as const)[(testMode ?? 1) - 1] ?? "SHIPPED";

/** Withings' word for how it stands with an order. Times are Unix seconds. */
export function statusOf({ madeAt, end, cancelledAt = Infinity }: Order, now: number): string {
  if (now >= cancelledAt) return "TRASHED";
  return stageAt([...usual, ...ends[end]], now - madeAt) ?? "CREATED";
}

/** When it is shipped; `undefined` for an order that never is. */
export function shippedAt({ madeAt, end, cancelledAt }: Order): number | undefined {
  const [after] = ends[end].find(([, status]) => status === "SHIPPED") ?? [];
  return after === undefined || cancelledAt !== undefined ? undefined : madeAt + after;
}

/** Where the parcel is; `undefined` before it is shipped. */
export function parcelStatusOf(order: Order, now: number): string | undefined {
  return stageAt(parcel, now - (shippedAt(order) ?? Infinity));
}

function stageAt<S extends string>(stages: readonly Stage<S>[], seconds: number): S | undefined {
  return stages.findLast(([after]) => seconds >= after)?.[1];
}
