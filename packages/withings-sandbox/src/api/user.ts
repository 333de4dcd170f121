import { devicesOf, goalsOf } from "../data/profile.js";
import { partnerFacts } from "../partner/linking.js";
import { type Answer, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { lifeOf } from "./person.js";

/** The devices of the person. */
export function getDevice(call: BearerCall): Answer {
  const { context, application } = call;
  const devices = devicesOf(lifeOf(call), context.data.now());
  return success({
    devices: application.contract
      ? devices.map((device) => ({ ...device, ...partnerFacts(context, device) }))
      : devices,
  });
}

/** What the person wants to reach. `[]` for nothing, as recorded. */
export function getGoals(call: BearerCall): Answer {
  const { context, pair } = call;
  const goals = context.partner.profiles.get(pair.personId)?.goals ?? goalsOf(lifeOf(call));
  const isEmpty = Object.keys(goals).length === 0;
  return success({ goals: isEmpty && context.options.emptyMap === "array" ? [] : goals });
}
