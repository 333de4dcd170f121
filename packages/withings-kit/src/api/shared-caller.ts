import { type Caller, createCaller } from "../calls/caller.js";
import type { RequestBudget } from "../calls/request-budget.js";
import { invalidOption } from "./invalid-option.js";
import { budgetOf, type CallsContext } from "./application-budget.js";

// A page of measurements has some hundred kilobytes, an ECG less.
const maxAnswerBytes = 32 * 2 ** 20;

/** The caller that everything of an application shares. */
export async function callerOf(context: CallsContext): Promise<Caller> {
  const budget = await budgetOf(context);
  const hookNames = ["onRequest", "onResponse", "onRetry"] as const;
  for (const name of hookNames)
    if (!/^(undefined|function)$/.test(typeof context.hooks?.[name]))
      throw invalidOption("hooks", `Give functions as ${hookNames.join(", ")}, or leave them out.`);
  if (typeof (budget as Partial<RequestBudget>).take !== "function")
    throw invalidOption("budget", "Give requestBudget({ perMinute }), or one that many machines share.");
  const { shared, call, hooks } = context;
  const { apiUrl, clientID, fetch, timeoutMs, clock } = call;
  const http = { fetch, timeoutMs, maxBytes: maxAnswerBytes };
  return (shared.caller ??= createCaller({ apiUrl, application: clientID, http, budget, hooks, clock }));
}
