import { type KnownScope, knownScopes } from "withings-kit";

/** The scopes of a comma-separated list that Withings knows, in Withings' order. */
export function readScopes(list: string): KnownScope[] {
  const asked = new Set(list.split(/[\s,]+/));
  return knownScopes.filter((scope) => asked.has(scope));
}
