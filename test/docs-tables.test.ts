// What the documents' tables list, against the source.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWithings, knownScopes, memoryStore } from "withings-kit";
import { createSandbox, visitor } from "withings-sandbox";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { tableKeys } from "./docs/markdown.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("docs/authorization.md", () => {
  const page = read("docs/authorization.md");

  test("explains, together with docs/connections.md and docs/data.md, every error code that there is, and no other", () => {
    const source = read("packages/withings-kit/src/errors.ts");
    const [, union = ""] = /export type WithingsErrorCode =([^;]+);/.exec(source) ?? [];
    const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(20);
    const pages = [page, read("docs/connections.md"), read("docs/data.md")];
    const explained = pages.flatMap((text) => tableKeys(text, "Code"));
    expect(explained.sort()).toEqual(codes.sort());
  });

  test("explains every option of the two calls, and no other", () => {
    const options = new Set(
      [
        ["client-options.ts", "ClientOptions"],
        ["authorize.ts", "AuthorizeOptions"],
        ["refresh-token.ts", "RefreshTokenOptions"],
      ].flatMap(([file = "", name = ""]) => membersOf(read(`packages/withings-kit/src/${file}`), name)),
    );
    expect(options.size).toBeGreaterThan(10);
    expect(tableKeys(page, "Option").sort()).toEqual([...options].sort());
  });

  test("explains every documented scope", () => {
    expect(tableKeys(page, "Scope")).toEqual(knownScopes);
  });

  test("explains every event, and every reason for which a callback is ignored", () => {
    const events = /export type AuthorizationEvent =([^]+?);\n\n/.exec(
      read("packages/withings-kit/src/authorize.ts"),
    );
    const types = [...(events?.[1] ?? "").matchAll(/type: "(\w+)"/g)].map(([, type = ""]) => type);
    const reasons = /export type CallbackIgnoredReason =([^;]+);/.exec(
      read("packages/withings-kit/src/oauth/callback.ts"),
    );
    const names = [...(reasons?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
    expect(types.length).toBe(3);
    expect(names.length).toBe(5);
    expect(tableKeys(page, "Event").sort()).toEqual(types.sort());
    expect(tableKeys(page, "Reason").sort()).toEqual(names.sort());
  });
});

describe("docs/web-views.md", () => {
  const page = read("docs/web-views.md");

  test.each([
    ["## systemBrowser", "Option", "node/system-browser.ts", "SystemBrowserOptions"],
    ["## appWindow", "Option", "node/app-window/app-window.ts", "AppWindowOptions"],
    ["## A web view of your own", "`request`", "web-view/contract.ts", "WebViewRequest"],
  ])("%s: its table explains every member and no other", (section, heading, file, name) => {
    const members = membersOf(read(`packages/withings-kit/src/${file}`), name);
    expect(members.length).toBeGreaterThan(4);
    const keys = tableKeys(page.slice(page.indexOf(section)), heading);
    expect(keys.map((key) => key.replace(/\(.*/, "")).sort()).toEqual(members.sort());
  });

  test("explains every verdict", () => {
    const contract = read("packages/withings-kit/src/web-view/contract.ts");
    const verdicts = contract.slice(contract.indexOf("export type CallbackVerdict"));
    const types = [...verdicts.matchAll(/type: "(\w+)"/g)].map(([, type = ""]) => type);
    expect(types.length).toBe(4);
    expect(tableKeys(page, "Verdict").sort()).toEqual(types.sort());
  });
});

describe("docs/connections.md", () => {
  const page = read("docs/connections.md");
  const withings = read("packages/withings-kit/src/withings.ts");
  const members = (name: string): string[] => membersOf(withings, name);

  test("explains every option of createWithings, and no other", () => {
    const client = membersOf(read("packages/withings-kit/src/client-options.ts"), "ClientOptions");
    const options = new Set([...client.filter((name) => name !== "signal"), ...members("WithingsOptions")]);
    expect(tableKeys(page, "Option").sort()).toEqual([...options].sort());
  });

  test("explains every option of connect, and no other", () => {
    const [, picked = ""] = /ConnectOptions extends Pick<AuthorizeOptions, ([^>]+)>/.exec(withings) ?? [];
    const options = [...picked.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
    expect(options.length).toBe(4);
    expect(tableKeys(page, "Option of `connect`").sort()).toEqual(
      [...options, ...members("ConnectOptions")].sort(),
    );
  });

  test("explains every event of connections, and no other", () => {
    const source = read("packages/withings-kit/src/connection/event.ts");
    const types = [...source.matchAll(/type: "(\w+)"/g)].map(([, type = ""]) => type);
    expect(types.length).toBe(5);
    expect(tableKeys(page, "Event").sort()).toEqual(types.sort());
  });

  test("explains every status, and no other", () => {
    const [, union = ""] =
      /readonly status: ([^;]+);/.exec(read("packages/withings-kit/src/connection/status.ts")) ?? [];
    const states = [...union.matchAll(/"(\w+)"/g)].map(([, state = ""]) => state);
    expect(states.length).toBe(3);
    expect(tableKeys(page, "Status").sort()).toEqual([...states, "unreadable"].sort());
  });
});

describe("docs/data.md", () => {
  const page = read("docs/data.md");

  test("tells of everything that reads on a connection, and of nothing else", async () => {
    const sandbox = createSandbox();
    const { clientID, clientSecret } = sandbox.application;
    const { cloud, fetch } = sandbox;
    const redirectUri = "example://withings/auth";
    const client = { clientID, clientSecret, redirectUri, store: memoryStore(), cloud, fetch };
    const connection = await createWithings(client).connect({
      scope: "user.info",
      webView: visitor({ fetch }),
    });
    const { notifications, ...parts } = { ...connection };
    const reading = Object.entries(parts).flatMap(([name, part]) =>
      typeof part === "object" ? Object.keys(part).map((method) => `${name}.${method}`) : [],
    );
    expect(reading.length).toBeGreaterThan(12);
    expect(tableKeys(page, "On a connection").sort()).toEqual(
      [...reading, "notifications", "call", "explainMissing"].sort(),
    );
    const [row = ""] = /^\| `notifications` .*$/m.exec(page) ?? [];
    for (const method of Object.keys(notifications ?? {})) expect(row).toContain(`\`${method}\``);
  });

  test("has a table of contents that leads to its sections", () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
    const linked = [...page.matchAll(/^- \[([^\]]+)\]\(#([^)]+)\)$/gm)].map(([, words = "", anchor = ""]) => {
      expect(anchor).toBe(words.toLowerCase().replaceAll(",", "").replaceAll(" ", "-"));
      return words;
    });
    expect(linked.length).toBeGreaterThan(12);
    expect(linked).toEqual(headings.filter((heading) => linked.includes(heading)));
  });
});

describe("docs/stores.md", () => {
  const page = read("docs/stores.md");

  test("explains every method of a store, and no other", () => {
    const [, contract = ""] =
      /export interface ConnectionStore \{([^]+?)\n\}/.exec(
        read("packages/withings-kit/src/connection/store.ts"),
      ) ?? [];
    const methods = [...contract.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = ""]) => name);
    expect(methods.length).toBe(5);
    expect(tableKeys(page, "Method").map((key) => key.replace(/\(.*/, ""))).toEqual(methods);
  });

  test.each([
    ["## Prove it", "Option", "bench.ts", "ConformanceOptions"],
    ["## Prove it in several processes", "Contender", "contend.ts", "ContendOptions"],
    ["## Prove it in several processes", "Judge", "judge.ts", "JudgeOptions"],
  ])("%s: its table of each %s explains every member and no other", (section, heading, file, name) => {
    const members = membersOf(read(`packages/withings-kit/src/store-conformance/${file}`), name);
    expect(members.length).toBeGreaterThan(1);
    expect(tableKeys(page.slice(page.indexOf(section)), heading).sort()).toEqual(members.sort());
  });
});

describe("docs/encryption.md", () => {
  const page = read("docs/encryption.md");
  const source = (path: string): string => read(`packages/withings-kit/src/${path}`);

  test.each([
    ["Option of `keyringKey`", "node/keyring/keyring-key.ts", "KeyringKeyOptions"],
    ["It counts", "connection/encrypted/reencrypt.ts", "Reencryption"],
    ["Field", "connection/encrypted/envelope.ts", "Envelope"],
  ])("its table of each %s explains every member and no other", (heading, file, name) => {
    const members = membersOf(source(file), name);
    expect(members.length).toBeGreaterThan(3);
    expect(tableKeys(page, heading).sort()).toEqual(members.sort());
  });

  test("explains every reason for which a keyring's key cannot be had, and no other", () => {
    const [, union = ""] =
      /export type KeyringFailureReason =([^;]+);/.exec(source("node/keyring/keyring.ts")) ?? [];
    const reasons = [...union.matchAll(/"(\w+)"/g)].map(([, reason = ""]) => reason);
    expect(reasons.length).toBe(8);
    expect(tableKeys(page, "`reason`").sort()).toEqual(reasons.sort());
  });
});

describe("docs/server.md", () => {
  const page = read("docs/server.md");
  const source = (name: string): string => read(`packages/withings-kit/src/server/${name}.ts`);
  const matches = (text: string, pattern: RegExp): string[] =>
    Array.from(new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))).sort();

  test.each([
    ["Option", "options", "WithingsHandlersOptions"],
    ["Option of `apps`", "options", "AppsOptions"],
    ["Option of `webhook`", "webhook/webhook", "WebhookOptions"],
  ])("its table of each %s explains every member and no other", (heading, file, name) => {
    const members = membersOf(source(file), name);
    expect(members.length).toBeGreaterThan(2);
    expect(tableKeys(page, heading).sort()).toEqual(members.sort());
  });

  test("explains every outcome, and no other", () => {
    const [, union = ""] = /export type LoginOutcome =([^;]+);/.exec(source("outcome")) ?? [];
    const outcomes = matches(union, /"(\w+)"/g);
    expect(outcomes.length).toBe(9);
    expect(tableKeys(page, "Outcome").sort()).toEqual(outcomes);
  });

  test("explains every word of a refusal that is not one of the library's codes", () => {
    const files = ["app-login", "handlers", "json-guard", "person-routes"];
    const words = ["failed", ...files.flatMap((file) => matches(source(file), /error: "(\w+)"/g))];
    expect(words.length).toBeGreaterThan(14);
    expect(tableKeys(page, "Error").sort()).toEqual(Array.from(new Set(words)).sort());
  });

  test("explains every event, and every reason for which a callback or a ticket is refused", () => {
    const events = matches(source("event") + source("webhook/webhook"), /readonly type: "(\w+)"/g);
    const unions = /export type CallbackRefusal =[^]*/.exec(source("event"))?.[0] ?? "";
    expect([events.length, matches(unions, /\| "(\w+)"/g).length]).toEqual([10, 6]);
    expect(tableKeys(page, "Event").sort()).toEqual(events);
    expect(tableKeys(page, "Reason").sort()).toEqual(matches(unions, /\| "(\w+)"/g));
  });

  test("tells of every route", () => {
    const routes = matches(source("handlers"), /\[\s*"(\w+)",\s*\{\s*kind:/g);
    expect(routes.length).toBe(10);
    const told = matches(page, /^\| `(?:GET|POST) \/(\w+)/gm);
    expect(told.filter((route) => route !== "webhook")).toEqual(routes);
  });
});

/** The names of an interface's members. */
function membersOf(source: string, name: string): string[] {
  const [, body = ""] = new RegExp(`export interface ${name} [^{]*\\{([^]+?)\\n\\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}
