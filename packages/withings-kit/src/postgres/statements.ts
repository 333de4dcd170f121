import type { Names } from "./names.js";

/** The store's statements. Each is a transaction of its own. */
export interface Statements {
  /** A key. */
  readonly read: string;
  /** A key and a text. */
  readonly insert: string;
  /** A key, a text and the expected generation. */
  readonly update: string;
  /** A key and the expected generation. */
  readonly remove: string;
  /** The pattern of the keys, and the key after which the page begins. */
  readonly page: string;
  /** A key and milliseconds. */
  readonly lease: string;
  /** A key and an epoch. */
  readonly release: string;
}

// As texts, since a program can set how pg reads numbers.
const now = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now";

/**
 * Waits for the disk at the commit also where the server is set not to: a compare-and-swap that a crash takes back could lose a refresh
 * token, and let a generation come back. It holds for the statement's own transaction only.
 */
const durably =
  "CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) = 'on' ELSE true END";

/** Whether a lease holds. One that seems to begin later than now was taken before somebody turned the database's clock back. */
function holds(lease: string): string {
  return `(${lease}.ends_at > clock_timestamp() AND ${lease}.taken_at <= clock_timestamp() + interval '1 second')`;
}

/** Makes the statements. */
export function statementsOf({ connections, leases, sequence }: Names, pageSize: number): Statements {
  const next = `nextval('${sequence}')`;
  const end = "clock_timestamp() + $2::float8 * interval '1 millisecond'";
  return {
    // A row also where there is none, with the time.
    read: `
      SELECT stored.generation::text, stored.value, ${now}
      FROM (SELECT) AS always LEFT JOIN ${connections} AS stored ON stored.key = $1`,
    insert: `
      INSERT INTO ${connections} (key, generation, value)
      SELECT $1::text, ${next}, $2::text WHERE ${durably}
      ON CONFLICT (key) DO NOTHING
      RETURNING generation::text`,
    update: `
      UPDATE ${connections} SET generation = ${next}, value = $2
      WHERE key = $1 AND generation = $3::bigint AND ${durably}
      RETURNING generation::text`,
    remove: `
      DELETE FROM ${connections} WHERE key = $1 AND generation = $2::bigint AND ${durably}
      RETURNING generation::text`,
    // An empty key stands before all others, so it is on the first page only.
    page: `
      SELECT key, generation::text, value, ${now} FROM ${connections}
      WHERE key LIKE $1 AND (key > $2 OR $2 = '')
      ORDER BY key LIMIT ${pageSize}`,
    // Most who ask find it taken, and write nothing. Of those who do not, the conflict decides: whoever waited for the other's row looks at
    // it as it is then. Leases of others whose holder was killed go, too.
    lease: `
      WITH ended AS (
        DELETE FROM ${leases} WHERE key IN (
          SELECT key FROM ${leases} AS old WHERE old.key <> $1 AND NOT ${holds("old")} LIMIT 100 FOR UPDATE SKIP LOCKED
        )
      )
      INSERT INTO ${leases} AS held (key, epoch, taken_at, ends_at)
      SELECT $1::text, ${next}, clock_timestamp(), ${end}
      WHERE NOT EXISTS (SELECT FROM ${leases} AS other WHERE other.key = $1 AND ${holds("other")})
      ON CONFLICT (key) DO UPDATE SET epoch = excluded.epoch, taken_at = clock_timestamp(), ends_at = ${end}
      WHERE NOT ${holds("held")}
      RETURNING epoch::text`,
    release: `DELETE FROM ${leases} WHERE key = $1 AND epoch = $2::bigint`,
  };
}
