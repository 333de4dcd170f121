import type { Envelope } from "../http/envelope.js";

/** What proves who calls. */
export interface Proof {
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters beside the call's own. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A call of one operation. */
export interface ApiCall {
  /** Service and action, such as `measure getmeas`. */
  readonly operation: string;
  readonly path: string;
  /** The parameters as they are sent, `action` among them. */
  readonly form: Readonly<Record<string, string>>;
  /** Only what reads is sent again when its outcome is unknown, and shared with equal calls. */
  readonly effect: "reads" | "writes";
  /** The scopes of which the access token must have one. */
  readonly scopes: readonly string[];
  /** The person's id; absent for calls of the application itself. */
  readonly userID?: string | undefined;
  /** Throws where the person is no more connected, for an answer that was given a moment ago. */
  readonly check?: () => Promise<unknown>;
  /** Sends with a proof, and once more with a new one where Withings did not accept the first. What it takes may last as long as `limits` say. */
  readonly prove: (
    send: (proof: Proof) => Promise<Envelope>,
    limits: { readonly signal: AbortSignal; readonly maxWaitMs: number },
  ) => Promise<Envelope>;
}
