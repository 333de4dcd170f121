import type { JsonShape } from "./operation.js";

/** Whether a value is of a shape: members that are not in it are refused as misspelled ones are, and a list has a member at least. */
export function holdsShape(value: unknown, shape: JsonShape | undefined): boolean {
  if (shape === "integer") return Number.isSafeInteger(value);
  if (typeof shape === "string") return typeof value === shape && value !== "";
  if (isList(shape))
    return isList(value) && value.length > 0 && value.every((item) => holdsShape(item, shape[0]));
  if (Object.prototype.toString.call(value) !== "[object Object]") return false;
  const rest = new Map(Object.entries(value as object).filter(([, held]) => held !== undefined));
  for (const name in shape) {
    const member = name.replace("?", "");
    const held: unknown = rest.get(member);
    if (held === undefined ? member === name : !holdsShape(held, shape[name])) return false;
    rest.delete(member);
  }
  return rest.size === 0;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
