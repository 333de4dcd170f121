import type { Caller, CallOptions } from "../calls/caller.js";
import type { Access } from "../connection/access.js";
import type { WireOperation } from "../wire/operation.js";
import { serialize } from "../wire/serialize.js";
import type { OnStrangeRow } from "./decoding.js";
import { nameOf } from "./operation-name.js";

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
  readonly caller: Caller;
  readonly now: () => number;
  readonly onStrangeRow: OnStrangeRow;
}

/** Makes the calls of a person: with their access token, in their turn. */
export function personCalls({ userID, access, caller, now, onStrangeRow }: PersonContext): PersonCalls {
  return {
    now,
    onStrangeRow,
    call: async <Parameters extends object, Body extends object>(
      operation: WireOperation<Parameters, Body>,
      parameters: Parameters,
      options?: CallOptions,
    ) => {
      const form = await serialize(operation, parameters);
      const body = await caller(
        {
          operation: nameOf(operation),
          path: operation.path,
          form,
          effect: operation.reads ? "reads" : "writes",
          scopes: operation.scopes ?? [],
          userID,
          prove: (send) =>
            access((accessToken) => send({ headers: { authorization: `Bearer ${accessToken}` } })),
        },
        options,
      );
      return body as Body;
    },
  };
}
