import type { SandboxContext } from "../context.js";
import type { Application, Pair } from "../state/index.js";
import type { Answer } from "./answer.js";
import type { Parameters } from "./parameters.js";

/** A call that may be made: its caller is known and its parameters are in order. */
export interface Call {
  readonly context: SandboxContext;
  readonly application: Application;
  readonly parameters: Parameters;
}

/** A call with a person's access token. */
export interface BearerCall extends Call {
  readonly pair: Pair;
}

/** Serves an operation that an application calls for itself. */
export type ClientHandler = (call: Call) => Answer | Promise<Answer>;

/** Serves an operation that is called with an access token. */
export type BearerHandler = (call: BearerCall) => Answer | Promise<Answer>;
