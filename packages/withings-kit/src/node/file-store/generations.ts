import { randomBytes } from "node:crypto";
import type { WithingsStoreError } from "../../errors.js";
import {
  type Content,
  decodeEnvelope,
  encodeEnvelope,
  type Envelope,
  isUnreadable,
  type Unreadable,
} from "./envelope.js";
import { overrun, systemCode, uncertainOutcome, unreadable } from "./failures.js";
import { makeFolder, syncFolder } from "./folders.js";
import { readOwnFile } from "./guard.js";
import { type Listing, listNumbered, type NumberedFile, publishNumbered, sweep } from "./numbered-files.js";
import { isPlaceOf, type RecordPlace } from "./record-place.js";

/** The newest generation of a connection; `generation` is 0 where there never was one. */
export interface Newest extends Envelope {
  /** When its file got its name, in milliseconds since 1970 by this machine's clock; 0 where there is none. */
  readonly changedAt: number;
  /** What stands in the connection's folder, if there is one. */
  readonly listing: Listing | undefined;
  /** Why it cannot be read, where it cannot: its number counts nevertheless. */
  readonly unreadable?: WithingsStoreError;
}

// A writer that was overtaken by fewer generations than this can tell whether its own was among them.
const lineageLength = 64;

// Files come and go while they are looked for. Nobody is overtaken so often.
const mostRounds = 100;

/** Reads the newest generation. Where that cannot be read, an older one is never taken in its place. */
export async function newestGeneration(place: RecordPlace): Promise<Newest> {
  const { directory, folder } = place;
  let missing: NumberedFile | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const listing = await listNumbered(folder, place);
    const file = listing?.files.at(-1);
    if (file === undefined) {
      // While others publish and remove, a listing can miss both the new and the old; not twice.
      if (listing !== undefined && round === 0) continue;
      return { generation: 0, lineage: [], content: undefined, changedAt: 0, listing };
    }
    try {
      // Older ones are removed first: if it can still be opened, it was the newest when the folder was listed.
      const { text, changedAt } = await readOwnFile(file.textPath, directory);
      return { ...read(text, { file, place }), changedAt, listing };
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
      missing = file;
    }
  }
  throw unreadable({ type: "damaged" }, missing?.path ?? folder);
}

/**
 * Puts a generation after the newest one, if that is the expected one.
 *
 * @param change.content - `undefined` leaves a mark that there is nothing any more.
 * @returns the new generation, or `undefined` when the newest was another one, or there was nothing to delete.
 */
export async function publishGeneration(
  place: RecordPlace,
  change: { readonly expected: number; readonly content: Content | undefined },
): Promise<number | undefined> {
  for (let round = 1; ; round++) {
    try {
      return await publishOnce(place, change);
    } catch (error) {
      // Somebody who deletes removed our unfinished file. Whether that was in time shows when it is tried again.
      if (systemCode(error) !== "ENOENT" || round === 3) throw error;
    }
  }
}

/** Removes what a delete could not remove before it was killed, and what killed writers left. */
export async function tidy(newest: Newest): Promise<void> {
  const { listing } = newest;
  if (!listing) return;
  if (listing.unfinished.length > 0 || (isDeleted(newest) && listing.files.length > 1))
    await sweepBehind(newest);
}

async function publishOnce(
  place: RecordPlace,
  { expected, content }: { readonly expected: number; readonly content: Content | undefined },
): Promise<number | undefined> {
  const { directory, folder } = place;
  const before = await newestGeneration(place);
  if (before.generation !== expected || (!content && isDeleted(before))) return undefined;
  if (!before.listing) await makeFolder(folder);

  const generation = expected + 1;
  const name = randomBytes(4).toString("base64url");
  const lineage = [name, ...before.lineage].slice(0, lineageLength);
  const text = encodeEnvelope({ generation, lineage, content });
  const isNext = async (): Promise<boolean> => newestIn(await listNumbered(folder, place)) === expected;
  if (!(await publishNumbered(folder, { number: generation, text, durable: true, isNext }))) return undefined;

  try {
    const [listing] = await Promise.all([
      // At once: the fewer have gone on from it, the surer it is known again.
      listNumbered(folder, place),
      syncFolder(folder),
      // Whoever made the connection's folder may not have come to this.
      expected === 0 && syncFolder(directory),
    ]);
    if (newestIn(listing) === generation) {
      await sweepBehind({ generation, content, listing }, { hasty: !content });
      return generation;
    }
    return (await descendsFrom({ generation, name }, place)) ? generation : undefined;
  } catch (error) {
    throw uncertainOutcome(error, folder);
  }
}

/**
 * Whether the newest generation came after one of ours. It does not when this process stood still after it had listed the folder: our
 * number may then have been taken, overtaken and removed, and so have been free once more.
 */
async function descendsFrom(
  own: { readonly generation: number; readonly name: string },
  place: RecordPlace,
): Promise<boolean> {
  const newest = await newestGeneration(place);
  const distance = newest.generation - own.generation;
  if (distance >= lineageLength) throw overrun(place.folder);
  if (newest.lineage[distance] === own.name) return true;
  await sweepBehind(newest);
  return false;
}

/** Removes older generations: all after a delete, else all but the one before, which may help somebody whose disk failed. */
async function sweepBehind(
  newest: Pick<Newest, "generation" | "content" | "listing" | "unreadable">,
  { hasty }: { readonly hasty: boolean } = { hasty: false },
): Promise<void> {
  const { generation, listing } = newest;
  if (listing) await sweep(listing, { below: isDeleted(newest) ? generation : generation - 1, hasty });
}

function isDeleted({ content, unreadable }: Pick<Newest, "content" | "unreadable">): boolean {
  return !content && !unreadable;
}

function newestIn(listing: Listing | undefined): number {
  return listing?.files.at(-1)?.number ?? 0;
}

function read(
  text: string,
  { file: { number, path }, place }: { readonly file: NumberedFile; readonly place: RecordPlace },
): Envelope & Pick<Newest, "unreadable"> {
  const found = decodeEnvelope(text);
  const without = (reason: Unreadable): ReturnType<typeof read> => ({
    generation: number,
    lineage: [],
    content: undefined,
    unreadable: unreadable(reason, path),
  });
  if (isUnreadable(found)) return without(found);
  const { generation, content } = found;
  return generation === number && (!content || isPlaceOf(content.key, place))
    ? found
    : without({ type: "misplaced" });
}
