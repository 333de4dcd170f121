import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { house, longestFile, roomOfNode } from "./structure/house.ts";
import { importsOf, readImportGraph } from "./structure/import-graph.ts";
import { brokenLinks } from "./structure/markdown-links.ts";
import {
  circles,
  foreignMentions,
  importsNotDownwards,
  nodeImportsOutside,
  roomOf,
} from "./structure/rules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What git would publish: tracked, or new and not ignored. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: root,
})
  .toString()
  .split("\0")
  .filter((file) => file !== "" && statSync(join(root, file), { throwIfNoEntry: false })?.isFile() === true);

function read(file: string): string | undefined {
  const stat = statSync(join(root, file), { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return stat.isFile() ? readFileSync(join(root, file), "utf8") : "";
}

function sourcesOf(folder: string): readonly string[] {
  return files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith(".ts"));
}

const librarySource = "packages/withings-kit/src";
const library = readImportGraph(
  join(root, librarySource),
  sourcesOf(librarySource).map((file) => file.slice(librarySource.length + 1)),
);

describe("the house", () => {
  test("a room of the library imports from rooms below it only", () => {
    expect(library.size).toBeGreaterThan(20);
    expect(importsNotDownwards(library, house)).toEqual([]);
  });

  test("CONTRIBUTING.md shows every room that there is", () => {
    const rooms = house
      .flat()
      .filter((room) => Array.from(library.keys()).some((file) => roomOf(file) === room));
    const picture = read("CONTRIBUTING.md") ?? "";
    expect(rooms.filter((room) => !new RegExp(`^  (?:\\S+   )*${room} {3,}`, "m").test(picture))).toEqual([]);
  });

  test("nothing outside the library's room for Node imports a module of Node", () => {
    expect(nodeImportsOutside(library, roomOfNode)).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    const code = files.filter((file) =>
      /^(packages|examples|benchmarks|scripts|test)\/.*\.[jt]s$/.test(file),
    );
    expect(circles(readImportGraph(root, code))).toEqual([]);
  });

  test(`no file of ours is longer than ${longestFile} lines`, () => {
    const written = files.filter((file) => /\.(ts|js|sh)$/.test(file));
    const long = written.filter((file) => (read(file) ?? "").split("\n").length > longestFile + 1);
    expect(long).toEqual([]);
  });

  test("no file mentions what exists on one machine only", () => {
    const mentions = files
      .filter((file) => !/\.(png|jpe?g|gif|ico|woff2?|tgz)$/.test(file))
      .flatMap((file) =>
        foreignMentions(read(file) ?? "", root.replace(/\/$/, "")).map(
          (mention) => `${file} mentions ${mention}`,
        ),
      );
    expect(mentions).toEqual([]);
  });

  test("every link from one of our documents to another leads somewhere", () => {
    const documents = files.filter((file) => file.endsWith(".md"));
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.flatMap((file) => brokenLinks(file, read))).toEqual([]);
  });
});

describe("the rules themselves", () => {
  const floors = [["model"], ["http", "oauth"], ["index"]];

  test("an import from a room above or beside is told, from one below or the same room not", () => {
    const graph = new Map([
      ["model/unit.ts", ["http/call.ts"]],
      ["http/call.ts", ["model/unit.ts", "http/form.ts", "oauth/state.ts", "hono"]],
      ["http/form.ts", []],
      ["oauth/state.ts", []],
      ["index.ts", ["http/call.ts"]],
    ]);
    expect(importsNotDownwards(graph, floors)).toEqual([
      "model/unit.ts imports http/call.ts, which is not below it",
      "http/call.ts imports oauth/state.ts, which is not below it",
    ]);
  });

  test("a file in no room is told", () => {
    expect(importsNotDownwards(new Map([["attic/box.ts", []]]), floors)).toEqual([
      "attic/box.ts stands in no room of the house: add attic to house.ts",
    ]);
  });

  test("a circle is told once, whatever leads into it", () => {
    const graph = new Map([
      ["a.ts", ["b.ts"]],
      ["b.ts", ["c.ts", "d.ts"]],
      ["c.ts", ["b.ts"]],
      ["d.ts", []],
    ]);
    expect(circles(graph)).toEqual(["b.ts -> c.ts -> b.ts"]);
  });

  test("an import of Node's modules is told unless it stands in Node's room", () => {
    const graph = new Map([
      ["http/call.ts", ["node:http"]],
      ["node/listener.ts", ["node:http"]],
    ]);
    expect(nodeImportsOutside(graph, "node")).toEqual(["http/call.ts imports node:http"]);
  });

  test("imports are found in every form that TypeScript knows", () => {
    const text = `
      import { a } from "./a.js";
      import type { B } from "../model/b.js";
      export * from "./c.js";
      const d = await import("./d.js");
      const e = "./not-imported.js";
      import "node:fs";`;
    expect(importsOf("http/call.ts", text)).toEqual([
      "http/a.ts",
      "model/b.ts",
      "http/c.ts",
      "http/d.ts",
      "node:fs",
    ]);
  });

  // Put together from parts: this file is searched too.
  test.each([
    [["see ..", "shared", "notes.md"].join("/"), "a folder outside the repository"],
    [["cd ", "root", "withings-kit"].join("/"), "an absolute path of one machine"],
    ["cd /srv/here/withings-kit", "this checkout's own path"],
    [
      ["https:", "", ["registry", "npmjs", "org"].join("."), "hono"].join("/"),
      "the address of a package registry",
    ],
  ])("%s is told", (text, what) => {
    expect(foreignMentions(text, "/srv/here")).toEqual([expect.stringContaining(what)]);
  });

  test.each([
    "packages/withings-kit/src/work/a.ts",
    "https://example.com/home/page",
    "the registry of packages",
  ])("%s is nothing foreign", (text) => {
    expect(foreignMentions(text, "/srv/here")).toEqual([]);
  });

  test("a link to a missing file or heading is told, a right one or one in code not", () => {
    const texts: Record<string, string> = {
      "docs/a.md": [
        "# A title, *here*",
        "[right](b.md) [root](../README.md) [there](b.md#two-words) [here](#a-title-here) [web](https://example.com/x.md)",
        "[gone](gone.md) [no heading](b.md#three) [out](../../elsewhere.md)",
        "```md\n[code](nowhere.md)\n```",
        "`[code](nowhere.md)`",
      ].join("\n\n"),
      "docs/b.md": "# Two words",
      "README.md": "",
    };
    expect(brokenLinks("docs/a.md", (path) => texts[path])).toEqual([
      "docs/a.md links to gone.md: there is no docs/gone.md",
      "docs/a.md links to b.md#three: docs/b.md has no such heading",
      "docs/a.md links to ../../elsewhere.md, which is outside the repository",
    ]);
  });
});
