/**
 * Where on the body something was measured. 7 and 29 are not in Withings' documents but come.
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
const positions = {
  0: "rightWrist",
  1: "leftWrist",
  2: "rightArm",
  3: "leftArm",
  4: "rightFoot",
  5: "leftFoot",
  6: "betweenLegs",
  7: "wholeBody",
  8: "leftSide",
  9: "rightSide",
  10: "leftLeg",
  11: "rightLeg",
  12: "torso",
  13: "leftHand",
  14: "rightHand",
  15: "aorticArea",
  16: "pulmonicArea",
  17: "tricuspidArea",
  18: "mitralArea",
  19: "apexArea",
  20: "lungFrontUpperRight",
  21: "lungFrontUpperLeft",
  22: "lungFrontLowerRight",
  23: "lungFrontLowerLeft",
  24: "lungBackUpperLeft",
  25: "lungBackUpperRight",
  26: "lungBackLowerLeft",
  27: "lungBackLowerRight",
  28: "wideModeArea",
  29: "betweenArms",
  30: "heldRight",
  31: "heldLeft",
} as const;

/** The name of a body position that this library knows. */
export type BodyPositionName = (typeof positions)[keyof typeof positions];

/** The name of a position; `"unknown"` for a number that is not known yet. */
export function bodyPositionName(code: number): BodyPositionName | "unknown" {
  return (positions as Readonly<Partial<Record<number, BodyPositionName>>>)[code] ?? "unknown";
}
