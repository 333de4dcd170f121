import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "../../scripts/setup/command.js";
import { npm } from "../../scripts/setup/npm.js";
import type { Runtime } from "./versions.ts";

/** Where the runtimes are kept; ignored by git, and nothing else is in there. */
const shelf = join(root, ".cache/runtimes");

/**
 * The runtime's program, fetched from npm's registry when it is not there yet. No install script runs.
 *
 * @returns its path
 */
export async function installRuntime({ name, version, packageName, program }: Runtime): Promise<string> {
  if (packageName === undefined)
    throw new Error(`${name} is not published on npm for ${process.platform} on ${process.arch}.`);
  const folder = join(shelf, `${packageName.replace("@", "").replace("/", "-")}-${version}`);
  const path = join(folder, "node_modules", packageName, program);
  if (existsSync(path)) return path;

  say(`fetching ${name} ${version} from npm, because it is not in .cache/runtimes yet`);
  const args = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  let said = "";
  // Twice, since one lost connection should not fail seven runtimes' work.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { code, interrupted, output } = await npm(
      [...args, "--loglevel=error", `${packageName}@${version}`],
      {
        terminal: false,
        timeoutMs: 120_000,
      },
    );
    if (interrupted) process.exit(130);
    if (code === 0 && existsSync(path)) return path;
    said = output.trim();
  }
  throw new Error(
    `${packageName}@${version} could not be fetched with npm. Check the network and run it again. ${said}`,
  );
}
