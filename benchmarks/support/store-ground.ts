import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/setup/command.js";
import { startPostgres } from "../../test/support/postgres.ts";
import type { StoreName, StorePlace } from "./store-place.ts";

/** What stores stand on. */
export interface StoreGround {
  /** On the disk that the repository is on: a temporary folder may be in memory, where nothing has to wait for a disk. */
  readonly folder: string;
  /** An empty database; commits wait for the disk. */
  readonly postgresUrl: string;
  readonly places: Readonly<Record<StoreName, StorePlace>>;
}

/** Makes places for empty stores, on real files and a real Postgres with its defaults, and clears up afterwards. */
export async function onStores<T>(measure: (ground: StoreGround) => Promise<T>): Promise<T> {
  const cache = join(root, ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "benchmark-"));
  try {
    const postgres = await startPostgres({ durable: true });
    try {
      const postgresUrl = await postgres.createDatabase();
      return await measure({
        folder,
        postgresUrl,
        places: {
          memory: { name: "memory", at: "" },
          file: { name: "file", at: join(folder, "connections") },
          SQLite: { name: "SQLite", at: join(folder, "connections.db") },
          Postgres: { name: "Postgres", at: postgresUrl },
        },
      });
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
