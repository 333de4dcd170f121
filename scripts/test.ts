// Everything that must hold, in one command: the static checks, then vitest with all tests. With arguments (`npm test -- a.test.ts`),
// vitest alone with them. A failed check does not hide what the rest would say: all of it runs, and the failures are told at the end.
import { availableParallelism } from "node:os";
import { run } from "./setup/command.js";
import { stageLibrary } from "./stage-library.ts";

interface Check {
  readonly name: string;
  /** The tool's script in node_modules, and its arguments. */
  readonly command: readonly string[];
  /** What a person types to run it alone. */
  readonly alone: string;
}

const staged = "node_modules/.cache/withings-kit/published";
const published = { "withings-kit": staged, "withings-sandbox": "packages/withings-sandbox" };
const vitest = ["node_modules/vitest/vitest.mjs", "run"];

const checks: readonly Check[] = [
  {
    name: "lint",
    command: ["node_modules/eslint/bin/eslint.js", "--max-warnings=0", "."],
    alone: "npm run lint",
  },
  {
    name: "types",
    command: ["node_modules/typescript/bin/tsc", "--project", "tsconfig.check.json"],
    alone: "npm run check",
  },
  {
    name: "formatting",
    command: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
    alone: "npx prettier --check .   (npm run format mends it)",
  },
  {
    name: "unused files, exports and dependencies",
    command: ["node_modules/knip/bin/knip.js"],
    alone: "npx knip",
  },
  ...Object.entries(published).flatMap(([name, folder]) => [
    {
      name: `${name}: what would be published (publint)`,
      command: ["node_modules/publint/src/cli.js", "--strict", folder],
      alone: `npx publint --strict ${folder}`,
    },
    {
      name: `${name}: its types as a program sees them (attw)`,
      command: ["node_modules/@arethetypeswrong/cli/dist/index.js", "--pack", "--profile=esm-only", folder],
      alone: `npx attw --pack --profile=esm-only ${folder}`,
    },
  ]),
];

/** Runs the checks, as many at a time as there are processors (at most four); gives back those that failed. */
async function runChecks(): Promise<readonly Check[]> {
  await stageLibrary(staged);
  const failed: Check[] = [];
  const waiting = [...checks];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { code, interrupted, output } = await run(process.execPath, {
        args: check.command,
        terminal: false,
      });
      if (interrupted) process.exit(code === 0 ? 130 : code);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? "ok    " : "FAILED"} ${check.name} (${seconds} s)`);
      if (code === 0) continue;
      failed.push(check);
      console.log(output.trimEnd().replaceAll(/^/gm, "    "));
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return failed;
}

const args = process.argv.slice(2);
const failed = args.length > 0 ? [] : await runChecks();
const { code: vitestCode } = await run(process.execPath, { args: [...vitest, ...args] });
for (const { name, alone } of failed) console.log(`FAILED ${name}. To run it alone: ${alone}`);
process.exitCode = vitestCode === 0 && failed.length > 0 ? 1 : vitestCode;
