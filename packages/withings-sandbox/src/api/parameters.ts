import type { Choice, Field, Operation, Parameter } from "withings-kit/contract";
import { readText } from "../read-text.js";
import { type Answer, invalid, unreadable } from "./answer.js";

/** The parameters of a request by name; the last wins where one is given twice, as in PHP. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads the parameters from the query and, unless it is a GET, from the body: a form, or JSON.
 *
 * @returns `undefined` when the body is too long.
 */
export async function readParameters(request: Request): Promise<Parameters | undefined> {
  const { url } = request;
  const query = url.indexOf("?");
  const parameters = new Map<string, string>(
    query === -1 ? undefined : new URLSearchParams(url.slice(query + 1)),
  );
  if (request.method === "GET" || request.method === "HEAD") return parameters;

  const type = request.headers.get("content-type")?.toLowerCase() ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) {
    const text = await readText(request);
    if (text === undefined) return undefined;
    for (const [name, value] of new URLSearchParams(text)) parameters.set(name, value);
  } else if (type.includes("json")) {
    const text = await readText(request);
    if (text === undefined) return undefined;
    for (const [name, value] of jsonParameters(text)) parameters.set(name, value);
  }
  return parameters;
}

function jsonParameters(text: string): [string, string][] {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null || Array.isArray(json)) return [];
    return Object.entries(json)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  } catch {
    // Not JSON after all, or nested deeper than can be printed: then it has no parameters, and Withings says which one it misses.
    return [];
  }
}

/**
 * Holds the parameters against the operation's statement.
 *
 * @returns Withings' answer for the first one that is wrong.
 */
export function checkParameters(operation: Operation, parameters: Parameters): Answer | undefined {
  const given = (name: string): boolean => (parameters.get(name) ?? "") !== "";
  for (const name in operation.parameters) {
    const stated = operation.parameters[name];
    if (stated === undefined) continue;
    const value = parameters.get(name);
    if (value === undefined || value === "") {
      if (isNeeded(stated, parameters)) return unreadable(name);
      continue;
    }
    if (!isAcceptable(stated, value)) return unreadable(name);
    if (operation.choices?.some((choice) => excludes(choice, name, parameters))) return invalid(name);
  }
  for (const choice of operation.choices ?? []) {
    // What proves who calls is looked at later.
    const needed = (names: readonly string[]): readonly string[] =>
      names.filter((name) => {
        const stated = operation.parameters[name];
        return stated?.required === "conditional" && stated.proof !== true;
      });
    const taken = choice.find((names) => names.some(given));
    const missing = needed(taken ?? []).find((name) => !given(name));
    if (missing !== undefined) return unreadable(missing);
    if (taken === undefined && choice.every((names) => needed(names).length > 0))
      return invalid(anyOf(choice.flatMap((names) => needed(names).slice(0, 1))));
  }
  return undefined;
}

/** Whether a parameter must be given, its alternatives apart. */
function isNeeded({ required, when }: Parameter, parameters: Parameters): boolean {
  if (when === undefined) return required === true;
  return required !== false && parameters.get(when.parameter) === when.value;
}

/** Whether a parameter that is given stands in another alternative than one that is given too. */
function excludes(choice: Choice, name: string, parameters: Parameters): boolean {
  return (
    choice.some((names) => names.includes(name)) &&
    choice.some((names) => !names.includes(name) && names.some((other) => parameters.has(other)))
  );
}

const anyOf = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), ...names.slice(-1)].join(" or ");

function isAcceptable(stated: Parameter, value: string): boolean {
  const { type, values, maxLength = Infinity, pattern } = stated;
  // Of open sets too: what this cloud does not know, it cannot do.
  const allowed = (item: string): boolean => values?.includes(item) ?? true;
  switch (type) {
    case "integer":
      return isInteger(value) && allowed(value);
    case "id":
    case "time":
      return isInteger(value);
    case "boolean":
      return /^(?:[01]|true|false)$/.test(value);
    case "day":
      return isDay(value);
    case "integers":
      return value.split(",").every(isInteger);
    case "strings":
      // Withings does not refuse the names of fields that it does not know: they stay away.
      return value.split(",").every((item) => item !== "");
    case "json":
      return stated.json !== undefined && holds(stated.json, readJson(value), allowed);
    case "string":
      return value.length <= maxLength && allowed(value) && RegExp(pattern?.source ?? "").test(value);
  }
}

const isInteger = (value: string): boolean => /^-?\d{1,15}$/.test(value);

function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Whether a JSON value is what is stated; a list has a member at least. */
function holds(field: Field, value: unknown, allowed: (item: string) => boolean): boolean {
  switch (field.type) {
    case "array":
      return (
        Array.isArray(value) && value.length > 0 && value.every((item) => holds(field.items, item, allowed))
      );
    case "object":
      return (
        typeof value === "object" &&
        value !== null &&
        Object.entries(field.fields).every(([name, member]) => {
          const held: unknown = Reflect.get(value, name);
          return held === undefined ? member.optional === true : holds(member, held, allowed);
        })
      );
    case "integer":
      return Number.isSafeInteger(value);
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string" && value !== "" && allowed(value);
  }
}

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A JSON array of strings that is not empty. */
export function readJsonStrings(value: string): string[] | undefined {
  const json = readJson(value);
  if (!Array.isArray(json) || json.length === 0) return undefined;
  return json.every((item): item is string => typeof item === "string") ? json : undefined;
}
