import { uniform } from "./draws.js";
import type { Life } from "./life.js";
import { type Row, type RowTwist, without } from "./row.js";

export type { RowTwist } from "./row.js";

/** The measures of a row, to be added to. */
const measuresIn = (row: Row): readonly object[] =>
  Array.isArray(row["measures"]) ? (row["measures"] as object[]) : [];

const attributed =
  (attrib: number): RowTwist =>
  (row) => ({ ...row, attrib });

/** What makes a row of `getmeas` odd: each was seen, is in Withings' document, or is what new devices bring. */
const twists: readonly RowTwist[] = [
  // Attributions that no document explains, or one that was taken back.
  ...[3, 7, 10, 17, 10_000, 10_009, 10_010].map(attributed),
  // A type that is not known yet, and exponents that are not usual.
  (row) => ({
    ...row,
    measures: [
      ...measuresIn(row),
      { value: 7, type: 9999, unit: 2 },
      { value: 6005, type: 9998, unit: -2 },
      { value: 123_456_789, type: 9997, unit: -7 },
      { value: -12, type: 9996, unit: -1 },
      { value: 0, type: 9995, unit: 0 },
    ],
  }),
  // A device that is not known yet.
  (row) => ({ ...row, modelid: 696_969, model: "Futuristic device" }),
  // As the specification names it.
  (row) => ({ ...without(row, "modelid"), model_id: row["modelid"] }),
  // As in an example of a guide for partners.
  (row) => ({ ...row, deviceid: 4711, probability: 80 }),
  // As short as it can be.
  (row) => without(row, "modelid", "model", "comment", "timezone", "hash_deviceid"),
  (row) => ({ ...row, measures: [] }),
  (row) => ({ ...row, attrib: 2, deviceid: null, hash_deviceid: null, modelid: null, model: null }),
  (row) => ({
    ...row,
    measures: measuresIn(row).flatMap((measure, index) => [
      { ...measure, position: index === 0 ? 7 : 99, apppfmid: 7, appliver: 6_050_601 },
      { ...measure, position: 7, algo_params: index % 2 === 0 ? {} : [] },
    ]),
  }),
  (row) => ({ ...row, measures: measuresIn(row).map((measure) => without({ ...measure }, "algo", "fm")) }),
  (row) => ({ ...row, category: 2 }),
  (row) => ({ ...row, category: 7, timezone: "US/Pacific", comment: "after the run" }),
];

/**
 * What becomes of a row of somebody whose rows are strange: nothing (`undefined`), something odd, or two rows with one id.
 */
export function groupTwists(life: Life, grpid: number): readonly (RowTwist | undefined)[] {
  const chance = Math.floor(uniform(life.key("strange groups"), grpid) * (twists.length + 3));
  const twist = twists[chance];
  if (twist !== undefined) return [twist];
  return chance === twists.length ? [undefined, attributed(8)] : [undefined];
}
