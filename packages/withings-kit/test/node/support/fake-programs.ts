import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Stands in for the programs of a machine: a folder to be the only one in `PATH`. */
export interface FakePrograms {
  readonly folder: string;
  /** The value for `PATH`. */
  readonly path: string;
  /** Puts a program there. Its body is a shell script; the log tells how it was called. */
  readonly add: (name: string, body?: string) => Promise<void>;
  /** The calls so far, each with the program's name and arguments, one line each. */
  readonly log: () => Promise<string[]>;
  /** The environment that the last call was made with. */
  readonly environment: () => Promise<Record<string, string>>;
}

/** Makes the folder; the test's end removes it. */
export async function fakePrograms(): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), "withings-kit-test-"));
  onTestFinished(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const read = async (name: string): Promise<string> =>
    await readFile(join(folder, name), "utf8").catch(() => "");
  return {
    folder,
    path: folder,
    add: async (name, body = "") => {
      const file = join(folder, name);
      const shell = `PATH=/usr/bin${delimiter}/bin${delimiter}${dirname(process.execPath)}`;
      await writeFile(
        file,
        `#!/bin/sh
{ printf '%s' '${name}'; for word in "$@"; do printf ' [%s]' "$word"; done; printf '\\n'; } >> '${folder}/log'
/usr/bin/env > '${folder}/environment'
${shell}
${body}
`,
      );
      await chmod(file, 0o755);
    },
    log: async () => (await read("log")).split("\n").filter(Boolean),
    environment: async () =>
      Object.fromEntries(
        (await read("environment")).split("\n").map((line) => {
          const at = line.indexOf("=");
          return [line.slice(0, at), line.slice(at + 1)];
        }),
      ),
  };
}
