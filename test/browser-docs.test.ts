// docs/browser.md, against the example and the source.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { codeBlocks, tableKeys } from "./docs/markdown.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const page = read("docs/browser.md");

test("every piece of code stands in the example, word by word", () => {
  const example = ["main.ts", "callback.ts", "server.ts"]
    .map((name) => read(`examples/browser/${name}`))
    .join("");
  const pieces = codeBlocks("docs/browser.md", page).map(({ code }) => code.trimEnd());
  expect(pieces.length).toBeGreaterThan(4);
  expect(pieces.filter((piece) => !example.includes(piece))).toEqual([]);
});

test.each([
  [
    "Option",
    ["backend/protocol.ts BackendOptions", "backend/authorize-with-backend.ts BackendAuthorizeOptions"],
  ],
  ["Popup", ["browser/popup.ts PopupOptions"]],
])("the table %s explains every option and no other", (heading, sources) => {
  const options = sources.flatMap((source) => {
    const [file = "", name = ""] = source.split(" ");
    const text = read(`packages/withings-kit/src/${file}`);
    const [, members = ""] = new RegExp(`export interface ${name}\\b[^{]*\\{([^]*?)\\n\\}`).exec(text) ?? [];
    return [...members.matchAll(/^ {2}readonly (\w+)/gm)].map(([, member = ""]) => member);
  });
  expect(options.length).toBeGreaterThan(3);
  expect(tableKeys(page, heading).sort()).toEqual(options.sort());
});
