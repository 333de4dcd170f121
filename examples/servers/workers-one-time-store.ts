import type { OneTimeStore } from "withings-kit/server";
import type { ObjectStorage } from "./workers-store.ts";

const most = 10_000;
const mostOfOwner = 20;

/**
 * Keeps the begun logins and the tickets of apps on the disk of a Durable Object, whose memory may be gone before somebody has logged in: the
 * option `apps.store` of the handlers. Whoever crowds it crowds out their own.
 */
export function objectOneTimeStore({ sql }: ObjectStorage): OneTimeStore {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS one_time (place INTEGER PRIMARY KEY, key TEXT UNIQUE, value TEXT, until INTEGER, owner TEXT)",
  );
  const newest = "SELECT place FROM one_time ORDER BY place DESC LIMIT ?";
  const newestOfOwner = "SELECT place FROM one_time WHERE owner = ? ORDER BY place DESC LIMIT ?";
  return {
    put: (key, { value, ttlMs, owner = "" }) => {
      const now = Date.now();
      sql.exec("DELETE FROM one_time WHERE until <= ?", now);
      if (owner !== "")
        sql.exec(
          `DELETE FROM one_time WHERE owner = ? AND place NOT IN (${newestOfOwner})`,
          ...[owner, owner, mostOfOwner - 1],
        );
      sql.exec(`DELETE FROM one_time WHERE place NOT IN (${newest})`, most - 1);
      const write = "REPLACE INTO one_time (key, value, until, owner) VALUES (?, ?, ?, ?)";
      sql.exec(write, key, value, now + ttlMs, owner);
      return Promise.resolve();
    },
    take: (key) => {
      const [row] = sql.exec("DELETE FROM one_time WHERE key = ? RETURNING value, until", key).toArray();
      const isInTime = row !== undefined && Number(row["until"]) > Date.now();
      return Promise.resolve(isInTime ? String(row["value"]) : undefined);
    },
  };
}
