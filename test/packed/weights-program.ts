import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup/command.js";
import { bundle, type Part, type Size } from "./bundle.ts";
import { loginBundle } from "./login-program.ts";

/** The program whose size is promised: it connects somebody, keeps the connection, and lists their weights. */
const weightsProgram = `import { createWithings, memoryStore } from "withings-kit";
import { options, webView } from "./app.js";
async function main() {
  const withings = createWithings({ ...options, store: memoryStore() });
  const connection = await withings.connect({ scope: options.scope, webView });
  for await (const { takenAt, weight } of connection.measures.list({ types: ["weight"] })) console.log(takenAt, weight?.kg);
}
void main();`;

/** The most that {@link weightsProgram} may load before it runs, counted as the other programs are. */
export const weightsBudget = 14_000;

/** The most that it may load from its start to its end, with what renews its credentials hours later. */
export const weightsWholeBudget = 26_700;

// The part of the program that is not counted: who the application is, and somebody who logs in.
const app = `import { createSandbox, visitor } from "withings-sandbox";
const sandbox = createSandbox();
const { clientID, clientSecret } = sandbox.application;
export const options = {
  clientID, clientSecret, cloud: sandbox.cloud, fetch: sandbox.fetch,
  redirectUri: "http://localhost:8765/callback", scope: "user.info,user.metrics",
};
export const webView = visitor({ fetch: sandbox.fetch });
process.once("exit", () => console.log(JSON.stringify([...globalThis.loaded])));`;

/** What {@link weightsProgram} is made of. */
export interface WeightsRun {
  readonly initial: Size;
  /** All files that it ran from its start to its end. */
  readonly loaded: readonly Part[];
  /** The lines that it printed. */
  readonly weights: readonly string[];
}

/** Runs the program, for somebody of a sandbox, and looks at what it loads. */
export async function runWeights(folder: string): Promise<WeightsRun> {
  const bundled = await bundle(weightsProgram, { ...loginBundle, folder });
  const place = await mkdtemp(join(tmpdir(), "withings-kit-parts-"));
  try {
    await symlink(join(root, "node_modules"), join(place, "node_modules"));
    await writeFile(join(place, "package.json"), '{"type":"module"}');
    await writeFile(join(place, "app.js"), app);
    for (const { path, code } of bundled.files)
      await writeFile(
        join(place, path),
        `(globalThis.loaded ??= new Set()).add(${JSON.stringify(path)});\n${code}`,
      );
    const { stdout } = await promisify(execFile)(process.execPath, [join(place, "program.js")], {
      timeout: 60_000,
      maxBuffer: 2 ** 26,
    });
    const lines = stdout.trim().split("\n");
    const paths = JSON.parse(lines.at(-1) ?? "[]") as readonly string[];
    return {
      initial: bundled.initial,
      loaded: bundled.files.filter(({ path }) => paths.includes(path)),
      weights: lines.slice(0, -1),
    };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
