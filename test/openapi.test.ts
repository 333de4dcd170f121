import { createConfig, lintFromString } from "@redocly/openapi-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { operations } from "withings-kit/contract";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly dependentSchemas?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly maxItems?: number;
  readonly contentSchema?: Schema;
  readonly $ref?: string;
}

interface Content {
  readonly schema: Schema;
  readonly encoding?: Readonly<Record<string, object>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

const text = readFileSync(join(root, "packages/withings-kit/openapi.json"), "utf8");
const document = JSON.parse(text) as {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const all = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function operation(operationId: string): OperationObject {
  const found = all.find((one) => one.operation.operationId === operationId)?.operation;
  if (found === undefined) throw new Error(`There is no ${operationId}.`);
  return found;
}

const form = (operationId: string): Content => {
  const content = operation(operationId).requestBody?.content["application/x-www-form-urlencoded"];
  if (content === undefined) throw new Error(`${operationId} has no form.`);
  return content;
};

/** The schema of the answer's body, or of something in it. */
function body(operationId: string, ...path: readonly string[]): Schema {
  const success = operation(operationId).responses["200"]?.content?.["application/json"]?.schema.oneOf?.[0];
  return path.reduce(inside, success?.properties?.["body"] ?? {});
}

/** What stands in a schema at the name of a property; at `[]`, what a list's members are. */
function inside(schema: Schema, name: string): Schema {
  const whole = resolve(schema);
  const found = name === "[]" ? whole.items : whole.properties?.[name];
  if (found === undefined) throw new Error(`There is no ${name} in ${JSON.stringify(whole).slice(0, 200)}`);
  return found;
}

/** A schema that stands for itself: behind a reference, or the first of several. */
function resolve(schema: Schema): Schema {
  if (schema.$ref !== undefined)
    return document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {};
  const [first] = schema.anyOf ?? [];
  return first === undefined ? schema : resolve(first);
}

const emptyArray = { type: "array", maxItems: 0 };

describe("openapi.json", () => {
  test("is a document of OpenAPI 3.1 in which a public linter finds nothing, recommendations included", async () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const config = await createConfig({
      extends: ["recommended-strict"],
      // Withings refuses with HTTP 200.
      rules: { "operation-4xx-response": "off" },
    });
    const problems = await lintFromString({ source: text, config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    // So that the linter's silence means something.
    const broken = text
      .replace('"type": "object"', '"type": "objekt"')
      .replace("components/schemas/Goals", "components/schemas/Gaols");
    const found = await lintFromString({ source: broken, config });
    expect(new Set(found.map(({ ruleId }) => ruleId))).toEqual(
      new Set(["struct", "no-unresolved-refs", "no-unused-components"]),
    );
  });

  test("has every operation once, with its parameters and the fields of its answer", () => {
    expect(all).toHaveLength(64);
    for (const { operationId, parameters, answer, method } of operations) {
      const names =
        method === "GET"
          ? operation(operationId).parameters?.map(({ name }) => name)
          : Object.keys(form(operationId).schema.properties ?? {}).filter((name) => name !== "action");
      expect(names, operationId).toEqual(Object.keys(parameters));
      if (method === "POST" && Object.keys(answer).length > 0)
        expect(Object.keys(body(operationId).properties ?? {}), operationId).toEqual(Object.keys(answer));
    }
  });

  test("is of the library's version", () => {
    const manifest = JSON.parse(readFileSync(join(root, "packages/withings-kit/package.json"), "utf8")) as {
      readonly version: string;
    };
    expect(document.info.version).toBe(manifest.version);
  });
});

describe("what it mends of the official document", () => {
  test("paths are told apart by a fragment that is never sent, not by spaces at their end", () => {
    for (const { path, method } of all) {
      expect(path).toMatch(method === "get" ? /^\/oauth2_user\/authorize2$/ : /^(?:\/v2)?\/[a-z2]+#[a-z]+$/);
      expect(new URL(path, "https://wbsapi.withings.net").pathname).toBe(path.split("#")[0]);
    }
  });

  test("parameters stand in the form, where the samples have them, and not in the query", () => {
    for (const { path, method, operation: one } of all)
      if (method === "post") {
        expect(one.parameters).toBeUndefined();
        expect(form(one.operationId).schema.properties?.["action"]?.const).toBe(path.split("#")[1]);
      }
  });

  test("parameters that exclude each other are not all required", () => {
    const days = form("measurev2-getactivity").schema;
    expect(days.required).toEqual(["action"]);
    expect(days.allOf).toEqual([
      { oneOf: [{ required: ["startdateymd", "enddateymd"] }, { required: ["lastupdate"] }] },
    ]);
    expect(days.dependentSchemas?.["startdateymd"]).toEqual({ properties: { lastupdate: false } });
    expect(form("heartv2-get").schema.allOf).toEqual([
      {
        oneOf: [
          { required: ["signalid"] },
          { required: ["signal_token", "client_id", "nonce", "signature"] },
        ],
      },
    ]);
    expect(form("notify-update").schema.allOf?.[0]?.oneOf).toHaveLength(3);
    expect(form("oauth2-getaccesstoken").schema.required).toEqual(["action", "grant_type", "client_id"]);
  });

  test("types are those of JSON Schema: no json_string, rawint32, macaddress or partner_redirect_uri", () => {
    const types = [...text.matchAll(/"type": (?:"([^"]+)"|\[([^\]]+)\])/g)].flatMap(
      ([, one = "", several = ""]) =>
        several === "" ? [one] : several.split(",").map((type) => type.replaceAll(/[\s"]/g, "")),
    );
    const known = ["array", "boolean", "integer", "null", "number", "oauth2", "object", "string"];
    expect([...new Set(types)].sort()).toEqual(known);
  });

  test("lists are separated by commas, and what is sent as JSON says what it holds", () => {
    expect(form("measure-getmeas").encoding).toEqual({ meastypes: { style: "form", explode: false } });
    const order = form("dropshipmentv2-createorder").schema.properties?.["order"];
    expect(order).toMatchObject({ type: "string", contentMediaType: "application/json" });
    expect(resolve(order?.contentSchema?.items ?? {}).required).toEqual([
      "customer_ref_id",
      "address",
      "products",
    ]);
  });

  test("a group of measures has modelid, not model_id, and perhaps its time zone", () => {
    const group = body("measure-getmeas", "measuregrps", "[]");
    expect(Object.keys(resolve(group).properties ?? {})).toEqual(
      expect.arrayContaining(["modelid", "timezone"]),
    );
    expect(resolve(group).properties).not.toHaveProperty("model_id");
  });

  test("updatetime is a number", () => {
    expect(body("measure-getmeas", "updatetime").type).toBe("integer");
  });

  test("measures that were entered by hand have null for the device", () => {
    for (const name of ["hash_deviceid", "modelid", "model", "comment"])
      expect(body("measure-getmeas", "measuregrps", "[]", name).type, name).toContain("null");
    expect(body("measure-getmeas", "measuregrps", "[]", "deviceid").anyOf).toContainEqual({ type: "null" });
  });

  test("more is 0, 1 or a boolean, and it and offset may be absent", () => {
    expect(body("measure-getmeas", "more").enum).toEqual([true, false, 0, 1]);
    expect(body("measure-getmeas").required).not.toContain("more");
    expect(body("measure-getmeas").required).not.toContain("offset");
  });

  test("the series of sleep get is a list, that of intraday activity an object by time or an empty array", () => {
    expect(body("sleepv2-get", "series").type).toBe("array");
    const intraday = body("measurev2-getintradayactivity", "series");
    expect(intraday.anyOf?.[0]?.type).toBe("object");
    expect(intraday.anyOf).toContainEqual(emptyArray);
  });

  test("no goals are an empty array, and every goal may be absent", () => {
    expect(body("userv2-getgoals", "goals").anyOf).toContainEqual(emptyArray);
    expect(document.components.schemas["Goals"]?.required).toBeUndefined();
  });

  test("events of a night are a map, with an empty array for none", () => {
    const events = body("sleepv2-getsummary", "series", "[]", "data", "night_events");
    expect(events.anyOf?.[0]?.additionalProperties?.type).toBe("array");
    expect(events.anyOf).toContainEqual(emptyArray);
  });

  test("getsummary takes an offset", () => {
    expect(form("sleepv2-getsummary").schema.properties).toHaveProperty("offset");
  });

  test("a user id is a string or a number, and listusers has a list", () => {
    expect(body("oauth2-getaccesstoken", "userid").type).toEqual(["integer", "string"]);
    expect(body("oauth2-listusers", "users").type).toBe("array");
  });

  test("the heart rate of an ECG is a number or an object, and a list of recordings knows the ScanWatch", () => {
    expect(body("heartv2-get", "heart_rate").anyOf).toMatchObject([
      { type: "integer" },
      { $ref: expect.any(String) as unknown },
    ]);
    expect(body("heartv2-list", "series", "[]", "model").enum).toBeUndefined();
    expect(body("heartv2-list", "series", "[]", "model").description).toContain("93 and 94");
  });

  test("subscriptions have expires, devices may lack the dates of their sessions", () => {
    expect(body("notify-list", "profiles", "[]", "expires").type).toEqual(["integer", "null"]);
    expect(body("userv2-getdevice", "devices", "[]", "first_session_date").type).toEqual(["integer", "null"]);
  });

  test("raw data are arrays of samples, or a string as was said", () => {
    expect(body("rawdatav2-get", "rawdata", "[]", "data").anyOf).toMatchObject([
      { $ref: "#/components/schemas/RawSamples" },
      { type: "string" },
    ]);
  });

  test("sleep needs user.activity, and one of several scopes is enough where several are listed", () => {
    expect(operation("sleepv2-get").security).toEqual([{ accessToken: ["user.activity"] }]);
    expect(operation("userv2-getgoals").security).toEqual([
      { accessToken: ["user.metrics"] },
      { accessToken: ["user.info"] },
    ]);
    expect(operation("notify-subscribe").security).toContainEqual({});
  });

  test("no answer is closed by an enum, since Withings adds values", () => {
    const open = ["attrib", "category", "date"].map((name) =>
      body("measure-getmeas", "measuregrps", "[]", name),
    );
    expect(open.map((schema) => schema.enum)).toEqual([undefined, undefined, undefined]);
    expect(open[0]?.description).toContain("perhaps somebody else's");
  });

  test("a refusal comes over HTTP 200, with a status, perhaps words, and perhaps how long to wait", () => {
    const { required, properties } = document.components.schemas["Failure"] ?? {};
    expect(required).toEqual(["status"]);
    expect(Object.keys(properties ?? {})).toEqual(["status", "error", "body"]);
    for (const { operation: one, method } of all)
      if (method === "post")
        expect(one.responses["200"]?.content?.["application/json"]?.schema.oneOf?.[1]).toEqual({
          $ref: "#/components/schemas/Failure",
        });
  });
});
