import type { LoggedRequest } from "withings-sandbox";
import { fingerprint } from "./fingerprint.ts";
import type { RequestKind } from "./headers.ts";
import type { Happening } from "./journal.ts";

/** A request that the sandbox has answered. */
export interface Answered {
  readonly kind: RequestKind;
  readonly token: string;
  /** The answer, where it came whole. */
  readonly text: string | undefined;
  /** What the sandbox noted of it. */
  readonly done: LoggedRequest | undefined;
  /** Whether nobody gets the answer. */
  readonly lost: boolean;
}

/** What became of a request, for the journal. */
export function becameOf({ kind, token, text = "", done, lost }: Answered): Happening {
  const status = done?.fault === undefined ? done?.status : done.committed;
  if (kind === "nonce") return { what: "nonce" };
  if (kind === "call") return { what: "answered", token, status: lost ? undefined : status };
  if (status === 0) return { what: "granted", token, lost, ...(!lost && { pair: pairIn(text) }) };
  const definite = status !== undefined && status !== rateLimited;
  if (definite) return { what: "refused", token, lost };
  return { what: "put off", token };
}

const rateLimited = 601;

function pairIn(text: string): { readonly access: string; readonly refresh: string } {
  const { body } = JSON.parse(text) as { readonly body: { access_token: string; refresh_token: string } };
  return { access: fingerprint(body.access_token), refresh: fingerprint(body.refresh_token) };
}
