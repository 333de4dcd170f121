import { enumerations, type Field, type Fields } from "withings-kit/contract";

/**
 * Holds what an operation answered against its statement in the contract.
 *
 * @returns what is wrong, each with its place; empty for an answer that is as stated.
 */
export function problemsOf(fields: Fields, body: unknown): readonly string[] {
  return membersProblems(fields, body, "body");
}

function membersProblems(fields: Fields, value: unknown, place: string): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${place} is no object`];
  const members = new Map<string, unknown>(Object.entries(value));
  const stated = Object.entries(fields).flatMap(([name, field]) => {
    const at = `${place}.${name}`;
    if (!members.has(name)) return mayBeAbsent(field) ? [] : [`${at} is missing`];
    return fieldProblems(field, members.get(name), at);
  });
  const unstated = [...members.keys()].filter((name) => !Object.hasOwn(fields, name));
  return [...stated, ...unstated.map((name) => `${place}.${name} is not stated`)];
}

/** What must be asked for by name comes only then. */
const mayBeAbsent = ({ optional, asked }: Field): boolean => optional === true || asked !== undefined;

function fieldProblems(field: Field, value: unknown, place: string): readonly string[] {
  if (value === null) return field.nullable === true ? [] : [`${place} is null`];
  const problems = valueProblems(field, value, place);
  if (problems.length === 0 || field.or === undefined) return problems;
  return fieldProblems(field.or, value, place).length === 0 ? [] : problems;
}

function valueProblems(field: Field, value: unknown, place: string): readonly string[] {
  switch (field.type) {
    case "object":
      return isEmptyArray(field, value) ? [] : membersProblems(field.fields, value, place);
    case "map":
      return isEmptyArray(field, value) ? [] : mapProblems(field.items, value, place);
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) => fieldProblems(field.items, item, `${place}[${index}]`))
        : [`${place} is no array`];
    case "json":
      return typeof value === "string"
        ? fieldProblems(field.items, JSON.parse(value), `${place} as JSON`)
        : [`${place} is no text`];
    default:
      return isPlain[field.type](value) && isOfSet(field, value)
        ? []
        : [`${place} is no ${field.enumeration ?? field.type}: ${JSON.stringify(value)}`];
  }
}

const isEmptyArray = (field: { readonly emptyAsArray?: true }, value: unknown): boolean =>
  field.emptyAsArray === true && Array.isArray(value) && value.length === 0;

function mapProblems(items: Field, value: unknown, place: string): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${place} is no map`];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(/^\d+$/.test(key) ? [] : [`${place} has the key ${key}`]),
    ...fieldProblems(items, item, `${place}[${key}]`),
  ]);
}

/** Where a set is of words and a field of numbers, nobody knows which word a number is. */
function isOfSet({ enumeration }: Field, value: unknown): boolean {
  const known = (enumeration && enumerations[enumeration])?.filter(
    (each) => typeof each.value === typeof value,
  );
  return known === undefined || known.length === 0 || known.some((each) => each.value === value);
}

type Plain = Exclude<Field["type"], "object" | "map" | "array" | "json">;

const isText = (value: unknown): value is string => typeof value === "string";
/** From the beginning of 1900, for birthdays, to the end of 32-bit time. */
const isTime = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= -2_208_988_800 && Number(value) <= 2_147_483_647;

const isPlain: Readonly<Record<Plain, (value: unknown) => boolean>> = {
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  string: isText,
  boolean: (value) => typeof value === "boolean",
  flag: (value) => value === 0 || value === 1 || typeof value === "boolean",
  id: (value) => Number.isSafeInteger(value) || (isText(value) && /^\d+$/.test(value)),
  time: isTime,
  day: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  timezone: (value) => isText(value) && isZone(value),
  unknown: () => true,
};

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
}
