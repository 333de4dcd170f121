import { WithingsConfigurationError } from "../errors.js";
import { nearest } from "./nearest.js";
import type { JsonShape, WireOperation, WireParameter, WireParameterType } from "./operation.js";
import type { Problem } from "./problem.js";

/** The error for parameters that cannot be sent. Apart from the checks, so that a program which asks rightly never loads it. */
export function explain(operation: WireOperation, problem: Problem): WithingsConfigurationError {
  return new WithingsConfigurationError("configuration_invalid", messageOf(operation, problem), {
    option: problem.name,
  });
}

/** The error for a call without an operation, or without an object of parameters. */
export function explainArgument(operation: WireOperation | undefined): WithingsConfigurationError {
  const option = operation ? "parameters" : "operation";
  const call = operation && [operation.service, operation.action].filter(Boolean).join(" ");
  return new WithingsConfigurationError(
    "configuration_invalid",
    call === undefined
      ? 'What is called is no operation. Import one: import { measure } from "withings-kit/operations", then measure.getMeas.'
      : `The parameters of ${call} are missing. Give an object, {} where there are none.`,
    { option },
  );
}

/** What the library adds to a call by itself. */
const added = ["action", "access_token", "client_id", "client_secret", "nonce", "signature", "timestamp"];

function messageOf(operation: WireOperation, { kind, name, choice = "" }: Problem): string {
  const call = [operation.service, operation.action].filter(Boolean).join(" ");
  const alternatives = choice.split("|").map((names) => and(names.replaceAll("?", "").split(" ")));
  switch (kind) {
    case "unknown": {
      if (added.includes(name)) return `${call} gets its ${name} from the library. Leave it out.`;
      const names = Object.keys(operation.parameters);
      // What is no name may be anything, and is not repeated.
      const isName = /^\w{1,40}$/.test(name);
      if (names.length === 0)
        return `${call} takes no parameters. Leave out ${isName ? name : "what was given"}.`;
      const near = nearest(name, names);
      return `${call} takes no parameter ${isName ? name : "of that name"}. ${near === undefined ? `It takes ${and(names)}.` : `Did you mean ${near}?`}`;
    }
    case "missing":
      return `The parameter ${name} of ${call} is missing. Give ${allowed(operation.parameters[name])}.`;
    case "wrong":
      return `The parameter ${name} of ${call} cannot be used. Give ${allowed(operation.parameters[name])}.`;
    case "elsewhere":
      return `The parameter ${name} of ${call} goes only with ${whenOf(operation.parameters[name])}. Leave it out, or give that.`;
    case "exclusive":
      return `${call} takes either ${alternatives.join(" or ")}, not ${alternatives.length > 2 ? "several" : "both"}.`;
    case "incomplete":
      return `The parameter ${name} of ${call} is missing: it takes ${alternatives.join(", or ")}.`;
    case "undecided":
      return `${call} needs ${alternatives.join(", or ")}.`;
  }
}

const meanings: Readonly<Record<WireParameterType, string>> = {
  string: "a text that is not empty",
  integer: "a whole number",
  id: "a whole number, or its digits as a text",
  boolean: "true or false",
  time: "a Date, or Unix seconds (not milliseconds)",
  day: 'a day that there is, as "2026-11-22"',
  integers: "whole numbers in an array",
  strings: "texts in an array",
  json: "",
};

function allowed(parameter: WireParameter | undefined): string {
  const facts = typeof parameter === "object" ? parameter : { type: parameter ?? "string" };
  const { type, values, maxLength, pattern, shape } = facts;
  if (values !== undefined) {
    const list = or(values.split(","));
    return /^(?:integers|strings|json)$/.test(type) ? `an array of ${list}` : list;
  }
  if (pattern !== undefined) return pattern[1];
  if (shape !== undefined) return shapeWords(shape);
  return maxLength === undefined
    ? meanings[type]
    : `${meanings[type]}, of ${maxLength} characters at the most`;
}

/** A shape, as one would write it in TypeScript. */
function shapeWords(shape: JsonShape): string {
  if (typeof shape === "string") return shape === "integer" ? "whole number" : shape;
  if (Array.isArray(shape)) return `[${(shape as readonly JsonShape[]).map(shapeWords).join()}, ...]`;
  return `{ ${Object.entries(shape)
    .map(([name, member]) => `${name}: ${shapeWords(member)}`)
    .join(", ")} }`;
}

function whenOf(parameter: WireParameter | undefined): string {
  return (typeof parameter === "object" ? parameter.when : undefined)?.replace("=", " ") ?? "";
}

const and = (words: readonly string[]): string => joined(words, " and ");
const or = (words: readonly string[]): string => joined(words, " or ");

function joined(words: readonly string[], last: string): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(last);
}
