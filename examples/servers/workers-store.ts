import type { ConnectionStore } from "withings-kit";

/** What is used of a Durable Object's storage, with SQLite behind it. */
export interface ObjectStorage {
  readonly sql: {
    exec(query: string, ...values: (string | number)[]): { toArray(): Record<string, unknown>[] };
  };
}

const pageSize = 200;

/**
 * Keeps connections on the disk of a Durable Object, for what runs in that object. Nothing else runs in between, and no answer leaves the object
 * before what it wrote is on the disk: so compareAndSwap is true.
 */
export function objectStore({ sql }: ObjectStorage): ConnectionStore {
  // What is replaced is a new row, whose number never was another's.
  sql.exec(
    "CREATE TABLE IF NOT EXISTS connections (generation INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, value TEXT)",
  );
  const rowOf = (key: string): Row => {
    const [row] = sql.exec("SELECT * FROM connections WHERE key = ?", toText(key)).toArray();
    return row ? readRow(row) : { key, generation: 0, value: undefined };
  };

  return {
    read: (key) => Promise.resolve(rowOf(key)),
    compareAndSwap: (key, { expected, value }) => {
      if (rowOf(key).generation !== expected) return Promise.resolve(undefined);
      const write = "REPLACE INTO connections (key, value) VALUES (?, ?) RETURNING generation";
      const [row] = sql.exec(write, toText(key), toText(value)).toArray();
      return Promise.resolve(Number(row?.["generation"]));
    },
    delete: (key, { expected }) => {
      const isThere = rowOf(key).generation === expected && expected !== 0;
      if (isThere) sql.exec("DELETE FROM connections WHERE key = ?", toText(key));
      return Promise.resolve(isThere);
    },
    list: async function* (prefix) {
      for (let last = ""; ;) {
        const page = "SELECT * FROM connections WHERE key > ? ORDER BY key LIMIT ?";
        const rows = await Promise.resolve(sql.exec(page, last, pageSize).toArray());
        for (const { key, generation, value } of rows.map(readRow))
          if (key.startsWith(prefix) && value !== undefined) yield { key, generation, value };
        if (rows.length < pageSize) return;
        last = String(rows.at(-1)?.["key"]);
      }
    },
    // Whoever would wait for a lease is in this object, where equal questions are asked once anyway.
    lease: () => Promise.resolve({ release: () => Promise.resolve() }),
  };
}

interface Row {
  readonly key: string;
  readonly generation: number;
  readonly value: string | undefined;
}

/** As JSON, which can write what SQLite's texts cannot hold. */
const toText = (text: string): string => JSON.stringify(text);

function readRow({ key, generation, value }: Record<string, unknown>): Row {
  const fromText = (text: unknown): string => JSON.parse(String(text)) as string;
  return { key: fromText(key), generation: Number(generation), value: fromText(value) };
}
