import type { Operation, Parameters } from "withings-kit/contract";
import type { Contract } from "./load.ts";
import { conditions, isLong, type Schema, Schemas } from "./openapi-schemas.ts";
import { nameOf, proofWords, sentence } from "./words.ts";

const clouds = {
  "everybody's cloud, in Europe": {
    api: "https://wbsapi.withings.net",
    account: "https://account.withings.com",
  },
  "the US Medical Cloud, for which a contract is signed": {
    api: "https://wbsapi.us.withingsmed.net",
    account: "https://account.us.withingsmed.com",
  },
} as const;

const [{ api, account }] = Object.values(clouds) as [{ readonly api: string; readonly account: string }];

const about = `The Withings API, printed from the contract of withings-kit. Unofficial: not made by, affiliated with or endorsed by Withings.

Withings has many operations on one path, told apart by the form's \`action\`. OpenAPI wants a path for each, so a fragment is added, as in
\`/v2/user#getdevice\`: it is never sent, and programs made from this document work as they are.

HTTP 200 means nothing until \`status\` is 0. Enumerations are told in descriptions, not closed by \`enum\`: Withings adds values before
it documents them. So it does with fields.

\`x-unit\` is a number's unit, \`x-enumeration\` the set that it comes from (long ones are told once, in \`x-enumerations\`), \`x-signed\`
that a call carries nonce and signature, \`x-window-seconds\` how much of a period one call covers, and \`x-rows\` the list that pages are made of.`;

const services: Readonly<Record<string, string>> = {
  oauth2: "Who may read whose data.",
  signature: "Nonces for signed calls.",
  user: "People, their devices and goals.",
  measure: "Measurements, activity and workouts.",
  heart: "ECG recordings.",
  sleep: "Sleep.",
  stetho: "Stethoscope sounds.",
  notify: "Notifications.",
  rawdata: "Raw sensor data.",
  device: "Features and cellular service of devices.",
  dropshipment: "Orders of devices.",
  order: "What became of orders.",
  nudge: "Screens that devices show.",
  nudgecampaign: "When devices show screens, and to whom.",
  survey: "Surveys that devices show.",
  answers: "Answers to surveys.",
};

/** The OpenAPI document. */
export function openApi(contract: Contract, version: string): string {
  const scopes = Object.fromEntries(
    Object.entries(contract.scopes).map(([scope, { title, gives }]) => [scope, `${title}. ${gives}`]),
  );
  const schemas = new Schemas(contract.enumerations);
  const paths = Object.fromEntries(
    contract.operations.map((operation) => [
      `${operation.path}${operation.action === undefined ? "" : `#${operation.action}`}`,
      { [operation.method.toLowerCase()]: operationObject(operation, schemas) },
    ]),
  );
  return JSON.stringify({
    openapi: "3.1.1",
    info: {
      title: "Withings API",
      version,
      summary: "The Withings API with the known errors of the official document mended",
      description: about,
      license: { name: "MIT", identifier: "MIT" },
    },
    externalDocs: {
      description: "Withings' reference",
      url: "https://developer.withings.com/api-reference/",
    },
    servers: Object.entries(clouds).map(([description, { api: url }]) => ({ url, description })),
    tags: Object.entries(services).map(([name, description]) => ({ name, description })),
    paths,
    "x-enumerations": Object.fromEntries(
      Object.entries(contract.enumerations)
        .filter(([, values]) => isLong(values))
        .map(([name, values]) => [
          name,
          Object.fromEntries(values.map(({ value, meaning }) => [value, meaning])),
        ]),
    ),
    components: {
      securitySchemes: {
        accessToken: {
          type: "oauth2",
          description:
            "Scopes are separated by commas. A code is valid for 30 seconds, an access token for 3 hours.",
          flows: {
            authorizationCode: {
              authorizationUrl: `${account}/oauth2_user/authorize2`,
              tokenUrl: `${api}/v2/oauth2`,
              refreshUrl: `${api}/v2/oauth2`,
              scopes,
            },
          },
        },
      },
      schemas: { ...sorted(schemas.components), Failure: failure },
    },
  });
}

const sorted = (components: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)));

const failure: Schema = {
  type: "object",
  description:
    "What Withings answers when it refuses, over HTTP 200. It publishes families of status numbers, not their meanings: 401 is an access token that is not valid, 403 one that lacks a scope, 503 most often a wrong parameter, 601 too many requests or the same request twice within ten seconds.",
  required: ["status"],
  properties: {
    status: { type: "integer", not: { const: 0 } },
    error: { type: "string", description: "What is wrong, in words." },
    body: {
      description: "Empty, or what helps.",
      anyOf: [
        {
          type: "object",
          properties: {
            wait_seconds: { type: "integer", description: "With 601: how long to wait.", "x-unit": "s" },
          },
        },
        { type: "array", maxItems: 0 },
      ],
    },
  },
};

function operationObject(operation: Operation, schemas: Schemas): Schema {
  const { service, operationId, access, deprecated, certainty, source, windowSeconds, paging } = operation;
  const [tag = ""] = service.split(" ");
  return {
    tags: [tag],
    operationId,
    summary: nameOf(operation),
    description: description(operation),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(source.startsWith("https:") && { externalDocs: { url: source } }),
    ...(operation.host === "account" && {
      servers: Object.values(clouds).map(({ account: url }) => ({ url })),
    }),
    ...(operation.method === "GET"
      ? { parameters: queryParameters(operation, schemas) }
      : { requestBody: requestBody(operation, schemas) }),
    security: security(operation),
    ...(/signature/i.test(operation.authentication) && { "x-signed": operation.signedWhen ?? true }),
    ...(access === "contract" && { "x-access": "contract" }),
    ...(certainty !== undefined && { "x-certainty": certainty }),
    ...(windowSeconds !== undefined && { "x-window-seconds": windowSeconds }),
    ...(paging !== undefined && { "x-rows": paging.rows }),
    responses: operation.method === "GET" ? pageResponses(operation) : { 200: answer(operation, schemas) },
  };
}

function description(operation: Operation): string {
  const { summary, notes = [], access, authentication, deprecated } = operation;
  return [
    sentence(summary),
    `Proved by ${proofWords[authentication]}.`,
    ...(access === "contract" ? ["Only for partners who have a contract with Withings."] : []),
    ...(deprecated === undefined ? [] : [`Deprecated: call ${deprecated}.`]),
    ...notes,
  ].join(" ");
}

function security({ authentication, scopes }: Operation): readonly Schema[] {
  if (!authentication.startsWith("bearer")) return [];
  const bearer =
    scopes.length === 0 ? [{ accessToken: [] }] : scopes.map((scope) => ({ accessToken: [scope] }));
  return authentication === "bearer" ? bearer : [...bearer, {}];
}

const queryParameters = ({ parameters }: Operation, schemas: Schemas): readonly Schema[] =>
  Object.entries(parameters).map(([name, parameter]) => ({
    name,
    in: "query",
    ...(parameter.required === true && { required: true }),
    schema: schemas.parameter(parameter),
  }));

function requestBody(operation: Operation, schemas: Schemas): Schema {
  const { action, parameters } = operation;
  const required = Object.keys(parameters).filter((name) => parameters[name]?.required === true);
  return {
    required: true,
    content: {
      "application/x-www-form-urlencoded": {
        schema: {
          type: "object",
          required: ["action", ...required],
          properties: {
            action: { type: "string", const: action },
            ...Object.fromEntries(
              Object.entries(parameters).map(([name, parameter]) => [name, schemas.parameter(parameter)]),
            ),
          },
          ...conditions(operation),
        },
        ...encoding(parameters),
      },
    },
  };
}

/** Lists are separated by commas; left alone, they would be one field for each member. */
function encoding(parameters: Parameters): Schema {
  const lists = Object.keys(parameters).filter((name) =>
    /^(?:integers|strings)$/.test(parameters[name]?.type ?? ""),
  );
  if (lists.length === 0) return {};
  return { encoding: Object.fromEntries(lists.map((name) => [name, { style: "form", explode: false }])) };
}

function answer(operation: Operation, schemas: Schemas): Schema {
  const empty = Object.keys(operation.answer).length === 0;
  const body = empty
    ? { anyOf: [{ type: "object" }, { type: "array", maxItems: 0 }], description: "Empty." }
    : schemas.object(operation.answer);
  return {
    description: "Withings' answer, whether it did what was asked or refused.",
    content: {
      "application/json": {
        schema: {
          oneOf: [
            {
              type: "object",
              required: empty ? ["status"] : ["status", "body"],
              properties: { status: { const: 0 }, body },
            },
            { $ref: "#/components/schemas/Failure" },
          ],
        },
      },
    },
  };
}

function pageResponses({ answer: fields }: Operation): Schema {
  return {
    200: { description: "The page on which a person logs in and consents.", content: { "text/html": {} } },
    302: {
      description: `The way back to redirect_uri, with ${Object.keys(fields).join(" and ")} in its query.`,
      headers: { Location: { schema: { type: "string", format: "uri" } } },
    },
  };
}
