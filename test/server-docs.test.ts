// docs/server.md, against the examples.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { codeBlocks } from "./docs/markdown.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const blocks = codeBlocks("docs/server.md", read("docs/server.md"));
const quoted = blocks.filter(({ directives }) => directives.includes("example"));

test.each(quoted.map(({ line, code }) => [line, code] as const))(
  "docs/server.md:%i stands in an example of a server, word by word",
  (_line, code) => {
    const examples = readdirSync(join(root, "examples/servers")).filter((name) => name.endsWith(".ts"));
    const stands = (name: string): boolean =>
      withoutIndents(read(`examples/servers/${name}`)).includes(withoutIndents(code));
    expect(examples.filter(stands)).not.toEqual([]);
  },
);

test("Deno, Bun, Workers and what keeps a Worker's connections are quoted", () => {
  const words = ["Deno.serve(", "Bun.serve(", "extends DurableObject<", "compareAndSwap:"];
  for (const word of words) expect(quoted.filter(({ code }) => code.includes(word))).toHaveLength(1);
});

test("the settings of the Worker are those that the example has", () => {
  const settings = blocks.filter(({ language }) => language === "json").map(({ code }) => code);
  expect(settings.map((code) => JSON.parse(code) as unknown)).toEqual([
    JSON.parse(read("examples/servers/wrangler.json")),
  ]);
});

function withoutIndents(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}
