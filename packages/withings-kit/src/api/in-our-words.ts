import { WithingsConfigurationError } from "../errors.js";

/**
 * Makes a call whose parameters have other names than its caller gave them: what is wrong with one is told by the caller's name.
 *
 * @param names - Withings' names, with the caller's.
 */
export async function inOurWords<T>(
  names: Readonly<Record<string, string>>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!WithingsConfigurationError.isInstance(error)) throw error;
    const known = new Map(Object.entries(names));
    const ours = (name: string): string => known.get(name) ?? name;
    const { code, message, option = "" } = error;
    throw new WithingsConfigurationError(code, message.replace(/\w+/g, ours), { option: ours(option) });
  }
}
