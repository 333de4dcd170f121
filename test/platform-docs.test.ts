// The documents of the platforms, against the examples and the source.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { codeBlocks, tableKeys } from "./docs/markdown.ts";
import { foreignTags } from "./docs/markup.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const pageNames = readdirSync(join(root, "docs/platforms")).map((name) => name.replace(/\.md$/, ""));
const pageOf = (name: string): string => read(`docs/platforms/${name}.md`);
const blocksOf = (name: string) => codeBlocks(`docs/platforms/${name}.md`, pageOf(name));

describe("the code of a platform's example", () => {
  const named = pageNames.flatMap((name) =>
    blocksOf(name)
      .filter(({ directives }) => directives.includes("example"))
      .map(({ code, line }) => [name, line, code] as const),
  );

  test.each(named)("%s.md:%i stands in the example, word by word", (name, _line, code) => {
    const example = readdirSync(join(root, "examples", name))
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => read(`examples/${name}/${file}`));
    expect(example.some((text) => withoutIndents(text).includes(withoutIndents(code)))).toBe(true);
  });

  test.each(["browser", "capacitor", "electron", "expo", "node", "tauri"])("is on the page of %s", (name) => {
    expect(named.map(([page]) => page)).toContain(name);
  });
});

describe("each page", () => {
  test.each(pageNames)("%s.md tells all that a login needs", (name) => {
    const page = pageOf(name).replaceAll(/\s+/g, " ");
    const needed = [
      ...["## How it ends", "## What goes wrong", "## What was tried"],
      // What must be registered at Withings, and why localhost is limited.
      ...["letter by letter", "`HEAD`", "ten people"],
    ];
    expect(needed.filter((words) => !page.includes(words))).toEqual([]);
    expect(page).toMatch(/npm install withings-kit|npx expo install/);
  });

  test.each(pageNames)("%s.md is in the table of platforms", (name) => {
    expect(read("docs/platforms.md")).toContain(`](platforms/${name}.md)`);
  });

  test.each(pageNames)("%s.md has configuration that can be read, with the scheme of its code", (name) => {
    for (const { language, code } of blocksOf(name).filter(({ language }) =>
      ["json", "xml"].includes(language),
    )) {
      if (language === "json") expect(() => JSON.parse(code) as unknown).not.toThrow();
      else expect(foreignTags(code)).toEqual([]);
      if (/scheme/i.test(code)) expect(code).toMatch(/"example"|>example</);
    }
  });
});

describe("tables of options", () => {
  test.each([
    [
      "browser",
      "Option",
      ["backend/protocol.ts BackendOptions", "backend/authorize-with-backend.ts BackendAuthorizeOptions"],
    ],
    ["browser", "Popup", ["browser/popup.ts PopupOptions"]],
    ["capacitor", "Option", ["capacitor/capacitor-web-view.ts CapacitorWebViewOptions"]],
    ["electron", "Option of `electronWindow`", ["electron/electron-window.ts ElectronWindowOptions"]],
    ["electron", "Option of `electronBrowser`", ["electron/electron-browser.ts ElectronBrowserOptions"]],
    ["expo", "Option", ["expo/expo-web-view.ts ExpoWebViewOptions"]],
    ["react-native", "Option", ["react-native/in-app-browser.ts InAppBrowserOptions"]],
    ["tauri", "Option of `tauriDeepLink`", ["tauri/tauri-deep-link.ts TauriDeepLinkOptions"]],
    ["tauri", "Option of `tauriLoopback`", ["tauri/tauri-loopback.ts TauriLoopbackOptions"]],
  ])("%s.md: %s explains every option and no other", (name, heading, sources) => {
    const options = sources.flatMap((source) => {
      const [file = "", type = ""] = source.split(" ");
      const text = read(`packages/withings-kit/src/${file}`);
      const [, members = ""] =
        new RegExp(`export interface ${type}\\b[^{]*\\{([^]*?)\\n\\}`).exec(text) ?? [];
      return [...members.matchAll(/^ {2}readonly (\w+)/gm)].map(([, member = ""]) => member);
    });
    expect(options.length).toBeGreaterThan(2);
    expect(tableKeys(pageOf(name), heading).sort()).toEqual(options.sort());
  });

  test("the table of platforms names every web view that there is, and where it comes from", () => {
    const rows = [...read("docs/platforms.md").matchAll(/^\|.*\| `(\w+)` +\| `withings-kit\/([\w-]+)`/gm)];
    const told = rows.map(([, name = "", place = ""]) => `${place} ${name}`);
    const made = ["browser", "capacitor", "electron", "expo", "node", "react-native", "tauri"].flatMap(
      (place) =>
        sourcesIn(place).flatMap((text) =>
          [...text.matchAll(/export function (\w+)\([^)]*\): WebView \{/g)].map(
            ([, name = ""]) => `${place} ${name}`,
          ),
        ),
    );
    expect(made.length).toBeGreaterThan(8);
    expect(told.sort()).toEqual(made.sort());
  });
});

test("the index of documents leads to each of them", () => {
  const index = read("docs/README.md");
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && !path.startsWith("api/") && path !== "README.md");
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
});

test("each attack of docs/security.md names the test that proves what stops it", () => {
  const [, section = ""] = /\n## Who attacks what\n([^]*?)\n## /.exec(read("docs/security.md")) ?? [];
  const rows = section.split("\n").filter((line) => /^\| (?!They|What happens|-)/.test(line));
  expect(rows.length).toBeGreaterThan(35);
  expect(rows.filter((row) => !/\]\(\.\.\/[\w/.-]*test\/[\w/.-]+\.ts\)/.test(row))).toEqual([]);
});

function withoutIndents(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}

function sourcesIn(place: string): string[] {
  const folder = `packages/withings-kit/src/${place}`;
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(`${folder}/${file}`));
}
