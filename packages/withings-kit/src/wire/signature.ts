// Printed from contract/signature.ts by `npm run contract`: change it there.
import type { NoParameters, WireOperation } from "./operation.js";

/**
 * A nonce for one signed call.
 * A nonce is valid for 30 minutes, and once.
 *
 * @see https://developer.withings.com/api-reference/#tag/signature/operation/signaturev2-getnonce
 */
export const getNonce: WireOperation<GetNonceParameters, GetNonceBody, "signature"> = {
  service: "signature v2",
  action: "getnonce",
  path: "/v2/signature",
  authentication: "signature",
  reads: true,
  parameters: {},
};

/** What {@link getNonce} takes. */
export type GetNonceParameters = NoParameters;

/** What {@link getNonce} answers. */
export interface GetNonceBody {
  /** The nonce: 40 hexadecimal digits in Withings' samples. */
  readonly nonce: string;
}
