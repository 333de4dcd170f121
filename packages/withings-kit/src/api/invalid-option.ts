import { WithingsConfigurationError } from "../errors.js";

/** The error for an option that cannot be used. Nothing was sent then. */
export function invalidOption(option: string, advice: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option ${option} cannot be used. ${advice}`,
    { option },
  );
}
