import { type Check, checkFields, flag, headerText, integer, InvalidInput, oneOf, text } from "./checks.js";
import { isAccountOperation, type NewFault } from "./faults.js";
import { operationNames } from "./operations.js";

/** The names that a fault's `operation` can have, besides those of single pages. */
export const faultOperations: readonly string[] = ["*", "account", ...operationNames];

const mostBytes = 64 * 1024 * 1024;
const aDay = 86_400;

/** What every fault can have. */
const place: Readonly<Record<string, Check>> = {
  operation: {
    allowed: `one of ${faultOperations.join(", ")}, or "account " and the path of a page, as in account login`,
    holds: (value) =>
      typeof value === "string" && (faultOperations.includes(value) || isAccountOperation(value)),
  },
  times: integer(1, 1_000_000),
  delayMs: integer(0, 600_000),
  when: oneOf("before", "after"),
};

/** What each kind can have besides. */
const details: Readonly<Record<NewFault["kind"], Readonly<Record<string, Check>>>> = {
  delay: {},
  status: { status: integer(0, 99_999), error: text, waitSeconds: integer(0, aDay) },
  http: { httpStatus: integer(400, 599), retryAfterSeconds: integer(0, aDay) },
  drop: {},
  truncate: { breakConnection: flag },
  oversize: { bytes: integer(0, mostBytes) },
  endless: {},
  html: {},
  empty: {},
  redirect: { to: headerText },
  "wrong-userid": { userid: integer(1, 999_999_999_999) },
  body: { body: text, contentType: headerText, httpStatus: integer(200, 599) },
};

const needed: Partial<Record<NewFault["kind"], readonly string[]>> = {
  delay: ["delayMs"],
  status: ["status"],
  http: ["httpStatus"],
  redirect: ["to"],
  body: ["body"],
};

/** Every kind of fault, with the fields that it can have besides `operation`, `times`, `delayMs` and `when`. */
export const faultKinds: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(details).map(([kind, fields]) => [kind, Object.keys(fields)]),
);

/**
 * Checks a fault that may come from anywhere.
 *
 * @throws {@link InvalidInput} that says what is allowed.
 */
export function checkFault(fault: Readonly<object>): asserts fault is NewFault {
  const kind: unknown = "kind" in fault ? fault.kind : undefined;
  if (typeof kind !== "string" || !isFaultKind(kind))
    throw new InvalidInput(`A fault's kind must be one of ${Object.keys(details).join(", ")}.`);
  checkFields({
    what: `A fault of the kind ${kind}`,
    given: fault,
    fields: { kind: text, ...place, ...details[kind] },
    needed: ["operation", ...(needed[kind] ?? [])],
  });
}

const isFaultKind = (kind: string): kind is NewFault["kind"] => Object.hasOwn(details, kind);
