import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { operations } from "withings-kit/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { namedCalls } from "../scripts/contract/named-calls.ts";
import { printContract } from "../scripts/print-contract.ts";
import { root } from "../scripts/setup/command.js";
import { tableKeys } from "./docs/markdown.ts";
import { bundle } from "./packed/bundle.ts";
import { type Published, publishLibrary } from "./packed/published.ts";
import { importsOf } from "./structure/import-graph.ts";

const wire = "packages/withings-kit/src/wire";
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("what is printed from the contract", () => {
  let printed: ReadonlyMap<string, string>;
  beforeAll(async () => {
    printed = await printContract();
  });

  test("is what stands in the repository; otherwise run npm run contract", () => {
    expect(printed.size).toBeGreaterThan(30);
    const old = [...printed].filter(([path, text]) => read(path) !== text).map(([path]) => path);
    expect(old).toEqual([]);
  });

  test("is all that says it is printed: nothing stays behind when a service is renamed", () => {
    const files = execFileSync(
      "git",
      ["ls-files", "--cached", "--others", "--exclude-standard", wire, "docs/api"],
      {
        cwd: root,
      },
    )
      .toString()
      .trim()
      .split("\n");
    const claimed = files.filter((file) => /rinted from (?:the )?contract/.test(read(file)));
    expect(claimed.filter((file) => !printed.has(file))).toEqual([]);
  });

  test("states every operation in the documentation, with each of its parameters and fields", () => {
    const pages = [...printed].filter(([path]) => path.startsWith("docs/api/"));
    for (const { service, action = "authorize", parameters, answer } of operations) {
      const [name = ""] = service.split(" ");
      const page = pages.find(([path]) => path === `docs/api/${name}.md`)?.[1] ?? "";
      const heading = `## ${service} ${action}\n`;
      expect(page).toContain(heading);
      const section = page.slice(page.indexOf(heading) + heading.length).split("\n## ")[0] ?? "";
      const own = Object.keys(parameters).filter((parameter) => parameters[parameter]?.proof !== true);
      const members = own.flatMap((parameter) => {
        const json = parameters[parameter]?.json;
        if (json?.type === "object") return Object.keys(json.fields).map((name) => `${parameter}.${name}`);
        const held = json?.type === "array" ? json.items : undefined;
        return held?.type === "object"
          ? Object.keys(held.fields).map((name) => `${parameter}[].${name}`)
          : [];
      });
      for (const word of [...own, ...members, ...Object.keys(answer)])
        expect(section, heading).toContain(`| \`${word}\` `);
    }
  });

  test("begins each page with what the service is for, a program that calls it, and what is on the page", () => {
    for (const service of new Set(operations.map((operation) => operation.service.split(" ")[0] ?? ""))) {
      const page = printed.get(`docs/api/${service}.md`) ?? "";
      const [head = ""] = page.split("\n## ");
      expect(head, service).toMatch(
        /^# \w+\n\n<!--.*-->\n\n[A-Z].+\.\n\n```ts.*\n[^]+```\n\n```text\n[^]+\n```\n/,
      );
      const [own, listed] = [page.match(/^## .+$/gm), head.match(/^- \[.+\]\(#.+\): /gm)];
      expect(listed?.length, service).toBe(own?.length);
    }
  });

  test("names the library's own call of each operation that has one, and no other", () => {
    const names = operations.map(({ service, action = "authorize" }) => `${service} ${action}`);
    expect(names).toEqual(expect.arrayContaining(Object.keys(namedCalls)));
    const guide = tableKeys(read("docs/data.md"), "On a connection");
    const reading = guide.filter((call) => call.includes(".")).map((call) => `connection.${call}`);
    const named = Object.values(namedCalls).filter((call) => call.startsWith("connection."));
    expect(named.filter((call) => !call.startsWith("connection.notifications.")).sort()).toEqual(
      reading.sort(),
    );
  });

  test("leaves alone what people write around it in the documentation", async () => {
    const { markdownFiles } = await import("../scripts/contract/markdown.ts");
    const { loadContract } = await import("../scripts/contract/load.ts");
    const contract = await loadContract();
    const [page = ""] = [...(await markdownFiles(contract, () => Promise.resolve(undefined))).values()];
    const edited = page
      .replace("\n## ", "\nWritten by hand.\n\n## ")
      .replace(/\n\| `[^\n]+/, "\n| `old` | row |");
    const again = [...(await markdownFiles(contract, () => Promise.resolve(edited))).values()][0] ?? "";
    expect(again).toContain("Written by hand.");
    expect(again).not.toContain("`old`");
    expect(again.replace("Written by hand.\n\n", "")).toBe(page);
  });
});

describe("the tables that programs carry", () => {
  const files = readdirSync(join(root, wire));
  let published: Published;
  beforeAll(async () => {
    published = await publishLibrary();
  });
  afterAll(async () => {
    await published.remove();
  });

  test.each([
    // It keeps a namespace whole.
    { bundler: "esbuild", without: /dropshipment|nudge|getsummary/, bytes: 2700 },
    { bundler: "rolldown", without: /dropshipment|nudge|getsummary|getactivity/, bytes: 1700 },
  ] as const)(
    "are, in a bundle by $bundler, those of what is called: $bytes bytes at the most with what writes the form",
    async ({ bundler, without, bytes }) => {
      const program = `
        import { measure, serialize } from "withings-kit/operations";
        console.log(await serialize(measure.getMeas, { meastypes: [1] }));`;
      const { code, initial } = await bundle(program, { folder: published.folder, bundler, splitting: true });
      expect(code).toContain("measuregrps");
      expect(code).not.toMatch(without);
      expect(initial.gzipped).toBeLessThan(bytes);
    },
  );

  test("are found where the library is installed, and the OpenAPI document beside them", async () => {
    const { default: document } = (await import(
      join(published.folder, "node_modules/withings-kit/openapi.json"),
      {
        with: { type: "json" },
      }
    )) as { readonly default: { readonly paths: object } };
    expect(Object.keys(document.paths)).toHaveLength(64);
  });

  test("import nothing of the contract, whose descriptions would come along", () => {
    expect(files.length).toBeGreaterThan(20);
    const imports = files.flatMap((file) => importsOf(`wire/${file}`, read(`${wire}/${file}`)));
    expect(imports.filter((target) => target.startsWith("contract/"))).toEqual([]);
  });
});
