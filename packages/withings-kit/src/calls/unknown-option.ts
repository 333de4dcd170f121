import { WithingsConfigurationError } from "../errors.js";
import { nearest } from "../wire/nearest.js";

/** The error for an option that there is not. Apart from the check, so that a program whose options are right never loads it. */
export function unknownOption(option: string, known: readonly string[]): WithingsConfigurationError {
  // What is no name may be anything, and is not repeated.
  const isName = /^\w{1,40}$/.test(option);
  const near = nearest(option, known);
  return new WithingsConfigurationError(
    "configuration_invalid",
    `There is no ${isName ? `option ${option}` : "such option"} here. ${near === undefined ? `The options are ${known.join(", ")}.` : `Did you mean ${near}?`}`,
    { option },
  );
}
