import { holdsShape } from "./json-shape.js";
import type { WireOperation, WireParameter, WireParameterFacts } from "./operation.js";
import type { Problem } from "./problem.js";

/**
 * Writes parameters as Withings takes them: times as Unix seconds, lists separated by commas, booleans as 1 and 0, objects as JSON. Equal
 * parameters give equal forms, whatever the order in which they were given.
 *
 * @param operation - one of those in this folder.
 * @param parameters - what is asked for; members that are undefined are as good as absent.
 * @returns the form's fields, `action` among them. What proves who calls is not.
 * @throws {@link WithingsConfigurationError} `configuration_invalid`, before anything is sent: its `option` is the first parameter that
 *   cannot be used, is missing or is unknown, and its message says what is allowed.
 *
 * @example
 * ```ts
 * await serialize(measure.getMeas, { meastypes: [1, 6], startdate: new Date("2026-11-01") });
 * // { action: "getmeas", meastypes: "1,6", startdate: "1793491200" }
 * ```
 */
export async function serialize<Parameters extends object>(
  operation: WireOperation<Parameters>,
  parameters: Parameters,
): Promise<Record<string, string>> {
  const isOperation = typeof (Object(operation) as Partial<WireOperation>).path === "string";
  const isObject = typeof parameters === "object" && (parameters as Parameters | null) !== null;
  const form = isOperation && isObject && write(operation, new Map(Object.entries(parameters)));
  if (form && !("problem" in form)) return form.fields;
  const { explain, explainArgument } = await import("./explain.js");
  throw form ? explain(operation, form.problem) : explainArgument(isOperation ? operation : undefined);
}

type Written = { readonly fields: Record<string, string> } | { readonly problem: Problem };

function write(operation: WireOperation, given: ReadonlyMap<string, unknown>): Written {
  const { action, parameters, choices = [] } = operation;
  const fields: Record<string, string> = action === undefined ? {} : { action };
  for (const [name, value] of given)
    if (value !== undefined && !Object.hasOwn(parameters, name))
      return { problem: { kind: "unknown", name } };
  for (const name in parameters) {
    const facts = factsOf(parameters[name]);
    const value = given.get(name);
    const [other = "", expected] = facts.when?.split("=") ?? [];
    const applies = !facts.when || String(given.get(other)) === expected;
    if (value === undefined) {
      if (applies && facts.required) return { problem: { kind: "missing", name } };
      continue;
    }
    if (!applies) return { problem: { kind: "elsewhere", name } };
    const text = textOf(value, facts);
    if (text === undefined) return { problem: { kind: "wrong", name } };
    fields[name] = text;
  }
  for (const choice of choices) {
    const problem = choiceProblem(choice, fields);
    if (problem) return { problem };
  }
  return { fields };
}

/** What is to be held against a parameter. */
function factsOf(parameter: WireParameter | undefined): WireParameterFacts {
  return typeof parameter === "object" ? parameter : { type: parameter ?? "string" };
}

function choiceProblem(choice: string, fields: Readonly<Record<string, string>>): Problem | undefined {
  const alternatives = choice
    .split("|")
    .map((names) =>
      names.split(" ").map((name) => ({ name: name.replace("?", ""), needed: !name.endsWith("?") })),
    );
  const isGiven = ({ name }: { readonly name: string }): boolean => name in fields;
  const [taken, second] = alternatives.filter((names) => names.some(isGiven));
  if (second) return { kind: "exclusive", name: second.find(isGiven)?.name ?? "", choice };
  const missing = alternatives.map((names) => names.find((one) => one.needed && !isGiven(one))?.name);
  if (taken) {
    const name = missing[alternatives.indexOf(taken)];
    return name ? { kind: "incomplete", name, choice } : undefined;
  }
  const [name] = missing;
  return name && missing.every(Boolean) ? { kind: "undecided", name, choice } : undefined;
}

/** The text for a value; `undefined` when it cannot be used. */
function textOf(value: unknown, facts: WireParameterFacts): string | undefined {
  const { type, values, maxLength = Infinity, pattern, shape } = facts;
  const isAllowed = (item: unknown): boolean => !values || values.split(",").includes(String(item));
  switch (type) {
    case "integer":
      return Number.isSafeInteger(value) && isAllowed(value) ? String(value) : undefined;
    case "id":
      return Number.isSafeInteger(value) || (isText(value) && /^\d+$/.test(value))
        ? String(value)
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? String(Number(value)) : undefined;
    case "time":
      return timeText(value);
    case "day":
      return isDay(value) ? value : undefined;
    case "integers":
      return isList(value) && value.every(Number.isSafeInteger) ? value.join() : undefined;
    case "strings":
      return isList(value) && value.every((item) => isText(item) && !item.includes(",") && isAllowed(item))
        ? value.join()
        : undefined;
    case "json":
      return holdsShape(value, shape) && (!isList(value) || value.every(isAllowed))
        ? JSON.stringify(value)
        : undefined;
    case "string":
      return isText(value) &&
        value.length <= maxLength &&
        isAllowed(value) &&
        RegExp(pattern?.[0] ?? "").test(value)
        ? value
        : undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0;

/** Milliseconds where seconds are meant would be some day after the year 5000. */
const mostSeconds = 1e11;

function timeText(value: unknown): string | undefined {
  const isDate = Object.prototype.toString.call(value) === "[object Date]";
  const seconds = Math.floor(isDate ? Number(value) / 1000 : typeof value === "number" ? value : NaN);
  return Math.abs(seconds) < mostSeconds ? String(seconds) : undefined;
}

function isDay(value: unknown): value is string {
  if (!isText(value) || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  // 30 February is 2 March, or no day at all: that depends on the engine.
  const time = new Date(`${value}T00:00:00Z`).getTime();
  return time === time && new Date(time).toISOString().startsWith(value);
}
