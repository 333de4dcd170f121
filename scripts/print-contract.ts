// Prints what follows from the contract: the client's tables and types, openapi.json, and the tables of the documentation.
// `npm run contract` writes them; a test fails when they are not what this prints.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as prettier from "prettier";
import { loadContract } from "./contract/load.ts";
import { openApi } from "./contract/openapi.ts";
import { typescriptFiles } from "./contract/typescript.ts";
import { root } from "./setup/command.js";

const library = "packages/withings-kit";

/** Everything that is printed, by its path from the root. */
export async function printContract(): Promise<ReadonlyMap<string, string>> {
  const contract = await loadContract();
  const texts = new Map<string, string>();
  for (const [name, text] of typescriptFiles(contract)) texts.set(`${library}/src/wire/${name}.ts`, text);
  const { version } = JSON.parse(await readFile(join(root, library, "package.json"), "utf8")) as {
    readonly version: string;
  };
  texts.set(`${library}/openapi.json`, openApi(contract, version));
  const printed = new Map<string, string>();
  for (const [path, text] of texts) printed.set(path, await formatted(path, text));
  return printed;
}

async function formatted(path: string, text: string): Promise<string> {
  const filepath = join(root, path);
  return prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
}

if (import.meta.main) {
  for (const [path, text] of await printContract()) {
    const file = join(root, path);
    if ((await readFile(file, "utf8").catch(() => undefined)) === text) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(`printed ${path}`);
  }
}
