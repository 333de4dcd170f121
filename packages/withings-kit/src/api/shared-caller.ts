import { type Caller, createCaller } from "../calls/caller.js";
import type { RequestBudget } from "../calls/request-budget.js";
import { budgetOf, type CallsContext } from "./application-budget.js";

// A page of measurements has some hundred kilobytes, an ECG less.
const maxAnswerBytes = 32 * 2 ** 20;

/** The caller that everything of an application shares. */
export async function callerOf(context: CallsContext): Promise<Caller> {
  const budget = await budgetOf(context);
  const areHooks = (["onRequest", "onResponse", "onRetry"] as const).every((name) =>
    /^(undefined|function)$/.test(typeof context.hooks?.[name]),
  );
  if (!areHooks || typeof (budget as Partial<RequestBudget>).take !== "function") {
    const { wrongCallOption } = await import("./wrong-call-option.js");
    throw wrongCallOption(areHooks ? "budget" : "hooks");
  }
  const { shared, call, hooks } = context;
  const { apiUrl, clientID, fetch, timeoutMs, clock } = call;
  const http = { fetch, timeoutMs, maxBytes: maxAnswerBytes };
  return (shared.caller ??= createCaller({ apiUrl, application: clientID, http, budget, hooks, clock }));
}
