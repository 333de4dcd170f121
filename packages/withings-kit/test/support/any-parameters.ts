import fc, { type Arbitrary } from "fast-check";
import type { Field, Operation, Parameter } from "withings-kit/contract";

/** What a program may give to an operation: every type in every form, choices taken in every way. */
export function anyParameters(operation: Operation): Arbitrary<Readonly<Record<string, unknown>>> {
  const own = Object.entries(operation.parameters).filter(([, { proof }]) => proof !== true);
  const isOwn = (name: string): boolean => own.some(([parameter]) => parameter === name);
  const choices = (operation.choices ?? [])
    .map((choice) => choice.map((names) => names.filter(isOwn)).filter((names) => names.length > 0))
    .filter((choice) => choice.length > 1);
  const chosen = choices.flat(2);
  const always = own.filter(([name]) => !chosen.includes(name));
  return fc
    .tuple(
      record(
        operation,
        always.map(([name]) => name),
      ),
      ...choices.map((choice) => fc.oneof(...choice.map((names) => record(operation, names)))),
    )
    .map((parts) => Object.assign({}, ...parts) as Readonly<Record<string, unknown>>)
    .map((given) =>
      // What goes with another value of another parameter is left out.
      Object.fromEntries(
        Object.entries(given).filter(([name]) => {
          const { when } = operation.parameters[name] ?? {};
          return when === undefined || given[when.parameter] === when.value;
        }),
      ),
    );
}

function record(
  operation: Operation,
  names: readonly string[],
): Arbitrary<Readonly<Record<string, unknown>>> {
  const values = Object.fromEntries(names.map((name) => [name, anyValue(operation.parameters[name])]));
  return fc.record(values, {
    requiredKeys: names.filter((name) => operation.parameters[name]?.required !== false),
  });
}

const text = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });

/** Values that a parameter may have. */
function anyValue(parameter: Parameter | undefined): Arbitrary<unknown> {
  if (parameter === undefined) throw new Error("There is no such parameter.");
  const { type, values = [], open, pattern, json } = parameter;
  const known = values.length > 0 ? [fc.constantFrom(...values)] : [];
  switch (type) {
    case "string":
      if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern.source));
      return fc.oneof(...known, ...(known.length === 0 || open === true ? [text] : []));
    case "integer":
      return known.length > 0
        ? fc.constantFrom(...values).map(Number)
        : fc.integer({ min: -1e9, max: Number.MAX_SAFE_INTEGER });
    case "id":
      return fc.nat({ max: 1e12 }).chain((id) => fc.constantFrom(id, String(id)));
    case "boolean":
      return fc.boolean();
    case "time":
      return fc.oneof(
        fc.integer({ min: -2e9, max: 4e9 }),
        fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      );
    case "day":
      return fc
        .date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case "integers":
      return fc.array(fc.nat(), { minLength: 1 });
    case "strings":
      return fc.array(
        fc.oneof(...known, ...(known.length === 0 ? [fc.stringMatching(/^[a-z.]{1,9}$/)] : [])),
        {
          minLength: 1,
        },
      );
    case "json":
      if (json === undefined) throw new Error("It does not say what it holds.");
      return known.length > 0 ? fc.array(fc.oneof(...known), { minLength: 1 }) : anyField(json);
  }
}

function anyField(field: Field): Arbitrary<unknown> {
  switch (field.type) {
    case "array":
      return fc.array(anyField(field.items), { minLength: 1, maxLength: 3 });
    case "object": {
      const names = Object.keys(field.fields);
      return fc.record(
        Object.fromEntries(Object.entries(field.fields).map(([name, member]) => [name, anyField(member)])),
        {
          noNullPrototype: true,
          requiredKeys: names.filter((name) => field.fields[name]?.optional !== true),
        },
      );
    }
    case "integer":
      return fc.integer();
    case "boolean":
      return fc.boolean();
    default:
      return text;
  }
}
