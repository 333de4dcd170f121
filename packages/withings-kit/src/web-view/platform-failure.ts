import { WithingsAuthorizationError, WithingsError } from "../errors.js";

/**
 * The error for what a platform's module threw. Its words may hold the address that it was to show, and so the state: only its code, or
 * else its kind, is kept.
 */
export function platformFailure(
  thrown: unknown,
  { what, next }: { readonly what: string; readonly next: string },
): WithingsError {
  if (WithingsError.isInstance(thrown)) return thrown;
  const { code, name } = Object(thrown) as { readonly code?: unknown; readonly name?: unknown };
  // A state has 44 characters, small letters among them.
  const [systemCode] = /^[A-Z][A-Z0-9_]{2,59}$/.exec(String(code)) ?? [];
  const [kind = "an error"] = systemCode ?? /^[A-Za-z]{1,40}$/.exec(String(name)) ?? [];
  return new WithingsAuthorizationError(
    "browser_failed",
    `${what} could not show the login (${systemCode ?? kind}). ${next}.`,
    systemCode ? { systemCode } : {},
  );
}
