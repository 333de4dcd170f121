// Prints what follows from the contract: the client's tables and types, openapi.json, and the tables of the documentation.
// `npm run contract` writes them; a test fails when they are not what this prints.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as prettier from "prettier";
import { loadContract } from "./contract/load.ts";
import { markdownFiles } from "./contract/markdown.ts";
import { needsFile } from "./contract/needs.ts";
import { openApi } from "./contract/openapi.ts";
import { typescriptFiles } from "./contract/typescript.ts";
import { root } from "./setup/command.js";

const library = "packages/withings-kit";

/** Everything that is printed, by its path from the root. */
export async function printContract(): Promise<ReadonlyMap<string, string>> {
  const contract = await loadContract();
  const texts = new Map<string, string>();
  for (const [name, text] of typescriptFiles(contract)) texts.set(`${library}/src/wire/${name}.ts`, text);
  texts.set(`${library}/src/wire/needs.ts`, needsFile(contract));
  const { version } = JSON.parse(await readFile(join(root, library, "package.json"), "utf8")) as {
    readonly version: string;
  };
  texts.set(`${library}/openapi.json`, openApi(contract, version));
  for (const [path, text] of await markdownFiles(contract, readOptional)) texts.set(path, text);
  const printed = new Map<string, string>();
  for (const [path, text] of texts) printed.set(path, await formatted(path, text));
  return printed;
}

async function formatted(path: string, text: string): Promise<string> {
  const filepath = join(root, path);
  return prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
}

async function readOptional(path: string): Promise<string | undefined> {
  const file = join(root, path);
  return existsSync(file) ? readFile(file, "utf8") : undefined;
}

if (import.meta.main) {
  for (const [path, text] of await printContract()) {
    if ((await readOptional(path)) === text) continue;
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(`printed ${path}`);
  }
}
