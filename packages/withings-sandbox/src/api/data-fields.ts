import type { Field, Fields, Operation } from "withings-kit/contract";
import type { Behaviour } from "../options.js";
import type { Parameters } from "./parameters.js";

/** The fields that stand at a place of an operation's answer, as the contract states them. */
export function fieldsAt({ answer, operationId }: Operation, ...path: readonly string[]): Fields {
  return path.reduce<Fields>((fields, name) => {
    const inner = innermost(fields[name]);
    if (inner?.type !== "object") throw new Error(`There are no fields at ${name} of ${operationId}.`);
    return inner.fields;
  }, answer);
}

function innermost(field: Field | undefined): Field | undefined {
  return field?.type === "array" || field?.type === "map" ? innermost(field.items) : field;
}

/** What decides which fields come. */
export interface FieldChoice {
  readonly parameters: Parameters;
  readonly options: Behaviour;
  /** The names that come where `data_fields` is left out. Default: those of the contract. */
  readonly defaults?: readonly string[];
  /** Whether a watch measured it, whose heart rates every plan has. */
  readonly tracked?: boolean;
}

/** The names of the fields that are wanted and may be seen. Those that nobody knows stay away without a word. */
export function wantedFields(
  fields: Fields,
  { parameters, options, defaults, tracked = false }: FieldChoice,
): ReadonlySet<string> {
  const given = parameters.get("data_fields") || undefined;
  const known = Object.entries(fields).filter(([, { asked }]) => asked !== undefined);
  const usual = known.filter(([, { asked }]) => asked === "default").map(([name]) => name);
  const wanted = new Set(given?.split(",").map((name) => name.trim()) ?? defaults ?? usual);
  const names = known
    .filter(([name, field]) => wanted.has(name) && mayBeSeen(name, field, { options, tracked }))
    .map(([name]) => name);
  return new Set(names);
}

function mayBeSeen(
  name: string,
  { needs }: Field,
  { options, tracked }: { readonly options: Behaviour; readonly tracked: boolean },
): boolean {
  if (options.plan === "advanced" || needs?.plan !== "Advanced Biomarkers") return true;
  return tracked && /^hr(?:_|$)/.test(name);
}
