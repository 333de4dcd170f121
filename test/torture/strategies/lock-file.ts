import { readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type OrdinaryCall, refusedStatus } from "./ordinary.ts";

const patienceMs = 5_000;

/**
 * Whoever refreshes holds a lock file with their process id in it; one whose process is gone is removed. Two can remove it one after the
 * other: the second removes the lock that the first has just taken.
 */
export const lockFile: OrdinaryCall = async (person, parts, { folder, reach }) => {
  const { load, renew, ask, save, isOver } = parts;
  let credentials = await load(person);
  let rejected = isOver(credentials) ? credentials.withingsAccessToken : undefined;
  if (rejected === undefined) {
    const status = await ask(credentials);
    if (status !== refusedStatus) return status;
    rejected = credentials.withingsAccessToken;
  }
  const lock = join(folder, `${person}.lock`);
  await reach(person, "before lock");
  await take(lock);
  try {
    await reach(person, "after lock");
    credentials = await load(person);
    if (credentials.withingsAccessToken === rejected) {
      credentials = await renew(credentials);
      await save(credentials);
    }
  } finally {
    await unlink(lock).catch(() => undefined);
  }
  return ask(credentials);
};

async function take(lock: string): Promise<void> {
  const latest = Date.now() + patienceMs;
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || Date.now() > latest) throw error;
    }
    const owner = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (owner > 0 && isGone(owner)) await unlink(lock).catch(() => undefined);
    else await pause(5);
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

function codeOf(error: unknown): unknown {
  return (Object(error) as { readonly code?: unknown }).code;
}
