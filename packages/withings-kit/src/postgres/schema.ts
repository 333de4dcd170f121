import { isMissing, storeFailed } from "./failure.js";
import type { Names } from "./names.js";
import type { Query } from "./query.js";

/**
 * What makes each version of the tables out of the one before. Programs of the version before may still run: a new version leaves what
 * they use.
 */
const versions: readonly ((names: Names) => string)[] = [
  // A lease is lost in a crash of the server, which does no harm, so its table writes no log. Keys are compared byte by byte, whatever the
  // language of the database, since they are listed in their order. One sequence for all keys: a number never comes back, and nothing has
  // to stay of what is deleted.
  ({ connections, leases, sequence }) => `
    CREATE TABLE ${connections} (key text COLLATE "C" PRIMARY KEY, generation bigint NOT NULL, value text NOT NULL);
    CREATE UNLOGGED TABLE ${leases} (
      key text COLLATE "C" PRIMARY KEY, epoch bigint NOT NULL, taken_at timestamptz NOT NULL, ends_at timestamptz NOT NULL
    );
    CREATE SEQUENCE ${sequence};`,
];

/**
 * Makes the tables, or those of an earlier version into those of this one. Any number of processes may do it at once.
 *
 * @throws {@link WithingsStoreError} `store_failed` when a newer version of the library made them; nothing was touched.
 */
export async function prepareSchema(query: Query, names: Names): Promise<void> {
  if ((await currentVersion(query, names)) < versions.length) {
    await query(migration(names));
    await currentVersion(query, names);
  }
}

async function currentVersion(query: Query, names: Names): Promise<number> {
  const version = await readVersion(query, names);
  if (version <= versions.length) return version;
  throw storeFailed(
    `The tables ${names.shown} in Postgres are of version ${version}, and this withings-kit knows them up to version ${versions.length}: a` +
      " newer one made them. Nothing was touched. Update withings-kit in this program.",
  );
}

async function readVersion(query: Query, { version }: Names): Promise<number> {
  try {
    const statement = `SELECT version::text, pg_is_in_recovery()::text AS replica FROM ${version}`;
    const [found] = await query(statement, [], { isRead: true });
    // What it has may be older than the last write.
    if (found?.["replica"] === "true") throw isReplica();
    return Number(found?.["version"] ?? 0);
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/**
 * One statement, so that it needs no connection of its own, and all of it happens or nothing. Its lock makes the others wait until then; it
 * belongs to the transaction, as PgBouncer demands.
 */
function migration(names: Names): string {
  const { schema, version } = names;
  const steps = versions.map(
    (step, index) =>
      `IF found < ${index + 1} THEN ${step(names)} UPDATE ${version} SET version = ${index + 1}; END IF;`,
  );
  return `DO $migration$
    DECLARE found integer;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('withings-kit', 0));
      IF to_regnamespace('"${schema}"') IS NULL THEN CREATE SCHEMA "${schema}"; END IF;
      IF to_regclass('${version}') IS NULL THEN
        CREATE TABLE ${version} (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version integer NOT NULL);
        INSERT INTO ${version} (version) VALUES (0);
      END IF;
      SELECT version INTO found FROM ${version};
      -- In the stricter isolation levels, what others made while this one waited cannot be seen yet: once more.
      IF found IS NULL THEN RAISE SQLSTATE '40001'; END IF;
      ${steps.join("\n      ")}
    END $migration$`;
}

function isReplica(): Error {
  return storeFailed(
    "This Postgres is a replica, which gives out what was stored a while ago, so no connection was read or written. Give the pool the" +
      " address of the primary.",
  );
}
