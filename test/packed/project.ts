import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/setup/command.js";
import { npm } from "../../scripts/setup/npm.js";
import { stageLibrary } from "../../scripts/stage-library.ts";

/** A program's folder outside the repository, into which the packed library was installed as it will be from the registry. */
export interface Project {
  readonly folder: string;
  /** The files in the library's tarball. */
  readonly packedFiles: readonly string[];
  remove(): Promise<void>;
}

/** Packs the library, and installs the tarball into an empty project without a network: it has no dependency. */
export async function createProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "withings-kit-packed-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { tarball, files } = await pack("withings-kit", folder);
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name: "a-program", private: true, type: "module" }),
    );
    await checked([
      "install",
      "--prefix",
      folder,
      "--offline",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      tarball,
    ]);
    for (const file of ["exercise.js", "run-exercise.js"])
      await cp(join(root, "test/packed", file), join(folder, file));
    return { folder, packedFiles: files, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Packs a package of this repository into a folder, as it is published. */
export async function pack(
  name: string,
  destination: string,
): Promise<{ readonly tarball: string; readonly files: readonly string[] }> {
  await mkdir(destination, { recursive: true });
  const staged = join(destination, "staged");
  if (name === "withings-kit") await stageLibrary(staged);
  const printed = await checked([
    "pack",
    name === "withings-kit" ? staged : join(root, "packages", name),
    "--json",
    "--pack-destination",
    destination,
  ]);
  const [packed] = JSON.parse(printed) as [{ filename: string; files: readonly { path: string }[] }];
  return { tarball: join(destination, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Runs npm; gives what it printed on stdout, or throws with all that it printed. */
async function checked(args: readonly string[]): Promise<string> {
  const { code, stdout, output } = await npm([...args, "--loglevel=error"], {
    terminal: false,
    timeoutMs: 60_000,
  });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} ended with ${code}: ${output}`);
  return stdout;
}
