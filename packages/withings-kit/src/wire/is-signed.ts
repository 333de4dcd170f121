import type { WireOperation } from "./operation.js";

/**
 * Whether a call is proved by a signature, in place of a person's access token.
 *
 * @param form - the fields of the call, as `serialize` wrote them.
 */
export function isSigned(
  { authentication, signedWhen = "" }: WireOperation,
  form: Readonly<Record<string, string>>,
): boolean {
  if (authentication !== "bearerOrSignature") return authentication === "signature";
  const [name = "", value] = signedWhen.split("=");
  return value === undefined ? name in form : form[name] === value;
}
