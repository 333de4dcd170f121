import { randomBytes } from "node:crypto";
import { encryptionKey } from "../../connection/encrypted/key-bytes.js";
import { collectKeys, isKeyInput } from "../../connection/encrypted/key-input.js";
import type {
  EncryptionKey,
  EncryptionKeyInput,
  EncryptionKeyRequest,
  EncryptionKeySource,
} from "../../connection/encrypted/key.js";
import { WithingsError } from "../../errors.js";
import { asKeys, type KeyList } from "../key-list.js";
import { failedFallback, fallbackWords, noFallback, unusableOption, wrongFallback } from "./failures.js";
import { type KeptKeys, keptKeys } from "./kept-keys.js";
import { type Keyring, KeyringFailure, type KeyringFailureReason } from "./keyring.js";
import { systemKeyring } from "./system-keyring.js";

/** The options of {@link keyringKey}. */
export interface KeyringKeyOptions {
  /** The name under which a person finds the key in the keyring. @defaultValue `"withings-kit"` */
  readonly service?: string | undefined;
  /** Tells several keys of one service apart, such as the next one from the one before. @defaultValue `"default"` */
  readonly account?: string | undefined;
  /** The key where the keyring's cannot be had, such as `environmentKey(name)` or `keyFile({ path })`. @defaultValue none */
  readonly fallback?: EncryptionKeyInput | undefined;
  /**
   * Told when the fallback is used, and why. What it throws ends the call.
   *
   * @defaultValue `process.emitWarning`, with the type `WithingsWarning`
   */
  readonly onFallback?: ((fallback: KeyringFallback) => void) | undefined;
  /**
   * Milliseconds that the keyring has for one answer. Where a person may have to type a password to unlock it, give them a minute.
   *
   * @defaultValue 3,000
   */
  readonly timeoutMs?: number | undefined;
  /** Another keyring. @defaultValue the operating system's, through the package `@napi-rs/keyring` */
  readonly keyring?: Keyring | undefined;
}

/** What {@link KeyringKeyOptions.onFallback} is told. */
export interface KeyringFallback {
  readonly reason: KeyringFailureReason;
  /** The id of the key that is used in place of the keyring's. */
  readonly keyId: string;
  /** This, and what to do, in words. */
  readonly message: string;
}

/**
 * The key for `encrypted(store, key)` from the operating system's keyring: Keychain on macOS, Credential Manager on Windows, the Secret
 * Service (GNOME Keyring, KWallet) on Linux desktops. It needs the package `@napi-rs/keyring`, 2.1 or later, which your program installs.
 *
 * At the first use it makes a key, puts it there, and reads it back before anything is encrypted with it. In the store it notes that key's
 * id, by compare-and-swap: all processes that start together come to use one key, and none makes another as long as the note is there.
 * When the keyring fails later, the fallback is used only if it has that very key.
 *
 * Each answer of the keyring has a time limit. A keyring that cannot be used, without a fallback that has the right key, gives
 * {@link WithingsStoreError} `key_unavailable`, which says why and what to do.
 *
 * @throws {@link WithingsConfigurationError} when an option cannot be used.
 *
 * @example
 * ```ts
 * const store = encrypted(fileStore(), keyringKey({ fallback: environmentKey("WITHINGS_KIT_KEY") }));
 * ```
 */
export function keyringKey(options: KeyringKeyOptions = {}): EncryptionKeySource {
  const { service = "withings-kit", account = "default", timeoutMs = 3_000, fallback } = options;
  const { keyring = systemKeyring(), onFallback = emitWarning } = options;
  if (!isName(service)) throw unusableOption("service", "a name, such as your program's");
  if (!isName(account)) throw unusableOption("account", "a name");
  if (fallback !== undefined && !isKeyInput(fallback))
    throw unusableOption("fallback", "a key, or a function that gets one, as for encrypted(store, key)");
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31))
    throw unusableOption("timeoutMs", "milliseconds, from 1 to 2147483647");

  const keys = keptKeys({ keyring, service, account, timeoutMs });
  // Names have no line breaks, so no two pairs are the same.
  const source = `keyringKey ${service}\n${account}`;
  const older = new Map<string, EncryptionKey>();
  let announced = "";

  return async (request) => {
    const agreed = await request.agree(source, []);
    try {
      const current = agreed === undefined ? await begin(keys, { source, request }) : await keys.get(agreed);
      const { missing } = request;
      // Where a store was set back, or its note of the key is gone, the keyring still has the key that was used then.
      const key = missing === undefined ? undefined : await keys.find(missing);
      if (key) older.set(key.id, key);
      return { current, previous: [...older.values()] };
    } catch (error) {
      if (!(error instanceof KeyringFailure)) throw error;
      const { reason } = error;
      const list = await useFallback(reason, { fallback, source, request });
      const keyId = list[0].id;
      // Keys are asked for again and again; this is news once.
      if (announced !== reason + keyId) onFallback({ reason, keyId, message: fallbackWords(reason, keyId) });
      announced = reason + keyId;
      return asKeys(list);
    }
  };
}

interface Beginning {
  readonly source: string;
  readonly request: EncryptionKeyRequest;
}

/** Makes the first key, unless somebody else is faster. */
async function begin(keys: KeptKeys, { source, request }: Beginning): Promise<EncryptionKey> {
  const key = await encryptionKey(randomBytes(32));
  await keys.put(key);
  // Only now: whoever finds the agreement must find the key.
  const agreed = await request.agree(source, [key.id]);
  if (agreed === undefined || agreed === key.id) return key;
  // Nothing was encrypted with ours. Where it cannot be removed it lies there unused.
  await keys.remove(key.id).catch(() => undefined);
  return keys.get(agreed);
}

async function useFallback(
  reason: KeyringFailureReason,
  { fallback, source, request }: Beginning & { readonly fallback: EncryptionKeyInput | undefined },
): Promise<KeyList> {
  const agreed = await request.agree(source, []);
  if (fallback === undefined) throw noFallback(reason, agreed);
  const [first, ...others] = await collectKeys(fallback, { ...request, needed: agreed }).catch(
    (error: unknown) => {
      throw WithingsError.isInstance(error) ? failedFallback(reason, { needed: agreed, error }) : error;
    },
  );
  const previous = others.filter((key) => key !== undefined);
  if (!first || previous.length < others.length)
    throw unusableOption("fallback", "a function that gives keys, as for encrypted(store, key)");
  const ids = [first, ...previous].map(({ id }) => id);
  const needed = await request.agree(source, ids);
  if (needed !== undefined && !ids.includes(needed)) throw wrongFallback(reason, { needed, ids });
  return [first, ...previous];
}

function isName(text: unknown): boolean {
  return typeof text === "string" && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(text);
}

function emitWarning({ message }: KeyringFallback): void {
  process.emitWarning(message, "WithingsWarning");
}
