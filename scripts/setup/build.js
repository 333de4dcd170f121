import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, say, SetupError, stepSucceeded } from "./command.js";
import { runPinned } from "./dependencies.js";

/** Its time says when the last build succeeded. */
const stamp = join(root, "node_modules/.cache/withings-kit/built");

/** Compiles the packages when a source is newer than the last build. */
export async function build() {
  const packages = readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .filter((folder) => existsSync(join(folder, "src")));
  const reason = staleReason(packages);
  if (reason === undefined) return;

  say(`building the packages with tsc, because ${reason}`);
  const startedAt = new Date();
  for (const folder of packages) removeOrphans(folder);
  if (!stepSucceeded(await runPinned([join(root, "node_modules/typescript/bin/tsc"), "--build"])))
    throw new SetupError(
      "The packages do not compile; tsc says where above. To see only that: npx tsc --build",
    );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
}

/** @param {readonly string[]} packages */
function staleReason(packages) {
  if (!existsSync(stamp) || packages.some((folder) => !existsSync(join(folder, "dist"))))
    return "it was not built yet";
  const builtAt = statSync(stamp).mtimeMs;
  const settings = readdirSync(root).filter(
    (name) => /^tsconfig.*\.json$/.test(name) || name === "package-lock.json",
  );
  // Folders too: their time changes when a file in them is deleted.
  const sources = packages.flatMap((folder) => [
    join(folder, "package.json"),
    join(folder, "src"),
    ...entries(join(folder, "src")).map(({ path }) => path),
  ]);
  const changed = [...settings.map((name) => join(root, name)), ...sources].find(
    (path) => statSync(path).mtimeMs >= builtAt,
  );
  return changed === undefined ? undefined : `${changed.slice(root.length)} changed`;
}

/**
 * Deletes what was compiled from a source that is gone: tsc leaves it, and it would be published.
 *
 * @param {string} folder
 */
function removeOrphans(folder) {
  const dist = join(folder, "dist");
  if (!existsSync(dist)) return;
  for (const { path, isFile } of entries(dist)) {
    const source = join(folder, "src", path.slice(dist.length)).replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    if (isFile && source.endsWith(".ts") && !existsSync(source)) rmSync(path);
  }
}

/**
 * Everything in a folder and the folders below it.
 *
 * @param {string} folder
 */
function entries(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name),
    isFile: entry.isFile(),
  }));
}
