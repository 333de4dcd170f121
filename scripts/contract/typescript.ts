import type { Field, Operation, Parameter } from "withings-kit/contract";
import type { Contract, ContractFile, NamedOperation } from "./load.ts";
import { comment, dataFieldsType, members, NamedTypes, parameterMembers } from "./typescript-types.ts";
import { pascal, sentence } from "./words.ts";

/** The files of `wire/` that are printed, by name. */
export function typescriptFiles({ files }: Contract): Map<string, string> {
  const printed = new Map(files.map((file) => [file.name, printFile(file)]));
  const shared = sharedTypes([...printed.values()].map(({ types }) => types));
  const texts = new Map<string, string>();
  for (const [name, { text, types, file }] of printed) {
    const borrowed = [...types.all.keys()].filter((type) => shared.all.has(type)).sort();
    const own = [...types.all].filter(([type]) => !shared.all.has(type));
    const body = [
      text,
      ...own.map(([type, field]) => printType(type, members(field.fields, types), field.summary)),
    ].join("\n");
    const used = borrowed.filter((type) => new RegExp(`\\b${type}\\b`).test(body));
    texts.set(
      name,
      [
        `// Printed from contract/${name}.ts by \`npm run contract\`: change it there.`,
        operationImport(text),
        ...(used.length > 0 ? [`import type { ${used.join(", ")} } from "./shared.js";`] : []),
        "",
        ...(borrowed.length > 0 ? [`export type { ${borrowed.join(", ")} } from "./shared.js";`] : []),
        ...file.parts.map((part) => `export * from "./${part}.js";`),
        "",
        body,
      ].join("\n"),
    );
  }
  texts.set(
    "shared",
    [
      "// Printed from contract/ by `npm run contract`: what operations of several files hold.",
      ...[...shared.all].map(([type, field]) =>
        printType(type, members(field.fields, shared), field.summary),
      ),
    ].join("\n"),
  );
  return texts;
}

/** The types that more than one file uses. */
function sharedTypes(files: readonly NamedTypes[]): NamedTypes {
  const shared = new NamedTypes();
  for (const [index, types] of files.entries())
    for (const [name, field] of types.all)
      if (files.slice(index + 1).some((other) => other.all.has(name))) shared.name(field, name);
  return shared;
}

function operationImport(text: string): string {
  const names = ["EmptyBody", "NoParameters", "WireOperation"].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(text),
  );
  return `import type { ${names.join(", ")} } from "./operation.js";`;
}

interface PrintedFile {
  readonly file: ContractFile;
  readonly text: string;
  readonly types: NamedTypes;
}

function printFile(file: ContractFile): PrintedFile {
  const types = new NamedTypes();
  const text = file.operations.map((named) => printOperation(named, types)).join("\n\n");
  return { file, text, types };
}

const printType = (name: string, body: string, summary: string): string =>
  `\n${comment([sentence(summary)])}export interface ${name} {\n${body}\n}`;

function printOperation({ name, operation }: NamedOperation, types: NamedTypes): string {
  const type = pascal(name);
  // `delete` is the name of an operation, and none of a variable.
  const constant = name === "delete" ? "deleteOperation" : name;
  const body =
    Object.keys(operation.answer).length === 0
      ? `/** What {@link ${constant}} answers: nothing. */\nexport type ${type}Body = EmptyBody;`
      : `/** What {@link ${constant}} answers. */\nexport interface ${type}Body {\n${members(operation.answer, types)}\n}`;
  return [
    operationComment(operation),
    `export const ${constant}: WireOperation<${type}Parameters, ${type}Body, "${operation.authentication}"> = ${wireTable(operation)};`,
    ...(constant === name ? [] : [`export { ${constant} as ${name} };`]),
    "",
    printParameters(constant, type, { operation, types }),
    "",
    body,
  ].join("\n");
}

function operationComment(operation: Operation): string {
  const { summary, notes = [], deprecated, source, certainty, access } = operation;
  const lines = [
    sentence(summary),
    ...(access === "contract" ? ["Only for partners who have a contract with Withings."] : []),
    ...(certainty === "unconfirmed" ? ["Unconfirmed."] : []),
    ...notes,
  ];
  const tags = [...(deprecated === undefined ? [] : [`@deprecated use ${deprecated}`]), `@see ${source}`];
  return `/**\n${[...lines, "", ...tags].map((line) => ` * ${line}`).join("\n")}\n */`;
}

interface OfOperation {
  readonly operation: Operation;
  readonly types: NamedTypes;
}

function printParameters(constant: string, type: string, { operation, types }: OfOperation): string {
  const names = Object.keys(operation.parameters).filter(
    (parameter) => operation.parameters[parameter]?.proof !== true,
  );
  const summary = `/** What {@link ${constant}} takes. */\n`;
  if (names.length === 0) return `${summary}export type ${type}Parameters = NoParameters;`;
  const dataFields = dataFieldsType(constant, operation);
  const named = new Map(
    dataFields === undefined ? [] : [["data_fields", `readonly ${pascal(constant)}DataField[]`]],
  );
  const choices = ownChoices(operation);
  const chosen = choices.flat(2);
  const common = names.filter((parameter) => !chosen.includes(parameter));
  const print = (some: readonly string[]): string => parameterMembers(operation, some, { types, named });
  const alternatives = choices.map((choice) => {
    const all = choice.flat();
    return `(${choice
      .map((own) => {
        const absent = all.filter((parameter) => !own.includes(parameter));
        return `{ ${print(own)} ${absent.map((parameter) => `readonly ${parameter}?: undefined;`).join(" ")} }`;
      })
      .join(" | ")})`;
  });
  const printed =
    choices.length === 0
      ? `export interface ${type}Parameters {\n${print(common)}\n}`
      : `export type ${type}Parameters = ${[...(common.length > 0 ? [`{ ${print(common)} }`] : []), ...alternatives].join(" & ")};`;
  return [...(dataFields === undefined ? [] : [dataFields, ""]), `${summary}${printed}`].join("\n");
}

/** The choices that its callers have: what proves who calls is not theirs. */
function ownChoices({ choices = [], parameters }: Operation): string[][][] {
  return choices
    .map((choice) =>
      choice
        .map((names) => names.filter((name) => parameters[name]?.proof !== true))
        .filter((names) => names.length > 0),
    )
    .filter((choice) => choice.length > 1);
}

/** What is needed at run time, as a literal. */
function wireTable(operation: Operation): string {
  const { signedWhen, paging, windowSeconds, scopes, parameters, effect, host } = operation;
  const own = Object.entries(parameters).filter(([, parameter]) => parameter.proof !== true);
  const choices = ownChoices(operation).map((choice) =>
    choice
      .map((names) =>
        names.map((name) => (parameters[name]?.required === false ? `${name}?` : name)).join(" "),
      )
      .join("|"),
  );
  return JSON.stringify({
    service: operation.service,
    ...(operation.action !== undefined && { action: operation.action }),
    ...(host === "account" && { host }),
    path: operation.path,
    authentication: operation.authentication,
    ...(signedWhen && { signedWhen: [signedWhen.parameter, signedWhen.value].filter(Boolean).join("=") }),
    ...(scopes.length > 0 && { scopes }),
    ...(effect === "reads" && { reads: true }),
    ...(paging && { rows: paging.rows }),
    ...(windowSeconds !== undefined && { windowSeconds }),
    parameters: Object.fromEntries(own.map(([name, parameter]) => [name, wireParameter(parameter)])),
    ...(choices.length > 0 && { choices }),
  });
}

function wireParameter(parameter: Parameter): unknown {
  const { type, values, open, maxLength, pattern, when, json, required } = parameter;
  const facts = {
    ...((required === true || (required === "conditional" && when !== undefined)) && { required: true }),
    ...(values !== undefined && open !== true && { values: values.join(",") }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern && { pattern: [pattern.source, pattern.words] }),
    ...(when && { when: `${when.parameter}=${when.value}` }),
    ...(json && { shape: shapeOf(json) }),
  };
  return Object.keys(facts).length === 0 ? type : { type, ...facts };
}

function shapeOf(field: Field): unknown {
  switch (field.type) {
    case "array":
      return [shapeOf(field.items)];
    case "object":
      return Object.fromEntries(
        Object.entries(field.fields).map(([name, member]) => [
          `${name}${member.optional === true ? "?" : ""}`,
          shapeOf(member),
        ]),
      );
    case "integer":
    case "boolean":
    case "string":
      return field.type;
    default:
      throw new Error(`A JSON parameter cannot hold ${field.type} yet.`);
  }
}
