import { truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Lease } from "../../connection/store.js";
import { systemCode } from "./failures.js";
import { makeFolder } from "./folders.js";
import { readOwnFile } from "./guard.js";
import { listNumbered, type NumberedFile, publishNumbered, sweep } from "./numbered-files.js";
import { isDead, ownIdentity, type ProcessIdentity } from "./process-identity.js";
import type { RecordPlace } from "./record-place.js";

/** What stands in the file of a lease that is held. That of a released one is empty. */
interface Holding extends ProcessIdentity {
  /** By this machine's clock, in milliseconds since 1970. */
  readonly since: number;
  /** By a clock that nobody can turn: milliseconds since this run of the machine began. */
  readonly sinceBoot: number;
  readonly ttlMs: number;
}

/**
 * Takes the lease of a connection: the file with the highest number says who has it, and who wants it next creates the one after it. A
 * number is never removed while it is the highest, since two who remove a dead owner's lock at the same time can each take it for their
 * own. Nothing of it waits for the disk: after a loss of power there is nobody who has a lease.
 *
 * @returns `undefined` while somebody else has it.
 */
export async function takeLease(
  { directory, folder, examined }: RecordPlace,
  ttlMs: number,
): Promise<Lease | undefined> {
  const locks = join(folder, "lock");
  const place = { directory, examined: [...examined, locks] };
  const before = await listNumbered(locks, place);
  if (!before) await makeFolder(locks);
  const last = before?.files.at(-1);
  if (last && (await isHeld(last, directory))) return undefined;

  const number = (last?.number ?? 0) + 1;
  const holding: Holding = { ...(await ownIdentity()), ...readClocks(), ttlMs };
  const text = JSON.stringify(holding);
  if (!(await publishNumbered(locks, { number, text, durable: false }))) return undefined;

  // A process that stood still before it published can have found its number free once more.
  const after = await listNumbered(locks, place);
  const highest = after?.files.at(-1);
  if (!after || !highest) return undefined;
  await sweep(after, { below: highest.number });
  if (highest.number !== number) return undefined;
  return { release: () => release(highest.textPath) };
}

async function isHeld({ textPath }: NumberedFile, directory: string): Promise<boolean> {
  try {
    const holding = parse((await readOwnFile(textPath, directory)).text);
    return holding !== undefined && !isOver(holding, await ownIdentity()) && !(await isDead(holding));
  } catch (error) {
    // It was removed because somebody has just taken the next one.
    if (systemCode(error) === "ENOENT") return true;
    throw error;
  }
}

function isOver({ since, sinceBoot, boot, ttlMs }: Holding, me: ProcessIdentity): boolean {
  const clocks = readClocks();
  const elapsedMs = boot !== "" && boot === me.boot ? clocks.sinceBoot - sinceBoot : clocks.since - since;
  // Where it began in the future, a clock was turned or machines differ. It ends all the same.
  return Math.abs(elapsedMs) >= ttlMs;
}

function readClocks(): Pick<Holding, "since" | "sinceBoot"> {
  return { since: Date.now(), sinceBoot: Number(process.hrtime.bigint() / 1_000_000n) };
}

/** Lets the next one in. To make a file shorter needs no space, so it can be done on a full disk too. */
async function release(path: string): Promise<void> {
  try {
    await truncate(path);
  } catch (error) {
    // Its time was over, and those who had it later have removed it.
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

/** Reads who has a lease. An empty file is a released one, and what is cut off was written before a loss of power. */
function parse(text: string): Holding | undefined {
  try {
    const found = Object(JSON.parse(text)) as Partial<Record<keyof Holding, unknown>>;
    const { pid, started, namespace, boot, host, since, sinceBoot, ttlMs } = found;
    const numbers = [pid, since, sinceBoot, ttlMs].every((value) => Number.isFinite(value));
    const texts = [started, namespace, boot, host].every((value) => typeof value === "string");
    return numbers && texts ? (found as Holding) : undefined;
  } catch {
    return undefined;
  }
}
