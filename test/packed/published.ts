import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stageLibrary } from "../../scripts/stage-library.ts";

/** A folder outside the repository from which `withings-kit` is found as it is published. */
export interface Published {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Puts the library, as it is published, where a program's dependencies stand. */
export async function publishLibrary(): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), "withings-kit-published-"));
  await stageLibrary(join(folder, "node_modules/withings-kit"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
