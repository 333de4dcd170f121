const prototypes = [Object, Array, Function, String, Number, Boolean, Date, Map, Set, Promise, Error].map(
  (each) => each.prototype as object,
);
const keysOf = (): readonly number[] => prototypes.map((each) => Reflect.ownKeys(each).length);
const before = keysOf();

/** What was done to what all objects inherit. */
export function prototypeProblem(): string | undefined {
  return keysOf().every((count, index) => count === before[index]) ? undefined : "A prototype was changed.";
}

// What Withings sent and this library does not know is handed on as it came, whatever it is.
const asItCame = new Set(["others", "raw"]);

/** What is wrong with an item, whatever it was made of. */
export function itemProblem(item: object): string | undefined {
  try {
    const text = JSON.stringify(item);
    if (typeof text !== "string" || !text.startsWith("{")) return `It became ${text} as JSON.`;
    if (Object.getPrototypeOf(item) !== Object.prototype) return "An item has a prototype of its own.";
    return valueProblem(item, "item");
  } catch (error) {
    return `Something of an item throws: ${String(error)}`;
  }
}

function valueProblem(value: unknown, path: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} is ${value}.`;
  if (typeof value === "function") return callProblem(value as () => unknown, path);
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? `${path} is no date.` : undefined;
  if (ArrayBuffer.isView(value)) return undefined;
  for (const name of namesOf(value)) {
    const inner = (value as Record<string, unknown>)[name];
    const problem = asItCame.has(name) ? lentProblem(inner, path) : valueProblem(inner, `${path}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What came has nothing that it did not bring: a name `__proto__` is one like others. */
function lentProblem(came: unknown, path: string): string | undefined {
  return typeof came === "object" && Object.getPrototypeOf(came) !== Object.prototype
    ? `Of ${path}, what came beside inherits from what was sent.`
    : undefined;
}

function callProblem(call: () => unknown, path: string): string | undefined {
  return call() instanceof Uint8Array ? undefined : `${path} gives something else.`;
}

/** Its own names, and those that its class has. */
function namesOf(value: object): readonly string[] {
  const prototype = Object.getPrototypeOf(value) as object;
  const inherited =
    prototype === Object.prototype || prototype === Array.prototype
      ? []
      : Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  return [...Object.keys(value), ...inherited];
}
