import { isConflict, isDisconnection } from "./failure.js";
import type { PostgresPool } from "./pool.js";

/** Sends one statement and gives its rows, of which every column is a text or null. */
export type Query = (
  text: string,
  values?: readonly string[],
  options?: QueryOptions,
) => Promise<readonly Row[]>;

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, string | null>>;

/** How a statement may be treated. */
export interface QueryOptions {
  /** Whether it changes nothing, so that it may be sent again when nobody knows whether it came through. */
  readonly isRead?: boolean;
}

/** How often a statement is sent again that met another one. */
const conflicts = 5;

/**
 * Sends statements, each a transaction of its own, so that it does not matter over which connection each goes. They have no name, and leave
 * nothing behind in their connection.
 */
export function queryOf(pool: PostgresPool): Query {
  return async (text, values = [], { isRead = false } = {}) => {
    for (let [met, lost] = [0, 0]; ;) {
      try {
        return (await pool.query(text, [...values])).rows as readonly Row[];
      } catch (error) {
        // Definitely nothing was done.
        if (isConflict(error) && met++ < conflicts) continue;
        // After a restart a pool gives out connections that are dead; asking again gets another one.
        if (isRead && isDisconnection(error) && lost++ < 1) continue;
        throw error;
      }
    }
  };
}
