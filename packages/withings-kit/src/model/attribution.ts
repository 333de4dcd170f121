/**
 * How a measurement came to be a person's. 10, 10000, 10009 and 10010 come too; what they mean is not known.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
const attributions = {
  0: "device",
  1: "deviceAmbiguous",
  2: "manual",
  3: "pickedByPerson",
  4: "accountCreation",
  5: "bestOfSeveral",
  7: "confirmed",
  8: "device",
  15: "guided",
  17: "guided",
} as const;

/** The name of an attribution that this library knows. `deviceAmbiguous`: it may be somebody else's of the household. */
export type AttributionName = (typeof attributions)[keyof typeof attributions];

/** The name of an attribution; `"unknown"` for a number that is not known yet. */
export function attributionName(code: number): AttributionName | "unknown" {
  return (attributions as Readonly<Partial<Record<number, AttributionName>>>)[code] ?? "unknown";
}
