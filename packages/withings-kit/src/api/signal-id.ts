import { invalidOption } from "./invalid-option.js";

/** Checks the id of a signal, which Withings has by another name. */
export function signalIdOf(signalId: number): { readonly signalid: number } {
  if (Number.isSafeInteger(signalId)) return { signalid: signalId };
  throw invalidOption("signalId", "Give the whole number that the recording has.");
}
