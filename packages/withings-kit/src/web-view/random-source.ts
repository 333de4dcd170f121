import { WithingsConfigurationError } from "../errors.js";

/**
 * Refuses to go on where no state can be made: React Native has no random numbers of its own.
 *
 * @throws {@link WithingsConfigurationError}
 */
export function checkRandomSource(next: string): void {
  const { crypto } = globalThis as { readonly crypto?: { readonly getRandomValues?: unknown } };
  if (typeof crypto?.getRandomValues === "function") return;
  throw new WithingsConfigurationError(
    "configuration_invalid",
    `This app has no crypto.getRandomValues, without which no login can be kept apart from an attack. ${next}.`,
  );
}
