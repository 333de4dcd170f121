import type { Fields, Needs } from "withings-kit/contract";
import type { Contract } from "./load.ts";
import { nameOf } from "./words.ts";

/** The file of `wire/` that tells why fields may be absent. */
export function needsFile({ operations, deviceFamilies }: Contract): string {
  const all = operations.flatMap((operation) => {
    const groups = new Map<string, string[]>();
    for (const [field, needs] of needing(operation.answer, "")) {
      const key = JSON.stringify(needs);
      groups.set(key, [...(groups.get(key) ?? []), field]);
    }
    const printed = [...groups].map(([needs, fields]) => ({
      fields: fields.join(" "),
      ...(JSON.parse(needs) as Needs),
    }));
    return printed.length === 0 ? [] : [[nameOf(operation), printed] as const];
  });
  return [
    "// Printed from contract/ by `npm run contract`: change it there.",
    'import type { FieldNeeds } from "./field-needs.js";',
    "",
    "/** Without what fields of an answer stay away, by operation. */",
    `export const needs: Readonly<Record<string, readonly FieldNeeds[]>> = ${JSON.stringify(Object.fromEntries(all))};`,
    "",
    "/** The numbers of devices in `model_id`, by the names that {@link needs} has. */",
    `export const deviceModels: Readonly<Record<string, readonly number[]>> = ${JSON.stringify(deviceFamilies)};`,
  ].join("\n");
}

/** The fields that need something: what is asked for by its name, the rest by its path in a row. */
function needing(fields: Fields, path: string): [string, Needs][] {
  return Object.entries(fields).flatMap(([name, field]): [string, Needs][] => {
    const here = field.asked !== undefined || path === "" ? name : `${path}.${name}`;
    const own: [string, Needs][] = field.needs === undefined ? [] : [[here, field.needs]];
    switch (field.type) {
      case "object":
        return [...own, ...needing(field.fields, field.asked === undefined && name !== "data" ? here : "")];
      case "array":
      case "map":
        // Rows begin a path of their own.
        return [...own, ...(field.items.type === "object" ? needing(field.items.fields, "") : [])];
      default:
        return own;
    }
  });
}
