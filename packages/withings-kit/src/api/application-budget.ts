import type { Caller } from "../calls/caller.js";
import type { CallHooks } from "../calls/hooks.js";
import type { RequestBudget } from "../calls/request-budget.js";
import type { TokenCall } from "../oauth/token-request.js";
import type { ApplicationCall } from "./application-call.js";

/** What everything that one `createWithings` made shares, each made when it is used first. */
export interface SharedByCalls {
  budget?: Promise<RequestBudget> | undefined;
  caller?: Caller | undefined;
  applicationCall?: ApplicationCall | undefined;
}

/** What calls of an application need. */
export interface CallsContext {
  readonly call: TokenCall;
  readonly shared: SharedByCalls;
  readonly budget?: RequestBudget | undefined;
  readonly hooks?: CallHooks | undefined;
}

/** The budget of an application: the one that was given, or one of its own. */
export async function budgetOf({ shared, budget }: CallsContext): Promise<RequestBudget> {
  if (budget) return budget;
  return (shared.budget ??= import("../calls/request-budget.js").then(
    ({ requestBudget }) => requestBudget(),
    // What could not be loaded can be, another time.
    (error: unknown) => {
      shared.budget = undefined;
      throw error;
    },
  ));
}
