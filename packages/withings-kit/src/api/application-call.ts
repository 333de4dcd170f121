import type { CallOptions } from "../calls/caller.js";
import type { WireOperation } from "../wire/operation.js";

/** Calls operations for the application itself. */
export type ApplicationCall = <Parameters extends object, Body extends object>(
  operation: WireOperation<Parameters, Body>,
  parameters: Parameters,
  options?: CallOptions,
) => Promise<Body>;
