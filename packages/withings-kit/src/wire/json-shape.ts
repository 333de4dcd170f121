import type { JsonShape } from "./operation.js";

/** Whether a value is of a shape. Members of an object that are not in the shape are let through; a list has a member at least. */
export function holdsShape(value: unknown, shape: JsonShape | undefined): boolean {
  if (shape === "integer") return Number.isSafeInteger(value);
  if (typeof shape === "string") return typeof value === shape && value !== "";
  if (isList(shape))
    return isList(value) && value.length > 0 && value.every((item) => holdsShape(item, shape[0]));
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(shape ?? {}).every(([name, member]) => {
      const held = (value as Readonly<Record<string, unknown>>)[name.replace("?", "")];
      return held === undefined ? name.endsWith("?") : holdsShape(held, member);
    })
  );
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
