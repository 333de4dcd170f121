// The platforms' own modules: what the web views are compiled against, as they are published.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, say } from "../../scripts/setup/command.js";
import { npm } from "../../scripts/setup/npm.js";
import { codeBlocks } from "../docs/markdown.ts";

/** The newest of each that was out when it was last looked at. React Native itself is stood in for: it is large, and its types are known. */
const platformModules: Readonly<Record<string, string>> = {
  "expo-web-browser": "57.0.3",
  "react-native-inappbrowser-reborn": "3.7.1",
  "@capacitor/app": "8.1.1",
  "@capacitor/browser": "8.0.4",
  "@capacitor/core": "8.5.2",
  electron: "41.7.1",
  "@tauri-apps/plugin-deep-link": "2.5.0",
  "@tauri-apps/plugin-opener": "2.7.3",
  "@fabianlars/tauri-plugin-oauth": "2.1.0",
};

/** Stood in for by examples/platform-modules.d.ts all the same. */
const stoodIn =
  /^(react|react\/jsx-runtime|react-native|react-native-get-random-values|expo-crypto|@tauri-apps\/plugin-http)$/;

const shelf = join(root, ".cache/platforms");

/** What passes each module to its web view, and no more. */
const programs: Readonly<Record<string, string>> = {
  "expo.ts": `
    import * as WebBrowser from "expo-web-browser";
    import { Linking, Platform } from "react-native";
    import { expoWebView } from "withings-kit/expo";
    export const webView = expoWebView({ WebBrowser, Linking, Platform });`,
  "react-native.ts": `
    import { Linking, Platform } from "react-native";
    import { InAppBrowser } from "react-native-inappbrowser-reborn";
    import { inAppBrowser } from "withings-kit/react-native";
    export const webView = inAppBrowser({ InAppBrowser, Linking, Platform });`,
  "capacitor.ts": `
    import { App } from "@capacitor/app";
    import { Browser } from "@capacitor/browser";
    import { capacitorWebView } from "withings-kit/capacitor";
    export const webView = capacitorWebView({ App, Browser, look: { presentationStyle: "popover" } });`,
  "electron.ts": `
    import { app, BrowserWindow, session, shell } from "electron";
    import { electronBrowser, electronWindow } from "withings-kit/electron";
    export const webViews = [electronWindow({ BrowserWindow, session }), electronBrowser({ app, shell })];`,
  "tauri.ts": `
    import { cancel, onUrl, start } from "@fabianlars/tauri-plugin-oauth";
    import { getCurrent, isRegistered, onOpenUrl, register } from "@tauri-apps/plugin-deep-link";
    import { openUrl } from "@tauri-apps/plugin-opener";
    import { tauriDeepLink, tauriLoopback } from "withings-kit/tauri";
    export const webViews = [
      tauriDeepLink({ openUrl, onOpenUrl, getCurrent, isRegistered, register }),
      tauriLoopback({ openUrl, start, cancel, onUrl }),
    ];`,
};

/**
 * Compiles programs that pass the platforms' published modules to the web views, the examples, and the documents' code for platforms, against
 * those modules' own types.
 *
 * @returns what was compiled against what.
 * @throws Error with the compiler's words.
 */
export async function compileAgainstPlatforms(): Promise<string> {
  await fetchModules();
  const folder = await mkdtemp(join(root, ".cache/platform-types-"));
  let documents = 0;
  try {
    const documented = await documentedPrograms();
    for (const [name, program] of Object.entries({ ...programs, ...documented }))
      await writeFile(join(folder, name), program);
    await writeFile(join(folder, "stand-ins.d.ts"), await standIns());
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: "../../tsconfig.check.json",
        compilerOptions: {
          // As an app's bundler finds modules.
          module: "esnext",
          moduleResolution: "bundler",
          // A document shows values that it does not use.
          noUnusedLocals: false,
          paths: Object.fromEntries(
            Object.keys(platformModules).map((name) => [name, [join(shelf, "node_modules", name)]]),
          ),
        },
        include: [
          "*.ts",
          "../../test/docs/globals.d.ts",
          ...["expo", "capacitor", "electron", "tauri"].map((each) => `../../examples/${each}`),
        ],
      }),
    );
    const { code, output } = await run(process.execPath, {
      args: ["node_modules/typescript/bin/tsc", "--project", folder],
      terminal: false,
    });
    if (code !== 0) throw new Error(output);
    documents = Object.keys(documented).length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const against = Object.entries(platformModules).map(([name, version]) => `${name} ${version}`);
  return `${Object.keys(programs).length} programs, 4 examples and ${documents} pieces of the documents compiled against ${against.join(", ")}`;
}

/** The documents' code that runs on a platform only, by the name of a file for each. */
async function documentedPrograms(): Promise<Readonly<Record<string, string>>> {
  const programs: Record<string, string> = {};
  for (const page of await readdir(join(root, "docs/platforms")))
    for (const { line, code, directives } of codeBlocks(
      page,
      await readFile(join(root, "docs/platforms", page), "utf8"),
    ))
      if (directives.includes("platform")) programs[`docs-${page}-${line}.ts`] = `${code}\nexport {};\n`;
  return programs;
}

async function fetchModules(): Promise<void> {
  const wanted = Object.entries(platformModules);
  const versionOf = async (name: string): Promise<unknown> => {
    const manifest = join(shelf, "node_modules", name, "package.json");
    if (!existsSync(manifest)) return undefined;
    return (JSON.parse(await readFile(manifest, "utf8")) as { version: unknown }).version;
  };
  const isThere = async (): Promise<boolean> => {
    const versions = await Promise.all(wanted.map(([name]) => versionOf(name)));
    return wanted.every(([, version], index) => versions[index] === version);
  };
  if (await isThere()) return;
  say("fetching the platforms' modules from npm, because they are not in .cache/platforms yet");
  await mkdir(shelf, { recursive: true });
  await writeFile(join(shelf, "package.json"), '{ "private": true }\n');
  // No install script runs, so Electron's program is not fetched: its types are enough.
  const { code, output } = await npm(
    [
      ...["install", "--prefix", shelf, "--no-save", "--ignore-scripts", "--legacy-peer-deps", "--no-audit"],
      ...["--no-fund", "--loglevel=error", ...wanted.map(([name, version]) => `${name}@${version}`)],
    ],
    { terminal: false, timeoutMs: 120_000 },
  );
  if (code !== 0 || !(await isThere()))
    throw new Error(
      `The platforms' modules could not be fetched with npm. Check the network. ${output.trim()}`,
    );
}

/** The part of the examples' stand-ins that stays one. */
async function standIns(): Promise<string> {
  const text = await readFile(join(root, "examples/platform-modules.d.ts"), "utf8");
  const modules = text.split(/^(?=declare module ")/m);
  return modules.filter((part) => stoodIn.test(/^declare module "([^"]+)"/.exec(part)?.[1] ?? "")).join("");
}
