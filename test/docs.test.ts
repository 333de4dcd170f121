import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { knownScopes } from "withings-kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { type CodeBlock, codeBlocks, tableKeys } from "./docs/markdown.ts";
import { commandKind, commands, startSandbox } from "./docs/shell.ts";
import { compile, removeSnippets, runSnippet, type Snippet, writeSnippets } from "./docs/snippet.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Every document that git would publish. */
const documents = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"],
  { cwd: root },
)
  .toString()
  .split("\0")
  .filter((file) => file !== "" && !file.includes("/fixtures/"));
const blocks = documents.flatMap((document) => codeBlocks(document, read(document)));

/** A document whose shell commands a test beside it runs, since they need each other. */
const ownShellTest = "packages/withings-sandbox/README.md";

describe("the documents' code", () => {
  test("is TypeScript, shell commands, or plain text, and nothing else", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "docs/authorization.md"]));
    const others = blocks.filter(({ language }) => !["ts", "sh", "text"].includes(language));
    expect(others.map(({ document, line, language }) => `${document}:${line}: ${language}`)).toEqual([]);
  });

  // Known when the tests are listed; written when they run.
  const typescript = blocks.filter(({ language }) => language === "ts");
  let snippets: readonly Snippet[] = [];
  beforeAll(async () => {
    snippets = await writeSnippets(typescript);
  });
  afterAll(removeSnippets);

  test("compiles with the repository's own settings", { timeout: 60_000 }, async () => {
    expect(typescript.length).toBeGreaterThan(10);
    expect(await compile()).toBe("");
  });

  test.each(typescript.map((block, index) => [`${block.document}:${block.line}`, index] as const))(
    "%s runs against the sandbox and prints what the document says",
    async (_title, index) => {
      const snippet = snippets[index];
      if (snippet === undefined) throw new Error("This snippet was not written.");
      const { exitCode, output } = await runSnippet(snippet);
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: printedBy(snippet) });
    },
  );
});

/** What a snippet prints, by its document, after what the snippets that it continues print. Three dots stand for anything. */
function printedBy({ block }: Snippet): unknown {
  const texts = textsOf(block);
  if (texts.length === 0) return "";
  const pattern = texts
    .join("\n")
    .split("...")
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"))
    .join("[^\\n]+");
  return expect.stringMatching(new RegExp(`^${pattern}\\n$`));
}

/** The block of text that follows a snippet at once, after those of the snippets that it continues. */
function textsOf(block: CodeBlock): string[] {
  const index = blocks.indexOf(block);
  const earlier = blocks.slice(0, index).findLast(({ language }) => language === "ts");
  const before = block.directives.includes("continued") && earlier !== undefined ? textsOf(earlier) : [];
  const next = blocks[index + 1];
  const printed = next?.document === block.document && next.language === "text" && next.followsOn;
  return printed ? [...before, next.code] : before;
}

describe("the documents' commands", () => {
  const shell = blocks
    .filter(({ language, document }) => language === "sh" && document !== ownShellTest)
    .flatMap(({ document, line, code }) =>
      commands(code).map((command) => [`${document}:${line}`, command] as const),
    );
  test.each(shell)("%s: %s is a command that there is", async (_place, command) => {
    if (commandKind(command) === "started") expect(await startSandbox(command)).toHaveProperty("endpoints");
  });

  test("one that nobody knows is told", () => {
    expect(() => commandKind("npm run dance")).toThrow("No test knows");
    expect(() => commandKind("npm install left-pad")).toThrow("No test knows");
    expect(() => commandKind("npm install path/to/clone/packages/nothing")).toThrow(
      "There is no packages/nothing",
    );
    expect(() => commandKind("curl --version")).toThrow("No test knows");
    expect(() => commandKind("npm test -- test/gone.test.ts")).toThrow("There is no test/gone.test.ts");
  });
});

describe("docs/authorization.md", () => {
  const page = read("docs/authorization.md");

  test("explains every error code that there is, and no other", () => {
    const source = read("packages/withings-kit/src/errors.ts");
    const [, union = ""] = /export type WithingsErrorCode =([^;]+);/.exec(source) ?? [];
    const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code = ""]) => code);
    expect(codes.length).toBeGreaterThan(20);
    expect(tableKeys(page, "Code").sort()).toEqual(codes.sort());
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

/** The names of an interface's members. */
function membersOf(source: string, name: string): string[] {
  const [, body = ""] = new RegExp(`export interface ${name} [^{]*\\{([^]+?)\\n\\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}
