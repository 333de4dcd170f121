import type { WithingsConfigurationError } from "../errors.js";
import { invalidOption } from "./invalid-option.js";

const advice = {
  hooks: "Give functions as onRequest, onResponse, onRetry, or leave them out.",
  budget: "Give requestBudget({ perMinute }), or one that many machines share.",
} as const;

/** The error for an option of calls. Apart from the check, so that a program whose options are right never loads it. */
export function wrongCallOption(option: keyof typeof advice): WithingsConfigurationError {
  return invalidOption(option, advice[option]);
}
