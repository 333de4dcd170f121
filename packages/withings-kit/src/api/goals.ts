import { getGoals, type Goals as WireGoals } from "../wire/user.js";
import { decodeOne, type OneOptions } from "./one.js";
import type { PersonCalls } from "./person-calls.js";
import { decimalOf, numberOrNull, objectOrNull, othersThan, type Unchecked } from "./row.js";

/** The goals that a person set; null where they set none. */
export interface Goals {
  /** Steps of a day. */
  readonly steps: number | null;
  /** Sleep of a night. */
  readonly sleepSeconds: number | null;
  readonly weightKg: number | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The answer as Withings sent it; only with `raw: true`. */
  readonly raw?: object;
}

/** What a person wants to reach. */
export interface PersonGoals {
  /**
   * The goals that the person set.
   *
   * @throws {@link WithingsDecodingError} `answer_invalid` when the answer has none that can be read.
   * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-getgoals
   */
  get(options?: OneOptions): Promise<Goals>;
}

/** Makes the goals of a person. */
export function createGoals(calls: PersonCalls): PersonGoals {
  return {
    get: async (options = {}) =>
      decodeOne({
        calls,
        operation: getGoals,
        parameters: {},
        decode: ({ goals }) => decodeGoals(goals),
        options,
      }),
  };
}

const others = othersThan("steps sleep weight");

function decodeGoals(value: unknown): Goals {
  // Whoever has no goals has an empty list.
  const goals: Unchecked<WireGoals> = objectOrNull(value, "goals") ?? {};
  const weight = objectOrNull(goals.weight, "weight");
  const unknown = others(goals);
  return {
    steps: numberOrNull(goals.steps, "steps"),
    sleepSeconds: numberOrNull(goals.sleep, "sleep"),
    weightKg:
      weight === null || Object.keys(weight).length === 0 ? null : decimalOf(weight["value"], weight["unit"]),
    ...(unknown && { others: unknown }),
  };
}
