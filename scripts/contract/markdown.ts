import type { Enumeration, Field, Fields, Operation, Parameter } from "withings-kit/contract";
import type { Contract } from "./load.ts";
import { namedCalls } from "./named-calls.ts";
import { anchor, pageHead } from "./page-head.ts";
import { callersOf, listed, nameOf, needsSentence, proofWords, sentence } from "./words.ts";

const begin = (name: string): string => `<!-- ${name}: printed from the contract by npm run contract -->`;
const end = "<!-- end of what is printed -->";

/** Reads a document as it stands; `undefined` when there is none. */
export type ReadDocument = (path: string) => Promise<string | undefined>;

/** The documents with what is printed in them, by path. What people wrote around it stays. */
export async function markdownFiles(contract: Contract, read: ReadDocument): Promise<Map<string, string>> {
  const documents = new Map<string, string>();
  for (const [service, stated] of Object.entries(contract.services)) {
    const path = `docs/api/${service}.md`;
    const operations = Object.entries(stated);
    let text = (await read(path)) ?? `# ${service}\n`;
    text = headed(text, pageHead(service, Object.values(stated)));
    for (const [name, operation] of operations)
      text = placed(text, nameOf(operation), section(operation, { service, name }));
    documents.set(path, text);
  }
  const index = (await read("docs/api/README.md")) ?? "# The Withings API, operation by operation\n";
  documents.set(
    "docs/api/README.md",
    placed(index, "operations", operationTable(contract), "All operations"),
  );
  let values = (await read("docs/api/values.md")) ?? "# What numbers and words mean\n";
  for (const [name, stated] of Object.entries(contract.enumerations))
    values = placed(
      values,
      name,
      table(
        ["Value", "Meaning"],
        stated.map(({ value, meaning }) => [`\`${value}\``, meaning]),
      ),
    );
  documents.set("docs/api/values.md", values);
  return documents;
}

/** A page with what it begins with below its title. */
function headed(text: string, head: string): string {
  if (text.includes(begin("example"))) return placed(text, "example", head);
  const [title = "", ...rest] = text.split("\n");
  return [title, "", begin("example"), "", head, "", end, ...rest].join("\n");
}

/** A text with a part between its marks; where it has none yet, at its end under a heading. */
function placed(text: string, name: string, part: string, heading: string = name): string {
  const from = text.indexOf(begin(name));
  if (from === -1) return `${text.trimEnd()}\n\n## ${heading}\n\n${begin(name)}\n\n${part}\n\n${end}\n`;
  const to = text.indexOf(end, from);
  if (to === -1) throw new Error(`What is printed about ${name} has no end: ${end}`);
  return `${text.slice(0, from)}${begin(name)}\n\n${part}\n\n${text.slice(to)}`;
}

interface OfOperation {
  readonly service: string;
  readonly name: string;
}

function section(operation: Operation, { service, name }: OfOperation): string {
  const { summary, notes = [], access, certainty, deprecated, parameters, answer } = operation;
  const own = Object.entries(parameters).filter(([, { proof }]) => proof !== true);
  const rows = fieldRows(answer, "", answerRow);
  return [
    sentence(summary),
    ...(access === "contract" ? ["Only for partners who have a contract with Withings."] : []),
    ...(certainty === "unconfirmed" ? ["Unconfirmed."] : []),
    ...(deprecated === undefined ? [] : [`Deprecated: call \`${deprecated}\`.`]),
    [...facts(operation, `${service}.${name}`), ...notes, sourceWords(operation)]
      .map((note) => `- ${note}`)
      .join("\n"),
    ...(own.length === 0
      ? ["It takes no parameters."]
      : [
          table(
            ["Parameter", "Type", "Meaning"],
            own.flatMap(([parameter, stated]) => [
              [`\`${parameter}\``, givenAs(stated), parameterMeaning(stated)],
              ...(stated.json === undefined ? [] : memberRows(stated.json, parameter)),
            ]),
          ),
        ]),
    ...choiceSentences(operation),
    ...(rows.length === 0 ? ["It answers nothing."] : [table(["Field", "Type", "Unit", "Meaning"], rows)]),
  ].join("\n\n");
}

function facts(operation: Operation, name: string): string[] {
  const { method, path, action, authentication, scopes, paging, windowSeconds } = operation;
  const named = namedCalls[nameOf(operation)];
  const plain = callersOf(operation).map((caller) => `\`${caller}(${name}, ...)\``);
  const calls = named === undefined ? plain : [`\`${named}\``, ...plain];
  const needed = listed(
    scopes.map((scope) => `\`${scope}\``),
    "or",
  );
  return [
    `Called by ${listed(calls, "or")}.`,
    action === undefined
      ? `A browser opens \`${path}\` of the account's address.`
      : `Sent as \`${method} ${path}\` with \`action=${action}\`, proved by ${proofWords[authentication]}${scopes.length === 0 ? "" : `, with the scope ${needed}`}.`,
    ...(paging === undefined ? [] : [`Its \`${paging.rows}\` come in pages.`]),
    ...(windowSeconds === undefined ? [] : [`A call gives ${windowSeconds / 3600} hours.`]),
  ];
}

function sourceWords({ source }: Operation): string {
  return source.startsWith("https:") ? `Source: [Withings' reference](${source}).` : `Source: ${source}.`;
}

function givenAs(parameter: Parameter): string {
  const words: Readonly<Record<Parameter["type"], string>> = {
    string: "text",
    integer: "whole number",
    id: "whole number, or its digits",
    boolean: "true or false",
    time: "`Date`, or Unix seconds",
    day: "`YYYY-MM-DD`",
    integers: "list of whole numbers",
    strings: "list of texts",
    json: parameter.json?.type === "array" ? "list" : "object",
  };
  return `${words[parameter.type]}${parameter.required === true ? ", needed" : ""}`;
}

function parameterMeaning(parameter: Parameter): string {
  const { summary, values, open, enumeration, maxLength, when, certainty } = parameter;
  const link = enumeration && valuesLink(enumeration);
  const parts = [
    sentence(summary),
    link,
    values &&
      link === undefined &&
      `${open === true ? "Known" : "Allowed"}: ${listed(
        values.map((value) => `\`${value}\``),
        "and",
      )}.`,
    maxLength && `At most ${maxLength} characters.`,
    when && `Only with \`${when.parameter}\` \`${when.value}\`.`,
    certainty === "unconfirmed" && "Unconfirmed.",
  ];
  return parts.filter((part) => typeof part === "string").join(" ");
}

/** What is in a parameter that is JSON. */
function memberRows(json: Field, path: string): string[][] {
  return innerRows(json, path, (here, field) => [
    `\`${here}\``,
    `${kindWords(field)}${field.optional === true ? "" : ", needed"}`,
    fieldMeaning(field),
  ]);
}

function choiceSentences({ choices = [], parameters }: Operation): string[] {
  return choices.flatMap((choice) => {
    const own = choice
      .map((names) => names.filter((name) => parameters[name]?.proof !== true))
      .filter((names) => names.length > 0);
    if (own.length < 2) return [];
    const needed = own.every((names) => names.some((name) => parameters[name]?.required !== false));
    const alternatives = own.map((names) =>
      listed(
        names.map((name) => `\`${name}\``),
        "and",
      ),
    );
    return [
      `${needed ? "Needed: either" : "Either"} ${alternatives.join(", or ")}, not both.`.replace(
        /both\.$/,
        own.length > 2 ? "several." : "both.",
      ),
    ];
  });
}

type RowOf = (path: string, field: Field) => string[];

function fieldRows(fields: Fields, path: string, row: RowOf): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const here = path === "" ? name : `${path}.${name}`;
    return [row(here, field), ...innerRows(field, here, row)];
  });
}

function innerRows(field: Field, path: string, row: RowOf): string[][] {
  switch (field.type) {
    case "object":
      return fieldRows(field.fields, path, row);
    case "array":
      return field.items.type === "object" ? fieldRows(field.items.fields, `${path}[]`, row) : [];
    case "map":
      return field.items.type === "object" ? fieldRows(field.items.fields, `${path}[time]`, row) : [];
    default:
      return [];
  }
}

const answerRow: RowOf = (path, field) => [
  `\`${path}\``,
  typeWords(field),
  unitWords(field),
  fieldMeaning(field),
];

function fieldMeaning(field: Field): string {
  const { summary, note, enumeration, needs, certainty, deprecated } = field;
  const parts = [
    sentence(summary),
    enumeration && valuesLink(enumeration),
    needsSentence(needs),
    note,
    certainty !== undefined && certainty !== "documented" && sentence(certainty),
    deprecated && "Deprecated.",
  ];
  return parts.filter((part) => typeof part === "string").join(" ");
}

/** The unit of a field, or of what is in it. */
function unitWords(field: Field): string {
  if (field.type === "time") return "Unix s";
  const inner = field.type === "array" || field.type === "map" ? unitWords(field.items) : "";
  return field.unit ?? inner;
}

function valuesLink(enumeration: Enumeration): string {
  return `[Values](values.md#${enumeration.toLowerCase()}).`;
}

function typeWords(field: Field): string {
  return [
    kindWords(field),
    ...("emptyAsArray" in field ? ["`[]`"] : []),
    ...(field.or === undefined ? [] : [typeWords(field.or)]),
    ...(field.nullable === true ? ["null"] : []),
    ...(field.optional === true ? ["absent"] : []),
  ].join(", or ");
}

function kindWords(field: Field): string {
  switch (field.type) {
    case "array":
      return field.items.type === "object" ? "list" : `list of ${plural(typeWords(field.items))}`;
    case "map": {
      const keys = field.keys === "time" ? "time" : "number";
      return `object ${field.items.type === "object" ? "" : `of ${plural(typeWords(field.items))} `}by ${keys}`;
    }
    default:
      return kinds[field.type];
  }
}

const plural = (words: string): string =>
  words.replace(/^(?:integer|number|text|boolean|list|object)\b/, "$&s");

const kinds: Readonly<Record<Exclude<Field["type"], "array" | "map">, string>> = {
  integer: "integer",
  number: "number",
  string: "text",
  boolean: "boolean",
  flag: "boolean, or 0 or 1",
  id: "number or digits",
  time: "integer",
  day: "`YYYY-MM-DD`",
  timezone: "time zone",
  unknown: "anything",
  object: "object",
  json: "JSON as text",
};

function operationTable({ services }: Contract): string {
  const rows = Object.entries(services).flatMap(([service, stated]) =>
    Object.values(stated).map((operation) => [
      `[\`${nameOf(operation)}\`](${service}.md#${anchor(nameOf(operation))})`,
      sentence(operation.summary),
      proofWords[operation.authentication],
      operation.scopes.map((scope) => `\`${scope}\``).join(" or "),
      operation.access === "contract" ? "partners" : "everybody",
    ]),
  );
  return table(["Operation", "What for", "Proved by", "Scope", "For"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
