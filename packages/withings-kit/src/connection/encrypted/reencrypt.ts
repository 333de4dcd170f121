import type { WithingsStoreError } from "../../errors.js";
import { aborted } from "../../http/call.js";
import type { ConnectionStore } from "../store.js";
import { readStored, seal } from "./envelope.js";
import { isAgreement } from "./key-agreement.js";
import type { KeyKeeper } from "./key-ring.js";

/** Options of {@link EncryptedStore.reencrypt}. */
export interface ReencryptOptions {
  /** Ends it after the connection that is under way. */
  readonly signal?: AbortSignal | undefined;
}

/** How many connections {@link EncryptedStore.reencrypt} found, and what became of them. */
export interface Reencryption {
  /** Encrypted with the current key now. */
  readonly reencrypted: number;
  /** Had been already, or were deleted meanwhile. */
  readonly unchanged: number;
  /** Could not be read or decrypted and stay as they are: `list` says why of each. */
  readonly undecryptable: number;
  /** Changed by programs that still use another key, faster than they could be encrypted: give the key to these too, and call it again. */
  readonly contended: number;
}

/** What {@link reencrypt} works with. */
export interface ReencryptionContext {
  readonly store: ConnectionStore;
  readonly keys: KeyKeeper;
  readonly open: (text: string, place: string) => Promise<string | WithingsStoreError>;
}

const attempts = 10;

/** Encrypts everything with the current key that is not. */
export async function reencrypt(
  context: ReencryptionContext,
  { signal }: ReencryptOptions,
): Promise<Reencryption> {
  const { store, keys } = context;
  await keys.renewed();
  const counts = { reencrypted: 0, unchanged: 0, undecryptable: 0, contended: 0 };
  // Listed to the end first: there are databases that cannot write while they are listing.
  const places: string[] = [];
  for await (const { key } of store.list("")) if (!isAgreement(key)) places.push(key);
  for (const place of places) {
    if (signal?.aborted) throw aborted(signal);
    counts[await reencryptOne(place, context)]++;
  }
  return counts;
}

async function reencryptOne(
  place: string,
  { store, keys, open }: ReencryptionContext,
): Promise<keyof Reencryption> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { generation: expected, value, unreadable } = await store.read(place);
    if (unreadable) return "undecryptable";
    if (value === undefined) return "unchanged";
    const { current } = await keys.ring();
    const stored = readStored(value);
    if (stored.type === "encrypted" && stored.envelope.keyId === current.id) return "unchanged";
    const text = await open(value, place);
    if (typeof text !== "string") return "undecryptable";
    const change = { expected, value: await seal(text, place, current) };
    if ((await store.compareAndSwap(place, change)) !== undefined) return "reencrypted";
  }
  return "contended";
}
