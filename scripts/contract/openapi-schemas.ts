import type {
  Enumeration,
  EnumerationValue,
  Field,
  Fields,
  Operation,
  Parameter,
  Parameters,
} from "withings-kit/contract";
import type { Contract } from "./load.ts";
import { needsSentence, sentence } from "./words.ts";

/** A schema of OpenAPI 3.1, which is one of JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** Turns the contract's fields and parameters into schemas; those with a name become components. */
export class Schemas {
  readonly components: Record<string, Schema> = {};
  readonly #enumerations: Contract["enumerations"];

  constructor(enumerations: Contract["enumerations"]) {
    this.#enumerations = enumerations;
  }

  /** The schema of what Withings sends for a field. */
  field(field: Field): Schema {
    const described = this.#described(field);
    const alternatives = [
      this.#own(field),
      ...("emptyAsArray" in field ? [{ type: "array", maxItems: 0 }] : []),
      ...(field.or === undefined ? [] : [this.field(field.or)]),
    ];
    const [only, other] = alternatives;
    if (other === undefined && only !== undefined && !("$ref" in only && field.nullable === true))
      return { ...withNull(only, field.nullable === true), ...described };
    return { anyOf: [...alternatives, ...(field.nullable === true ? [{ type: "null" }] : [])], ...described };
  }

  /** The schema of an object with these fields. Others may come with every answer. */
  object(fields: Fields): Schema {
    const required = Object.keys(fields).filter((name) => fields[name]?.optional !== true);
    return {
      type: "object",
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, this.field(field)]),
      ),
    };
  }

  /** The schema of a parameter's value. */
  parameter(parameter: Parameter): Schema {
    const { summary, json, when, certainty, enumeration } = parameter;
    const description = [
      sentence(summary),
      enumeration && this.#meaning(enumeration),
      when && `Only with ${when.parameter} ${when.value}.`,
      certainty === "unconfirmed" && "Unconfirmed.",
    ].filter((part) => typeof part === "string");
    return {
      ...this.#value(parameter),
      ...(json && {
        contentMediaType: "application/json",
        contentSchema: this.field(json),
      }),
      description: description.join(" "),
      ...(enumeration && { "x-enumeration": enumeration }),
    };
  }

  #value({ type, values, open, maxLength, pattern }: Parameter): Schema {
    const set = open === true ? {} : { enum: values };
    const numbers = { enum: values?.map(Number) };
    switch (type) {
      case "integer":
        return { type: "integer", ...(values && open !== true && numbers) };
      case "time":
        return { type: "integer", format: "int64" };
      case "id":
        return { type: "integer" };
      case "boolean":
        return { type: "integer", enum: [0, 1] };
      case "day":
        return { type: "string", format: "date" };
      case "integers":
        return { type: "array", minItems: 1, items: { type: "integer" } };
      case "strings":
        return { type: "array", minItems: 1, items: { type: "string", ...(values && set) } };
      case "json":
        return { type: "string" };
      case "string":
        return {
          type: "string",
          minLength: 1,
          ...(values && set),
          ...(maxLength !== undefined && { maxLength }),
          ...(pattern && { pattern: pattern.source }),
        };
    }
  }

  #own(field: Field): Schema {
    switch (field.type) {
      case "integer":
        return { type: "integer" };
      case "number":
        return { type: "number" };
      case "time":
        return { type: "integer", format: "int64" };
      case "boolean":
        return { type: "boolean" };
      case "flag":
        return { type: ["boolean", "integer"], enum: [true, false, 0, 1] };
      case "id":
        return { type: ["integer", "string"], pattern: "^[0-9]+$" };
      case "day":
        return { type: "string", format: "date" };
      case "string":
      case "timezone":
        return { type: "string" };
      case "json":
        return {
          type: "string",
          contentMediaType: "application/json",
          contentSchema: this.field(field.items),
        };
      case "unknown":
        return {};
      case "array":
        return { type: "array", items: this.field(field.items) };
      case "map":
        return {
          type: "object",
          ...(field.keys === "time" && { propertyNames: { pattern: "^[0-9]+$" } }),
          additionalProperties: this.field(field.items),
        };
      case "object": {
        const { name, fields } = field;
        if (name === undefined) return this.object(fields);
        this.components[name] ??= { ...this.object(fields), description: sentence(field.summary) };
        return { $ref: `#/components/schemas/${name}` };
      }
    }
  }

  #described(field: Field): Schema {
    const { summary, unit, note, enumeration, needs, certainty, deprecated, asked } = field;
    const parts = [
      sentence(summary),
      enumeration === undefined ? undefined : this.#meaning(enumeration),
      note,
      asked === "named" ? "Comes only when data_fields names it." : undefined,
      needsSentence(needs),
      certainty === undefined || certainty === "documented" ? undefined : sentence(certainty),
    ];
    return {
      description: parts.filter((part) => part !== undefined).join(" "),
      ...(field.type === "time" ? { "x-unit": "Unix s" } : unit && { "x-unit": unit }),
      ...(enumeration && { "x-enumeration": enumeration }),
      ...(deprecated && { deprecated }),
    };
  }

  /** What the values mean. Not `enum`: Withings adds to them. */
  #meaning(enumeration: Enumeration): string {
    const values = this.#enumerations[enumeration];
    if (isLong(values)) return `Values: \`x-enumerations\`.`;
    const told = values.map(({ value, meaning }) =>
      meaning === "" || meaning === value ? String(value) : `${value} ${meaning}`,
    );
    return `${told.join(", ")}.`;
  }
}

/** Whether a set of values is told once, in a place of its own, and not wherever it occurs. */
export function isLong(values: readonly EnumerationValue[]): boolean {
  return values.length > 32;
}

function withNull(schema: Schema, nullable: boolean): Schema {
  return nullable && typeof schema["type"] === "string"
    ? { ...schema, type: [schema["type"], "null"] }
    : schema;
}

/** Which parameters exclude or need each other, as keywords of JSON Schema. */
export function conditions({ choices = [], parameters }: Operation): Schema {
  const needed = (names: readonly string[]): readonly string[] =>
    names.filter((name) => parameters[name]?.required !== false);
  const exclusive = choices.flatMap((choice) =>
    choice.flatMap((names, index) => {
      const others = choice.slice(index + 1).flat();
      const absent = { properties: Object.fromEntries(others.map((other) => [other, false])) };
      return others.length === 0 ? [] : names.map((name) => [name, absent]);
    }),
  );
  const all = [
    ...choices
      .filter((choice) => choice.every((names) => needed(names).length > 0))
      .map((choice) => ({ oneOf: choice.map((names) => ({ required: needed(names) })) })),
    ...Object.entries(parameters).flatMap(([name, parameter]) => dependence(name, parameter, parameters)),
  ];
  return {
    ...(exclusive.length > 0 && { dependentSchemas: Object.fromEntries(exclusive) as Schema }),
    ...(all.length > 0 && { allOf: all }),
  };
}

/** That a parameter is needed with a value of another. */
function dependence(name: string, { when, required }: Parameter, parameters: Parameters): readonly Schema[] {
  if (when === undefined || required === false) return [];
  const number = parameters[when.parameter]?.type === "integer";
  const value = number ? Number(when.value) : when.value;
  return [
    {
      if: { required: [when.parameter], properties: { [when.parameter]: { const: value } } },
      then: { required: [name], properties: { [name]: {} } },
    },
  ];
}
