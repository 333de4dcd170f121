import type { Field, Fields, ObjectField, Operation, Parameter } from "withings-kit/contract";
import { needsSentence, pascal, sentence } from "./words.ts";

/** The named types that a file's operations use. */
export class NamedTypes {
  readonly #types = new Map<string, ObjectField>();

  /** A type's name; its members are printed where {@link NamedTypes.all} is. */
  name(field: ObjectField, name: string): string {
    const known = this.#types.get(name);
    if (known === undefined) {
      this.#types.set(name, field);
      // Those that it uses are found by printing it.
      members(field.fields, this);
    } else if (JSON.stringify(known.fields) !== JSON.stringify(field.fields))
      throw new Error(`The contract has two different types named ${name}.`);
    return name;
  }

  get all(): ReadonlyMap<string, ObjectField> {
    return this.#types;
  }
}

/** The members of an interface, with what is said of each. */
export function members(fields: Fields, types: NamedTypes): string {
  return Object.entries(fields)
    .map(([name, field]) => {
      const optional = field.optional === true ? "?" : "";
      return `${comment(fieldSentences(field))}readonly ${name}${optional}: ${fieldType(field, types)};`;
    })
    .join("\n");
}

function fieldSentences(field: Field): string[] {
  const unit = field.type === "time" ? "Unix s" : field.unit;
  const said = unit === undefined || unit === "power of ten" || unit === "count";
  const summary = said ? field.summary : `${field.summary} (${unit})`;
  const doubt = { observed: "Observed, not documented.", reported: "Reported.", unconfirmed: "Unconfirmed." };
  return [
    sentence(summary),
    ...(field.note === undefined ? [] : [field.note]),
    ...(field.asked === undefined ? [] : [askedSentence[field.asked]]),
    needsSentence(field.needs) ?? "",
    field.certainty === undefined || field.certainty === "documented" ? "" : doubt[field.certainty],
    ...(field.deprecated === true ? ["@deprecated Withings says so."] : []),
  ].filter(Boolean);
}

const askedSentence = { named: "", default: "Comes without being asked for too." } as const;

/** The type of what Withings sends for a field. */
function fieldType(field: Field, types: NamedTypes): string {
  const alternatives = [
    ownType(field, types),
    ...("emptyAsArray" in field ? ["readonly never[]"] : []),
    ...(field.or === undefined ? [] : [fieldType(field.or, types)]),
    ...(field.nullable === true ? ["null"] : []),
  ];
  return [...new Set(alternatives)].join(" | ");
}

function ownType(field: Field, types: NamedTypes): string {
  switch (field.type) {
    case "integer":
    case "number":
    case "time":
      return "number";
    case "string":
    case "day":
    case "timezone":
    case "json":
      return "string";
    case "boolean":
      return "boolean";
    case "flag":
      return "boolean | 0 | 1";
    case "id":
      return "number | string";
    case "unknown":
      return "unknown";
    case "array":
      return `readonly (${fieldType(field.items, types)})[]`;
    case "map":
      return `Readonly<Record<string, ${fieldType(field.items, types)}>>`;
    case "object":
      if (field.name !== undefined) return types.name(field, field.name);
      return Object.keys(field.fields).length === 0
        ? "Readonly<Record<string, unknown>>"
        : `{ ${members(field.fields, types)} }`;
  }
}

/** The members for parameters, of which some are `needed` and some must be absent. */
export function parameterMembers(
  operation: Operation,
  names: readonly string[],
  { types, named }: { readonly types: NamedTypes; readonly named: ReadonlyMap<string, string> },
): string {
  return names
    .map((name) => {
      const parameter = operation.parameters[name];
      if (parameter === undefined) throw new Error(`${operation.operationId} has no parameter ${name}.`);
      const needed = parameter.required !== false && parameter.when === undefined;
      const type = named.get(name) ?? parameterType(parameter, types);
      const sentences = [
        sentence(parameter.summary),
        parameter.when && `With \`${parameter.when.parameter}\` ${parameter.when.value}.`,
        parameter.maxLength && `At most ${parameter.maxLength} characters.`,
        parameter.certainty === "unconfirmed" && "Unconfirmed.",
      ].filter((part) => typeof part === "string");
      return `${comment(sentences)}readonly ${name}${needed ? "" : "?"}: ${type}${needed ? "" : " | undefined"};`;
    })
    .join("\n");
}

function parameterType(parameter: Parameter, types: NamedTypes): string {
  const { type, values, open, json } = parameter;
  const number = /^(?:integer|integers)$/.test(type);
  const literals = values?.map((value) => (number ? value : JSON.stringify(value)));
  const set =
    literals && [...literals, ...(open ? [`(${number ? "number" : "string"} & {})`] : [])].join(" | ");
  switch (type) {
    case "string":
    case "day":
      return set ?? "string";
    case "integer":
      return set ?? "number";
    case "id":
      return "number | string";
    case "boolean":
      return "boolean";
    case "time":
      return "Date | number";
    case "integers":
      return `readonly (${set ?? "number"})[]`;
    case "strings":
      return `readonly (${set ?? "string"})[]`;
    case "json":
      if (json === undefined) throw new Error("A JSON parameter must say what it holds.");
      return set === undefined ? fieldType(json, types) : `readonly (${set})[]`;
  }
}

/** The literals that a list of `data_fields` may hold, as a type of its own. */
export function dataFieldsType(name: string, { parameters }: Operation): string | undefined {
  const values = parameters["data_fields"]?.values;
  if (values === undefined) return undefined;
  const literals = values.map((value) => JSON.stringify(value)).join(" | ");
  return `${comment([`What \`data_fields\` of {@link ${name}} may hold.`])}export type ${pascal(name)}DataField = ${literals};`;
}

/** Sentences as a comment, in lines of a readable length. */
export function comment(sentences: readonly string[]): string {
  const text = sentences.join(" ").replaceAll("*/", "* /");
  if (text.length <= 110 && !text.includes(" @")) return `/** ${text} */\n`;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    // A tag is one at the beginning of a line only.
    if (line === undefined || word.startsWith("@") || line.length + word.length > 110) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}
