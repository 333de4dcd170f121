import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { PostgresPool } from "withings-kit/postgres";
import { findProgram, firstExecutable } from "../../../../scripts/setup/command.js";
import { ordinaryUser } from "../../../../test/support/ordinary-user.ts";

/** Something that was started for tests. */
export interface Started<T> {
  readonly it: T;
  readonly stop: () => Promise<void>;
}

/**
 * Does what a pooler in transaction mode may do: each statement goes over another connection to the server than the one before, and what a
 * statement leaves behind in its connection is thrown away.
 */
export async function transactionModePool(url: string): Promise<Started<PostgresPool>> {
  const servers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const free: Promise<unknown> = Promise.resolve();
      return { client, free };
    }),
  );
  let turn = 0;
  const query: PostgresPool["query"] = (text, values) => {
    const server = servers[turn++ % servers.length];
    if (server === undefined) throw new Error("There is no connection.");
    const { client, free } = server;
    const answer = free.then(async () => {
      try {
        return await client.query(text, values);
      } finally {
        await client.query("DISCARD ALL");
      }
    });
    server.free = answer.catch(() => undefined);
    return answer;
  };
  return {
    it: { query },
    stop: async () => {
      await Promise.all(servers.map(({ client }) => client.end()));
    },
  };
}

/** The machine's PgBouncer, where it has one. */
export const pgBouncers: readonly string[] = [
  findProgram(["pgbouncer"]) ?? firstExecutable(["/usr/sbin/pgbouncer"]),
].filter((program) => program !== undefined);

/** Starts a PgBouncer in transaction mode. @returns the URL at which a database is reached through it. */
export async function startPgBouncer(program: string, url: string): Promise<Started<string>> {
  const { hostname, port: serverPort, username, password } = new URL(url);
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  const folder = mkdtempSync(join(tmpdir(), "withings-kit-pgbouncer-"));
  chmodSync(folder, 0o755);
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(
    settings,
    [
      "[databases]",
      `* = host=${hostname} port=${serverPort} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`,
      "[pgbouncer]",
      `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any`,
      // Fewer connections to the server than the clients have to PgBouncer, so that they share.
      "pool_mode = transaction\ndefault_pool_size = 2\nserver_reset_query = DISCARD ALL\nserver_reset_query_always = 1",
    ].join("\n"),
  );
  const bouncer = spawn(program, [settings], {
    ...ordinaryUser(),
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = async (): Promise<void> => {
    if (bouncer.exitCode === null && bouncer.signalCode === null) {
      const exited = once(bouncer, "exit");
      bouncer.kill("SIGKILL");
      await exited;
    }
    rmSync(folder, { recursive: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      let said = "";
      bouncer.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("process up")) resolve();
      });
      bouncer.on("error", reject).on("exit", () => {
        reject(new Error(`PgBouncer did not start:\n${said}`));
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const through = new URL(url);
  through.port = String(port);
  return { it: through.href, stop };
}
