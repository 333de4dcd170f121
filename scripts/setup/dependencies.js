import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root, run, say, SetupError, stepSucceeded } from "./command.js";
import { npm } from "./npm.js";

/** The Node that everything after the set-up runs on, whatever Node the machine has. */
export const pinnedNode = join(
  root,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/**
 * Installs the dependencies when they are missing or are not what package-lock.json says.
 *
 * @param {string} command what the person ran, to tell them to run it again
 */
export async function installDependencies(command) {
  const missing = !existsSync(join(root, "node_modules"));
  const reason = missing ? "there is no node_modules yet" : staleReason();
  if (reason === undefined) return;

  // `npm ci` empties node_modules first, and the node that runs this may live there: an update keeps what is right.
  const verb = missing ? "ci" : "install";
  say(`installing dependencies with npm ${verb}, because ${reason}`);
  if (!stepSucceeded(await npm([verb, "--loglevel=error", "--no-audit", "--no-fund"])))
    throw new SetupError(
      `The dependencies could not be installed; npm says why above. They come from npm's registry: check the network` +
        ` (behind a proxy, HTTPS_PROXY and NODE_EXTRA_CA_CERTS), or delete node_modules if it stays so. Then run ${command} again.`,
    );
  if (!existsSync(pinnedNode))
    throw new SetupError(
      "The pinned Node is not in node_modules: npm did not run the install script of the package node, which fetches it." +
        ` Run: npm rebuild node --ignore-scripts=false. Then run ${command} again.`,
    );
}

/** Why what is installed is not what package-lock.json says, or `undefined` when it is. */
function staleReason() {
  if (!existsSync(pinnedNode)) return "the pinned Node is missing";
  const installed = readLock("node_modules/.package-lock.json");
  if (installed === undefined) return "an installation before did not finish";
  const locked = readLock("package-lock.json");
  if (locked === undefined) return "there is no package-lock.json";

  for (const [path, entry] of Object.entries(locked)) {
    if (isWorkspace(path)) {
      const manifest = readJson(join(path, "package.json"));
      if (manifest === undefined) return `package-lock.json knows ${path}, which is gone`;
      if (declared(manifest) !== declared(entry))
        return `${join(path, "package.json")} asks for other packages than package-lock.json`;
      continue;
    }
    const present = installed[path];
    // Packages for other platforms are in the lock file only.
    if (present === undefined && entry.optional !== true) return `${path} is missing`;
    if (present !== undefined && (present.version !== entry.version || present.integrity !== entry.integrity))
      return `${path} is not the version in package-lock.json`;
  }
  return undefined;
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, dependencies?: object, devDependencies?: object,
 *   optionalDependencies?: object, peerDependencies?: object, workspaces?: readonly string[] }} Entry
 */

/** @param {string} path */
function isWorkspace(path) {
  return path === "" || !path.split("/").includes("node_modules");
}

/**
 * What a package asks for, in a form that can be compared.
 *
 * @param {Entry} entry
 */
function declared(entry) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = entry;
  return JSON.stringify(
    [dependencies, devDependencies, optionalDependencies, peerDependencies].map((group) =>
      Object.entries(group ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
}

/**
 * @param {string} path
 * @returns {Record<string, Entry> | undefined}
 */
function readLock(path) {
  return /** @type {{ packages: Record<string, Entry> } | undefined} */ (readJson(path))?.packages;
}

/**
 * @param {string} path
 * @returns {Entry | undefined}
 */
function readJson(path) {
  if (!existsSync(join(root, path))) return undefined;
  try {
    /** @type {unknown} */
    const json = JSON.parse(readFileSync(join(root, path), "utf8"));
    return /** @type {Entry} */ (json);
  } catch (error) {
    throw new SetupError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Runs a script on the pinned Node, with the tools of node_modules first in PATH.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function runPinned(args, env = {}) {
  const path = [join(root, "node_modules/.bin"), dirname(pinnedNode), process.env["PATH"] ?? ""].join(
    delimiter,
  );
  return run(pinnedNode, { args, env: { ...process.env, PATH: path, ...env } });
}
