// Runs one of the repository's tasks: first the set-up, then the task on the pinned Node. The set-up runs on whatever Node the machine
// has (20 or later) and before anything is installed: it is plain JavaScript and imports nothing but Node's own modules at its top.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "./setup/build.js";
import { ensureChromium } from "./setup/chromium.js";
import { root, say, SetupError } from "./setup/command.js";
import { installDependencies, runPinned } from "./setup/dependencies.js";
import { ensurePostgres } from "./setup/postgres.js";
import { ensureVirtualDisplay } from "./setup/virtual-display.js";

/**
 * @typedef {object} Task
 * @property {readonly string[]} [script] what the pinned Node runs; without one, the set-up is all
 * @property {readonly string[]} [args] what follows when the person gave nothing after --
 * @property {boolean} [built] whether the packages must be built first, as for most
 * @property {boolean} [browser] whether it drives a Chromium, in windows
 * @property {boolean} [postgres] whether it uses a Postgres
 */

/** @type {Readonly<Record<string, Task>>} */
const tasks = {
  start: { script: ["examples/start/main.ts"] },
  sandbox: { script: ["packages/withings-sandbox/dist/cli.js"] },
  build: {},
  test: { script: ["scripts/test.ts"], browser: true, postgres: true },
  "test:runtimes": { script: ["test/runtimes/main.ts"], browser: true },
  stage: { script: ["scripts/stage-library.ts"] },
  torture: { script: ["test/torture/main.ts"], postgres: true },
  bench: { script: ["benchmarks/main.ts"], browser: true, postgres: true },
  lint: { script: ["node_modules/eslint/bin/eslint.js"], args: ["."] },
  format: { script: ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn"], args: ["."] },
  // Without a build: what is printed may be what the build lacks.
  contract: { script: ["scripts/print-contract.ts"], built: false },
  check: { script: ["node_modules/typescript/bin/tsc", "--project", "tsconfig.check.json"] },
};

/** @param {readonly string[]} argv */
async function main([name = "", ...givenArgs]) {
  const task = tasks[name];
  if (task === undefined)
    throw new SetupError(`There is no task ${name}; there are ${Object.keys(tasks).join(", ")}.`);
  const { script, args: usualArgs = [], built = true, browser = false, postgres = false } = task;
  const command = name === "start" || name === "test" ? `npm ${name}` : `npm run ${name}`;

  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 20)
    throw new SetupError(
      `Node ${process.versions.node} is too old: install Node 20 or later, then run ${command} again.`,
    );

  await installDependencies(command);
  if (built) await build();
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  if (browser) {
    env["CHROMIUM_PATH"] = await ensureChromium();
    await ensureVirtualDisplay();
  }
  if (postgres) {
    const programs = await ensurePostgres();
    if (programs !== undefined) env["POSTGRES_BIN"] = programs;
  }
  if (script === undefined) return 0;
  const [file = ""] = script;
  if (!existsSync(join(root, file)))
    throw new SetupError(`${command} runs ${file}, which does not exist in this checkout.`);
  const args = givenArgs.length > 0 ? givenArgs : usualArgs;
  return (await runPinned([...script, ...args], env)).code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
