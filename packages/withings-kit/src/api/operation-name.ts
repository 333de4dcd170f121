import type { WireOperation } from "../wire/operation.js";

/** Service and action, such as `measure getmeas`. */
export function nameOf({ service, action = "" }: Pick<WireOperation, "service" | "action">): string {
  return `${service} ${action}`;
}
