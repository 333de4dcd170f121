import { WithingsError } from "../../errors.js";
import type { ConnectionStore } from "../store.js";
import { type ReadyKey, readyKey } from "./envelope.js";
import { keyUnavailable } from "./failures.js";
import { keyAgreement } from "./key-agreement.js";
import { collectKeys, hasSource } from "./key-input.js";
import type { EncryptionKey, EncryptionKeyInput } from "./key.js";

/** The keys at one moment. */
export interface KeyRing {
  readonly current: ReadyKey;
  readonly byId: ReadonlyMap<string, ReadyKey>;
}

/** Keeps the keys, and gets them again when it must. */
export interface KeyKeeper {
  /**
   * The keys.
   *
   * @throws {@link WithingsStoreError} `key_unavailable`, or what a function of the program threw if it is an error of this library.
   */
  ring(): Promise<KeyRing>;
  /** The keys, gotten once more if this one is not among them. */
  ringWith(id: string): Promise<KeyRing>;
  /** The newest keys. */
  renewed(): Promise<KeyRing>;
}

// A list may hold many things of a key that nobody has, and asking for it may be slow: it may mean a program, or a question to a person.
const patienceMs = 5_000;
const rememberedIds = 100;

/** Keeps what an input gives. */
export function keyKeeper(input: EncryptionKeyInput, store: ConnectionStore): KeyKeeper {
  const agree = keyAgreement(store);
  const mayChange = hasSource(input);
  const missedAt = new Map<string, number>();
  let kept: Promise<KeyRing> | undefined;
  let coming: Promise<KeyRing> | undefined;

  const ring = (): Promise<KeyRing> => {
    kept ??= load(undefined).catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
  const load = async (missing: string | undefined): Promise<KeyRing> =>
    makeRing(await collected(input, { missing, agree }));
  // All that come while it is under way share one.
  const again = (missing?: string): Promise<KeyRing> => {
    coming ??= load(missing)
      .then((next) => {
        kept = Promise.resolve(next);
        return next;
      })
      .finally(() => {
        coming = undefined;
      });
    return coming;
  };

  return {
    ring,
    renewed: () => (mayChange ? again() : ring()),
    ringWith: async (id) => {
      const now = await ring();
      const missed = missedAt.get(id) ?? -Infinity;
      if (!mayChange || now.byId.has(id) || performance.now() - missed < patienceMs) return now;
      const next = await again(id);
      if (next.byId.has(id)) missedAt.delete(id);
      else {
        if (missedAt.size >= rememberedIds) missedAt.clear();
        missedAt.set(id, performance.now());
      }
      return next;
    },
  };
}

async function collected(
  ...[input, request]: Parameters<typeof collectKeys>
): Promise<(EncryptionKey | undefined)[]> {
  if (!("subtle" in Object((globalThis as { readonly crypto?: unknown }).crypto)))
    throw keyUnavailable(
      "Nothing can be encrypted here: this platform has no WebCrypto (crypto.subtle), which browsers have on https pages only and React Native not at all. Use the platform's own protected storage as a store of your own.",
    );
  try {
    return await collectKeys(input, request);
  } catch (error) {
    if (WithingsError.isInstance(error)) throw error;
    // Its words may hold a key.
    throw keyUnavailable(
      "The key could not be had: the function that gets it failed. Nothing was read or stored. See why it did, and try again: it is called anew each time.",
    );
  }
}

async function makeRing(keys: readonly (EncryptionKey | undefined)[]): Promise<KeyRing> {
  const byId = new Map<string, ReadyKey>();
  const bytesOf = new Map<string, string>();
  for (const key of keys) {
    if (!key)
      throw keyUnavailable(
        "The function for the key gave something else. It must give 32 random bytes, as a Uint8Array, as base64 or hexadecimal text, or with an id as { id, bytes }; or several as { current, previous }.",
      );
    const { id, bytes } = key;
    const known = bytesOf.get(id);
    if (known !== undefined && known !== String(bytes))
      throw keyUnavailable(
        `Two different keys have the id ${id}, so it cannot be told which of them to decrypt with. Give each its own id, or none: then they get one from a hash.`,
      );
    bytesOf.set(id, String(bytes));
    if (known === undefined) byId.set(id, await readyKey(bytes, id));
  }
  const [current] = byId.values();
  if (!current) throw keyUnavailable("There is no key.");
  return { current, byId };
}
