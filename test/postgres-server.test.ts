import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { startPostgres } from "./support/postgres.ts";
import { testDatabase } from "./support/test-database.ts";

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  // A server that is restarted says so to a client that is idle, too.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/** The temporary folder of a server. */
async function folderOf(url: string): Promise<string> {
  return dirname(String((await query(url, "SHOW data_directory"))[0]));
}

async function answers(url: string): Promise<boolean> {
  const { port } = new URL(url);
  const socket = createConnection(Number(port), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test("each test gets an empty database of its own on a real Postgres", async () => {
  const [mine, another] = await Promise.all([testDatabase(), testDatabase()]);
  expect(mine).not.toBe(another);
  await query(mine, "CREATE TABLE mine (id int)");
  const tables = "SELECT count(*)::int FROM pg_tables WHERE tablename = 'mine'";
  expect(await query(mine, tables)).toEqual([1]);
  expect(await query(another, tables)).toEqual([0]);
});

test("a server of one's own keeps what was written over a restart, also an abrupt one, and takes all with it", async () => {
  const postgres = await startPostgres({ own: true });
  onTestFinished(() => postgres.stop());
  const folder = await folderOf(postgres.url);
  const database = await postgres.createDatabase();
  await query(database, "CREATE TABLE kept (id int)");
  await postgres.restart();
  await query(database, "INSERT INTO kept VALUES (1)");
  await postgres.restart({ abruptly: true });
  expect(await query(database, "SELECT id FROM kept")).toEqual([1]);
  expect(existsSync(folder)).toBe(true);
  await postgres.stop();
  expect(await answers(postgres.url)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test("commits wait for the disk where time is measured, and not elsewhere", async () => {
  const [durable, hasty] = await Promise.all([
    startPostgres({ own: true, durable: true }),
    startPostgres({ own: true }),
  ]);
  onTestFinished(async () => {
    await Promise.all([durable.stop(), hasty.stop()]);
  });
  expect(await query(durable.url, "SHOW fsync")).toEqual(["on"]);
  expect(await query(hasty.url, "SHOW fsync")).toEqual(["off"]);
});

test("nobody reaches the server without its password, and it listens on this machine only", async () => {
  const url = new URL(await testDatabase());
  expect(await query(url.href, "SHOW listen_addresses")).toEqual(["127.0.0.1"]);
  url.password = "guessed";
  await expect(query(url.href, "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("the server ends, and its folder goes, when the process that wanted it is killed", async () => {
  const support = fileURLToPath(new URL("support/postgres.ts", import.meta.url));
  const program = `
    const { startPostgres } = await import(${JSON.stringify(support)});
    const { url } = await startPostgres({ own: true });
    console.log(url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const url = said.toString().trim();
  const folder = await folderOf(url);
  child.kill("SIGKILL");
  await vi.waitFor(
    async () => {
      expect(await answers(url)).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
    { timeout: 15_000, interval: 100 },
  );
});
