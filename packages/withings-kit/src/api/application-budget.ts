import type { Caller } from "../calls/caller.js";
import type { CallHooks } from "../calls/hooks.js";
import type { RequestBudget } from "../calls/request-budget.js";
import type { TokenCall } from "../oauth/token-request.js";
import type { ApplicationCall } from "./application-call.js";

/** What everything that one `createWithings` made shares, each made when it is used first. */
export interface SharedByCalls {
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

// Whoever makes several objects of one application in a process has one budget all the same. Another `fetch` leads elsewhere, as to a
// sandbox, and so may another address.
const budgets = new WeakMap<typeof globalThis.fetch, Map<string, RequestBudget>>();

/** The budget of an application: the one that was given, or that of the process. */
export async function budgetOf({ call, budget }: CallsContext): Promise<RequestBudget> {
  if (budget) return budget;
  const { requestBudget } = await import("../calls/request-budget.js");
  const { fetch, apiUrl } = call;
  const byAddress = budgets.get(fetch) ?? new Map<string, RequestBudget>();
  const own = byAddress.get(apiUrl) ?? requestBudget();
  budgets.set(fetch, byAddress.set(apiUrl, own));
  return own;
}
