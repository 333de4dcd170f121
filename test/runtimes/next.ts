// The example for Next.js: built by it, started by it, and used with a browser like the other servers.
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, say } from "../../scripts/setup/command.js";
import { npm } from "../../scripts/setup/npm.js";
import { drive } from "../servers/drive.ts";
import { startProcess } from "../servers/start-process.ts";

/** The newest of each that was out when it was last looked at. */
const modules: Readonly<Record<string, string>> = {
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  "@types/react": "19.3.0",
};

export const nextVersion: string = modules["next"] ?? "";

const shelf = join(root, ".cache/next");
const program = join(shelf, "node_modules/next/dist/bin/next");

/**
 * Builds the example, starts it, and holds it to what every server promises.
 *
 * @returns how many promises held, in how long.
 * @throws Error with what Next.js or the promise said.
 */
export async function exerciseNext(): Promise<string> {
  await fetchNext();
  const startedAt = performance.now();
  const folder = await mkdtemp(join(shelf, "app-"));
  try {
    const cwd = join(folder, "servers/next");
    await cp(join(root, "examples/servers"), join(folder, "servers"), { recursive: true });
    // Here are the modules themselves.
    await rm(join(folder, "servers/next-modules.d.ts"));
    await writeFile(join(cwd, "tsconfig.json"), JSON.stringify(settings));
    const environment = { NEXT_TELEMETRY_DISABLED: "1", CI: "1" };
    const env = { ...process.env, ...environment, NODE_ENV: "production" };
    const built = await run(process.execPath, {
      args: [program, "build", cwd],
      env,
      terminal: false,
      timeoutMs: 180_000,
    });
    if (built.code !== 0) throw new Error(built.output);

    const held = await drive((order) => {
      const args = [program, "start", "--port", String(order.port), "--hostname", "localhost"];
      return startProcess({ program: process.execPath, args, cwd, environment }, order);
    });
    return `built; ${held} promises held in Chromium, ${(performance.now() - startedAt).toFixed(0)} ms`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of its compiler: the repository's, and how Next.js finds modules. */
const settings = {
  extends: "../../../../../tsconfig.check.json",
  compilerOptions: {
    ...{ module: "esnext", moduleResolution: "bundler", isolatedModules: true, incremental: true },
    plugins: [{ name: "next" }],
  },
  include: ["next-env.d.ts", "**/*.ts", "**/*.tsx", ".next/types/**/*.ts"],
};

async function fetchNext(): Promise<void> {
  if (await isThere()) return;
  say("fetching Next.js from npm, some 350 MB, because it is not in .cache/next yet");
  await mkdir(shelf, { recursive: true });
  await writeFile(join(shelf, "package.json"), '{ "private": true }\n');
  const wanted = Object.entries(modules).map(([name, version]) => `${name}@${version}`);
  const { code, output } = await npm(
    [
      ...["install", "--prefix", shelf, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"],
      ...["--loglevel=error", ...wanted],
    ],
    { terminal: false, timeoutMs: 300_000 },
  );
  if (code !== 0 || !(await isThere()))
    throw new Error(`Next.js could not be fetched with npm. Check the network. ${output.trim()}`);
}

async function isThere(): Promise<boolean> {
  for (const [name, version] of Object.entries(modules)) {
    const manifest = join(shelf, "node_modules", name, "package.json");
    if (!existsSync(manifest)) return false;
    const found = JSON.parse(await readFile(manifest, "utf8")) as { readonly version: unknown };
    if (found.version !== version) return false;
  }
  return true;
}
