import type { CallOptions } from "../calls/caller.js";
import type { Access } from "../connection/access.js";
import { isSigned } from "../wire/is-signed.js";
import type { WireOperation } from "../wire/operation.js";
import { serialize } from "../wire/serialize.js";
import type { CallsContext } from "./application-budget.js";
import type { OnStrangeRow } from "./decoding.js";
import { nameOf } from "./operation-name.js";
import { callerOf } from "./shared-caller.js";

/** Calls operations for one person. */
export interface PersonCalls {
  /** @returns the answer's body, as Withings sends it. */
  call<Parameters extends object, Body extends object>(
    operation: WireOperation<Parameters, Body>,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Body>;
  /** Now, in milliseconds since 1970. */
  readonly now: () => number;
  /** What becomes of rows that cannot be decoded, where the caller does not say. */
  readonly onStrangeRow: OnStrangeRow;
}

/** What calls for a person need. */
export interface PersonContext {
  readonly userID: string;
  readonly access: Access;
  /** Throws where the person is not connected. */
  readonly credentials: () => Promise<unknown>;
  readonly context: CallsContext;
  readonly now: () => number;
  readonly onStrangeRow: OnStrangeRow;
}

/** Makes the calls of a person: with their access token, in their turn. */
export async function personCalls({
  userID,
  access,
  credentials,
  context,
  now,
  onStrangeRow,
}: PersonContext): Promise<PersonCalls> {
  const caller = await callerOf(context);
  return {
    now,
    onStrangeRow,
    call: async <Parameters extends object, Body extends object>(
      operation: WireOperation<Parameters, Body>,
      parameters: Parameters,
      options?: CallOptions,
    ) => {
      const form = await serialize(operation, parameters);
      const signed = isSigned(operation, form);
      if (signed || !operation.authentication.startsWith("bearer")) {
        const { wrongCaller } = await import("./wrong-caller.js");
        throw wrongCaller(operation, signed);
      }
      const body = await caller(
        {
          operation: nameOf(operation),
          path: operation.path,
          form,
          effect: operation.reads ? "reads" : "writes",
          scopes: operation.scopes ?? [],
          userID,
          check: credentials,
          prove: (send) =>
            access((accessToken) => send({ headers: { authorization: `Bearer ${accessToken}` } })),
        },
        options,
      );
      return body as Body;
    },
  };
}
