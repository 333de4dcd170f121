import type { ConnectionStore } from "withings-kit";
import { describe, test } from "vitest";
import { sqliteStore } from "withings-kit/sqlite";
import { storeConformance } from "withings-kit/store-conformance";
import { newFile, openBetter, openNodes } from "./support/sqlite-ground.ts";

const kinds: readonly (readonly [name: string, open: (file: string) => ConnectionStore])[] = [
  ["better-sqlite3", (file) => sqliteStore(openBetter(file))],
  [
    "better-sqlite3 that gives big numbers",
    (file) => sqliteStore(openBetter(file).defaultSafeIntegers(true), { durable: false }),
  ],
  [
    "Node's own SQLite that gives rows as arrays",
    (file) => sqliteStore(openNodes(file, { returnArrays: true, readBigInts: true }), { durable: false }),
  ],
];

describe.each(kinds)("sqliteStore on %s", (_kind, open) => {
  let file = "";
  const cases = storeConformance(() => open(file));
  test.each(cases)("$name", async ({ run }) => {
    file = newFile();
    await run();
  });
});
