/**
 * Withings answers HTTP 200 and puts what happened into the envelope's `status`. It publishes which family a number belongs to, not
 * what the single number means.
 *
 * @see https://developer.withings.com/api-reference/#section/Response-status
 */
export type StatusFamily =
  | "success"
  | "auth_failed"
  | "invalid_params"
  | "unauthorized"
  | "timeout"
  | "bad_state"
  | "too_many_requests"
  | "not_implemented"
  | "error";

// Everything that is not listed is "error": that is what Withings says of the numbers it lists there, and the least that can be
// said of a number that it does not list. 403 (the token lacks the scope) is observed, not documented.
const families: readonly (readonly [StatusFamily, string])[] = [
  ["success", "0"],
  ["auth_failed", "100-102 200 401"],
  [
    "invalid_params",
    "201-213 216-218 220-221 223 225 227-230 234-236 238 240-252 254 260-267 271-272 275-276 283-288 290 293-295 297 300-304 321 " +
      "323-353 380-382 400 501-511 523 532 3017-3019",
  ],
  ["unauthorized", "214 277 403 2553 2555"],
  ["timeout", "522"],
  ["bad_state", "524"],
  ["too_many_requests", "601"],
  ["not_implemented", "2554"],
];

/** The family that Withings puts a status number into; `"error"` for a number it does not list. */
export function statusFamily(status: number): StatusFamily {
  for (const [family, ranges] of families) {
    for (const range of ranges.split(" ")) {
      const [from, to = from] = range.split("-").map(Number);
      if (from !== undefined && to !== undefined && status >= from && status <= to) return family;
    }
  }
  return "error";
}
