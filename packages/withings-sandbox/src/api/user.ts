import { type Answer, success } from "./answer.js";
import type { BearerCall } from "./call.js";

/** The devices of the person. */
export function getDevice({ context, pair }: BearerCall): Answer {
  return success({ devices: context.state.people.get(pair.personId)?.devices ?? [] });
}
