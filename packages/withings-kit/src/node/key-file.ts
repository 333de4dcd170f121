import { randomBytes } from "node:crypto";
import { link, open, unlink } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { encryptionKey } from "../connection/encrypted/key-bytes.js";
import type { EncryptionKeyRequest, EncryptionKeySource } from "../connection/encrypted/key.js";
import { WithingsConfigurationError, WithingsStoreError } from "../errors.js";
import { readOnly, sharedAccess } from "./file-access.js";
import { systemCode } from "./file-store/failures.js";
import { makeFolder, syncFolder } from "./file-store/folders.js";
import { asKeys, type KeyList, keyListForm, readKeyList } from "./key-list.js";

/** The options of {@link keyFile}. */
export interface KeyFileOptions {
  /** The file. Keep it where it is not backed up together with the store: who has both has everything. */
  readonly path: string;
}

/**
 * The key for `encrypted(store, key)` from a file: 32 random bytes as base64 or hexadecimal, below them older keys. Where there is no file
 * it is made, with a new key and readable by this user alone; of several processes that start together one makes it. With what is stored
 * already under a key of a file of this name, none is made: a lost key is told, not replaced.
 *
 * Fails with {@link WithingsStoreError} `key_unavailable`, or `store_unsafe` when the file is a symbolic link, belongs to another user or
 * can be reached by others. On Windows, which has no such users and modes, the file is as private as its folder.
 *
 * @throws {@link WithingsConfigurationError} when the path cannot be one.
 */
export function keyFile({ path: given }: KeyFileOptions): EncryptionKeySource {
  if (typeof given !== "string" || given === "" || given.includes("\0"))
    throw new WithingsConfigurationError(
      "configuration_invalid",
      "The option path of keyFile({ path }) is missing or cannot be used. Give the path of the file that holds the key, or is to.",
      { option: "path" },
    );
  const path = resolve(given);
  const name = `keyFile ${basename(path)}`;
  return async (request) => {
    try {
      const keys = (await readKeyFile(path)) ?? (await firstKey(path, { name, request }));
      const ids = keys.map(({ id }) => id);
      const agreed = await request.agree(name, ids);
      if (agreed === undefined || ids.includes(agreed)) return asKeys(keys);
      throw unavailable(
        path,
        `it holds ${ids.join(", ")}, and the key file of this name with which connections were encrypted held ${agreed}. Put that file back, or add its key. ${isLost}`,
      );
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      throw unavailable(path, `the system refused (${code}). ${next[code] ?? "Check the file"}`, code);
    }
  };
}

const isLost =
  "Where it is lost, name another file: its key encrypts what is stored from then on, and the people whose connections cannot be decrypted log in again";

const next: Readonly<Record<string, string>> = {
  EACCES: "See that this program's user owns the file and may reach its folder",
  EPERM: "See that this program's user owns the file and may reach its folder",
  EROFS: "Make the file elsewhere and bring it here",
  ENOSPC: "Make space on the disk",
};

async function firstKey(
  path: string,
  { name, request }: { readonly name: string; readonly request: EncryptionKeyRequest },
): Promise<KeyList> {
  if (request.needed !== undefined)
    throw unavailable(path, `it is not there, and a new one would not hold the key ${request.needed}`);
  const agreed = await request.agree(name, []);
  if (agreed !== undefined) {
    // Another process may have made it since we looked: it makes the file first, then the agreement.
    const keys = await readKeyFile(path);
    if (keys) return keys;
    throw unavailable(
      path,
      `it is not there, and connections are encrypted with the key ${agreed} of a file of this name. Put it back, from a backup or from the other machine that uses this store. ${isLost}`,
    );
  }
  const key = await encryptionKey(randomBytes(32));
  await createKeyFile(path, key.bytes);
  // Also where somebody else was faster: theirs counts.
  const keys = await readKeyFile(path);
  if (keys) return keys;
  throw unavailable(path, "somebody removed it when it had just been made. Try again");
}

/** Makes the file in one step with its whole content, unless it is there. */
async function createKeyFile(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = `${path}.${randomBytes(9).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    try {
      // The umask may have taken something away.
      await file.chmod(0o600);
      await file.writeFile(`${Buffer.from(bytes).toString("base64")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  } finally {
    await unlink(temporary);
  }
  await syncFolder(folder);
}

/** Reads the keys of a file of this user alone. `undefined`: there is no file. */
async function readKeyFile(path: string): Promise<KeyList | undefined> {
  let file;
  try {
    file = await open(path, readOnly);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return undefined;
    // What systems say of a symbolic link that they were told not to follow.
    if (code === "ELOOP" || code === "EMLINK")
      throw unsafe(path, "it is a symbolic link. Name the file itself");
    throw error;
  }
  try {
    // Of what is open, not of what its name leads to: that could be another one a moment later.
    const stats = await file.stat();
    if (!stats.isFile()) throw unsafe(path, "it is not a file. Name another path");
    const shared = sharedAccess(stats);
    if (shared?.type === "foreign")
      throw unsafe(
        path,
        `it belongs to the user ${shared.uid}, and this program runs as the user ${shared.mine}. Make it that user's`,
      );
    if (shared)
      throw unsafe(
        path,
        `other users of this machine have access to it (mode ${shared.mode.toString(8).padStart(4, "0")}). If none of them can have read it, end that with chmod 600; else change the key`,
      );
    const keys = await readKeyList(await file.readFile("utf8"));
    if (typeof keys !== "number") return keys;
    throw unavailable(path, `what stands in it as key ${keys} is not one. It must hold ${keyListForm}`);
  } finally {
    await file.close();
  }
}

function unsafe(path: string, why: string): WithingsStoreError {
  return new WithingsStoreError("store_unsafe", `The key file ${path} is not used: ${why}.`, { path });
}

function unavailable(path: string, why: string, code?: string): WithingsStoreError {
  return new WithingsStoreError(
    "key_unavailable",
    `Connections cannot be decrypted or stored: the key file ${path} cannot be used: ${why}.`,
    { path, ...(code !== undefined && { systemCode: code }) },
  );
}
