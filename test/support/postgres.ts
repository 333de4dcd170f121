import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { findPostgres } from "../../scripts/setup/postgres.js";
import type { KeeperAnswer, KeeperRequest } from "./postgres-keeper.ts";

/** A real Postgres. */
export interface PostgresServer {
  /** Leads to a database that is there. What a test writes belongs into one of its own: {@link PostgresServer.createDatabase}. */
  readonly url: string;
  /** Makes an empty database. @returns its URL. */
  createDatabase(): Promise<string>;
  /**
   * Stops the server, which ends all connections, and starts it at the same address. `abruptly`: as in a crash.
   *
   * @throws Error when it is the one of `DATABASE_URL`, which others may use.
   */
  restart(options?: { readonly abruptly?: boolean }): Promise<void>;
  /** Stops the server and deletes everything; on one of `DATABASE_URL`, the databases that were made. */
  stop(): Promise<void>;
}

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** Commits wait for the disk, as Postgres does by itself: for what measures time. Tests are quicker without. @defaultValue false */
  readonly durable?: boolean;
  /** A server of one's own even if there is a `DATABASE_URL`: for what restarts it. @defaultValue false */
  readonly own?: boolean;
}

/**
 * A Postgres for tests, benchmarks and torture runs: the one of `DATABASE_URL`, or one that is started here in a temporary folder, for
 * this machine only. It ends with the process that started it, however that ends.
 *
 * @example
 * ```ts
 * const postgres = await startPostgres({ durable: true });
 * const pool = new Pool({ connectionString: await postgres.createDatabase() });
 * await pool.end();
 * await postgres.stop();
 * ```
 */
export async function startPostgres({
  durable = false,
  own = false,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const given = process.env["DATABASE_URL"] ?? "";
  if (given !== "" && !own) return givenServer(given);

  const bin = await findPostgres();
  // Apart from the terminal, whose Ctrl-C would reach it before the processes that still use the server.
  const keeper = fork(fileURLToPath(new URL("postgres-keeper.ts", import.meta.url)), {
    detached: true,
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // Whoever forgets to stop it can end nevertheless.
  keeper.unref();
  keeper.channel?.unref();
  const url = await ask(keeper, { type: "start", bin, durable });
  return {
    url,
    createDatabase: () => createDatabase(url),
    restart: async ({ abruptly = false } = {}) => {
      await ask(keeper, { type: "restart", abruptly });
    },
    stop: async () => {
      if (!keeper.connected) return;
      await ask(keeper, { type: "stop" });
      keeper.disconnect();
    },
  };
}

async function ask(keeper: ChildProcess, request: KeeperRequest): Promise<string> {
  const listening = new AbortController();
  const { signal } = listening;
  keeper.channel?.ref();
  try {
    const answered = once(keeper, "message", { signal }) as Promise<[KeeperAnswer]>;
    const ended = once(keeper, "exit", { signal }).then(() => {
      throw new Error("The process that keeps Postgres ended before it answered.");
    });
    keeper.send(request);
    const [answer] = await Promise.race([answered, ended]);
    if ("error" in answer) throw new Error(answer.error);
    return answer.value;
  } finally {
    listening.abort();
    keeper.channel?.unref();
  }
}

function givenServer(url: string): PostgresServer {
  const created: string[] = [];
  return {
    url,
    createDatabase: async () => {
      const database = await createDatabase(url);
      created.push(database);
      return database;
    },
    restart: () =>
      Promise.reject(
        new Error("The server of DATABASE_URL is not restarted: start one with { own: true } for that."),
      ),
    stop: async () => {
      for (const database of created.splice(0))
        await execute(url, `DROP DATABASE IF EXISTS ${new URL(database).pathname.slice(1)} WITH (FORCE)`);
    },
  };
}

async function createDatabase(server: string): Promise<string> {
  const name = `withings_kit_${randomBytes(8).toString("hex")}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
