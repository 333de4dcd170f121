import { devicesOf, goalsOf } from "../data/profile.js";
import { type Answer, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { lifeOf } from "./person.js";

/** The devices of the person. */
export function getDevice(call: BearerCall): Answer {
  return success({ devices: devicesOf(lifeOf(call), call.context.data.now()) });
}

/** What the person wants to reach. `[]` for nothing, as recorded. */
export function getGoals(call: BearerCall): Answer {
  const goals = goalsOf(lifeOf(call));
  const isEmpty = Object.keys(goals).length === 0;
  return success({ goals: isEmpty && call.context.options.emptyMap === "array" ? [] : goals });
}
