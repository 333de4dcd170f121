import type { NewFault } from "./faults.js";
import { isAccountOperation } from "./faults.js";
import { operationNames } from "./operations.js";

/** The names that a fault's `operation` can have. */
export const faultOperations: readonly string[] = ["*", "account", ...operationNames];

type Field = "status" | "error" | "waitSeconds" | "httpStatus" | "retryAfterSeconds" | "breakConnection" | "bytes" | "to" | "userid" | "body" | "contentType";

const longestDelayMs = 600_000;
const mostBytes = 64 * 1024 * 1024;

/** What each kind takes beside `operation`, `times`, `delayMs` and `when`; those that end in `!` it needs. */
export const faultKinds: Readonly<Record<NewFault["kind"], readonly (Field | `${Field}!`)[]>> = {
  delay: [],
  status: ["status!", "error", "waitSeconds"],
  http: ["httpStatus!", "retryAfterSeconds"],
  drop: [],
  truncate: ["breakConnection"],
  oversize: ["bytes"],
  endless: [],
  html: [],
  empty: [],
  redirect: ["to!"],
  "wrong-userid": ["userid"],
  body: ["body!", "contentType", "httpStatus"],
};

interface Check {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
}

const integer = (from: number, to: number): Check => ({
  allowed: `a whole number from ${from} to ${to}`,
  holds: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
});
const text: Check = { allowed: "a text", holds: (value) => typeof value === "string" };
const header: Check = {
  allowed: "a text that can be an HTTP header",
  holds: (value) => typeof value === "string" && /^[\x20-\x7e]+$/.test(value),
};

const checks: Readonly<Record<Field | "operation" | "times" | "delayMs" | "when", Check>> = {
  operation: {
    allowed: `one of ${faultOperations.join(", ")}, or "account " and the path of a page`,
    holds: (value) => typeof value === "string" && (faultOperations.includes(value) || isAccountOperation(value)),
  },
  times: integer(1, 1_000_000),
  delayMs: integer(0, longestDelayMs),
  when: { allowed: "before or after", holds: (value) => value === "before" || value === "after" },
  status: integer(0, 99_999),
  error: text,
  waitSeconds: integer(0, 86_400),
  httpStatus: integer(200, 599),
  retryAfterSeconds: integer(0, 86_400),
  breakConnection: { allowed: "true or false", holds: (value) => typeof value === "boolean" },
  bytes: integer(0, mostBytes),
  to: header,
  userid: integer(1, 999_999_999_999),
  body: text,
  contentType: header,
};

/**
 * Checks a fault that may come from anywhere.
 *
 * @throws RangeError that says what is allowed.
 */
export function checkFault(fault: Readonly<object>): asserts fault is NewFault {
  const given = new Map<string, unknown>(Object.entries(fault));
  const kind = given.get("kind");
  if (typeof kind !== "string" || !isFaultKind(kind))
    throw new RangeError(`A fault's kind must be one of ${Object.keys(faultKinds).join(", ")}.`);
  const fields = faultKinds[kind];
  const needed = ["operation", ...fields.filter((field) => field.endsWith("!")).map((field) => field.slice(0, -1))];
  const allowed = ["kind", "operation", "times", "delayMs", "when", ...fields.map((field) => field.replace("!", ""))];
  for (const name of needed)
    if (!given.has(name)) throw new RangeError(`A fault of the kind ${kind} needs ${name}: ${rule(name)}.`);
  for (const [name, value] of given) {
    if (!allowed.includes(name))
      throw new RangeError(`A fault of the kind ${kind} has no ${JSON.stringify(name)}; it can have ${allowed.join(", ")}.`);
    if (name !== "kind" && value !== undefined && !checkOf(name).holds(value))
      throw new RangeError(`A fault's ${name} must be ${rule(name)}.`);
  }
}

const isFaultKind = (kind: string): kind is NewFault["kind"] => Object.hasOwn(faultKinds, kind);
const checkOf = (name: string): Check => checks[name as keyof typeof checks];
const rule = (name: string): string => checkOf(name).allowed;
