/** What a query answers. */
export interface PostgresResult {
  readonly rows: readonly unknown[];
}

/**
 * A pool of connections to Postgres: what `new Pool(...)` of pg gives, or anything with such a `query`. Each query may go over another
 * connection, as behind PgBouncer in transaction mode.
 *
 * Nothing of pg is imported, so that it does not have to be installed.
 */
export interface PostgresPool {
  query(text: string, values?: string[]): Promise<PostgresResult>;
  /** Whether it was ended, as pg tells it. */
  readonly ending?: boolean;
}
