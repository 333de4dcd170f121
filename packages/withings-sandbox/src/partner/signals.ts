import { type Answer, invalid } from "../api/answer.js";
import type { Call } from "../api/call.js";
import { answerEcg } from "../api/heart.js";
import { InvalidInput } from "../checks.js";
import type { SandboxContext } from "../context.js";
import { findRecording } from "../data/heart-rows.js";
import { given } from "./read.js";

/** An ECG that is to be read without a person's token. */
export interface WantedSignal {
  readonly personId: number;
  /** `signalid` of a row of `heart v2 list`. */
  readonly signalId: number;
}

/**
 * A token for one ECG.
 *
 * @throws {@link InvalidInput} when there is no such ECG.
 */
export function issueSignalToken(
  { state, data, partner, random }: SandboxContext,
  { personId, signalId }: WantedSignal,
): string {
  const person = state.people.get(personId);
  const recording = person && findRecording(data.life(person), { signalId, now: data.now() });
  if (recording?.signalId !== signalId)
    throw new InvalidInput("The person has no ECG with this signalId. heart v2 list lists those there are.");
  const token = random.hex(40);
  partner.signalTokens.set(token, { personId, signalId });
  return token;
}

/** The samples of an ECG, for an application that has a token for it. */
export function getSignedEcg(call: Call): Answer {
  const { partner, state } = call.context;
  const signal = partner.signalTokens.get(given(call, "signal_token") ?? "");
  const person = signal && state.people.get(signal.personId);
  return signal === undefined || person === undefined
    ? invalid("signal_token")
    : answerEcg(call.context, { person, ...signal });
}
