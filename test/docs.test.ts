import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { type CodeBlock, codeBlocks } from "./docs/markdown.ts";
import { commandKind, commands, startSandbox } from "./docs/shell.ts";
import {
  compile,
  isProgram,
  removeSnippets,
  runSnippet,
  type Snippet,
  writeSnippets,
} from "./docs/snippet.ts";

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
  test("is TypeScript, shell commands, configuration, or plain text, and nothing else", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "docs/authorization.md"]));
    const others = blocks.filter(({ language }) => !["ts", "sh", "json", "xml", "text"].includes(language));
    expect(others.map(({ document, line, language }) => `${document}:${line}: ${language}`)).toEqual([]);
  });

  // Known when the tests are listed; written when they run.
  const typescript = blocks.filter(isProgram);
  let snippets: readonly Snippet[] = [];
  beforeAll(async () => {
    snippets = await writeSnippets(typescript);
  });
  afterAll(removeSnippets);

  test("compiles with the repository's own settings", { timeout: 60_000 }, async () => {
    expect(typescript.length).toBeGreaterThan(10);
    expect(await compile()).toBe("");
  });

  const run = typescript.flatMap(({ document, line, directives }, index) =>
    directives.includes("platform") ? [] : [[`${document}:${line}`, index] as const],
  );
  test.each(run)("%s runs against the sandbox and prints what the document says", async (_title, index) => {
    const snippet = snippets[index];
    if (snippet === undefined) throw new Error("This snippet was not written.");
    const { exitCode, output } = await runSnippet(snippet);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: printedBy(snippet) });
  });
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
  const earlier = blocks.slice(0, index).findLast(isProgram);
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
