export type { PostgresPool, PostgresResult } from "./pool.js";
export { postgresStore, type PostgresStoreOptions } from "./postgres-store.js";
