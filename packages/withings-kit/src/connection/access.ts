import { throwIfAborted, untilAborted } from "../http/until-aborted.js";
import type { Held } from "./shelf.js";

/** What a call with a person's access token needs. */
export interface AccessContext {
  /** Gives credentials that are fresh, and others than a rejected access token's. */
  readonly fresh: (rejected?: string) => Promise<Held>;
  /** Called when Withings took the access token. */
  readonly confirm: (held: Held) => Promise<void>;
}

/**
 * Makes a call with the person's access token. Where Withings refuses it, it is renewed, unless somebody did already, and the call is made
 * once more.
 *
 * @param send - makes the call and gives the answer with the envelope's status.
 */
export type Access = <Answer extends { readonly status: number | undefined }>(
  send: (accessToken: string) => Promise<Answer>,
  signal?: AbortSignal | null,
) => Promise<Answer>;

// The family "auth_failed" of the statuses, in short: this is a part of every program, the table of all of them is not.
const authenticationFailed = /^(10[0-2]|200|401)$/;

/** See {@link Access}. */
export function createAccess({ fresh, confirm }: AccessContext): Access {
  return async (send, signal) => {
    throwIfAborted(signal);
    let held = await untilAborted(fresh(), signal);
    let answer = await send(held.credentials.withingsAccessToken);
    if (authenticationFailed.test(String(answer.status))) {
      held = await untilAborted(fresh(held.credentials.withingsAccessToken), signal);
      answer = await send(held.credentials.withingsAccessToken);
    }
    if (answer.status === 0) await confirm(held);
    return answer;
  };
}
