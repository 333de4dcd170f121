import { type Answer, invalid, success } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { isMac, normalMac, type SimEnd } from "./hardware.js";
import { findOwner } from "./linking.js";
import { shippedAt } from "./order-life.js";
import { findUser, given, givenNumber, recordsOf } from "./read.js";

const matFeature = "feature_sleep_rx";
const mat = 63;
const scale = 17;

/** Switches a feature of a user's device on. */
export const enableFeature = (call: Call): Answer => switchFeature(call, true);

/** Switches it off. */
export const disableFeature = (call: Call): Answer => switchFeature(call, false);

function switchFeature(call: Call, on: boolean): Answer {
  const user = findUser(call, givenNumber(call, "userid"));
  if (user === undefined) return invalid("userid");
  const name = given(call, "feature_name") ?? "";
  const model = givenNumber(call, "model");
  if (model !== (name === matFeature ? mat : scale)) return invalid("model");
  recordsOf(call).features.set(`${user.id} ${model} ${name}`, on);
  return success({});
}

/** That there is such an operation is reported; what it answers is not. */
export function getFeatures(): Answer {
  return success({});
}

/** Ends the cellular service of a device. */
export const endPartnerProgram = (call: Call): Answer => endSim(call, given(call, "status"));

/** The same by its former name. */
export const updateSimStatus = (call: Call): Answer => endSim(call, given(call, "sim_status"));

function endSim(call: Call, wanted: string | undefined): Answer {
  const { partner, data } = call.context;
  const macAddress = given(call, "mac_address") ?? "";
  if (!isOurs(call, macAddress)) return invalid("mac_address");
  const status = (["STANDBY", "TERMINATED"] as const).find((each): each is SimEnd => each === wanted);
  if (status === undefined) return invalid("status");
  const sim = partner.hardware.endSim(macAddress, { status, now: data.now() });
  return success({
    new_sim_status: sim.status,
    ...(sim.terminationDate === undefined ? {} : { termination_date: sim.terminationDate }),
  });
}

/** Whether a device was sent to the partner, or is one of its users'. */
function isOurs(call: Call, macAddress: string): boolean {
  if (!isMac(macAddress)) return false;
  const owner = findOwner(call.context, macAddress);
  if (owner !== undefined) return findUser(call, owner.id) !== undefined;
  const now = call.context.data.now();
  return [...recordsOf(call).orders.values()].some(
    (order) =>
      (shippedAt(order) ?? Infinity) <= now &&
      order.products.some(({ macAddresses }) => macAddresses.includes(normalMac(macAddress))),
  );
}
