export type { SqliteDatabase, SqliteStatement, SqliteValue } from "./database.js";
export { sqliteStore, type SqliteStoreOptions } from "./sqlite-store.js";
