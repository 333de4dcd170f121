import type { Operation, Parameter } from "withings-kit/contract";
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
  for (const name in operation.parameters) {
    const stated = operation.parameters[name];
    if (stated === undefined) continue;
    const value = parameters.get(name);
    if (value === undefined || value === "") {
      if (stated.required === true) return unreadable(name);
      continue;
    }
    if (!isAcceptable(stated, value)) return unreadable(name);
    if (stated.excludes?.some((other) => parameters.has(other))) return invalid(name);
  }
  return undefined;
}

function isAcceptable({ type, values, maxLength = Infinity }: Parameter, value: string): boolean {
  switch (type) {
    case "integer":
      return /^-?\d{1,15}$/.test(value) && (values?.includes(value) ?? true);
    case "json-strings":
      return readJsonStrings(value)?.every((item) => values?.includes(item) ?? true) ?? false;
    case "string":
      return value.length <= maxLength && (values?.includes(value) ?? true);
  }
}

/** A JSON array of strings that is not empty. */
export function readJsonStrings(value: string): string[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (!Array.isArray(json) || json.length === 0) return undefined;
  return json.every((item): item is string => typeof item === "string") ? json : undefined;
}
