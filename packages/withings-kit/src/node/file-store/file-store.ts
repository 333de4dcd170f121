import { resolve } from "node:path";
import type { ConnectionStore, StoreEntry } from "../../connection/store.js";
import { WithingsConfigurationError } from "../../errors.js";
import type { Environment } from "../browser-command.js";
import { defaultDirectory } from "./default-directory.js";
import { type Doing, storeFailure } from "./failures.js";
import { type Newest, newestGeneration, publishGeneration, tidy } from "./generations.js";
import { takeLease } from "./lease.js";
import { type FileStoreWarning, placeWarnings } from "./place-warnings.js";
import { allPlaces, placeOf, type RecordPlace } from "./record-place.js";
import { settledNames } from "./settled-names.js";

/** The options of {@link fileStore}. */
export interface FileStoreOptions {
  /**
   * The folder in which connections are kept. It is made with the first connection, and must belong to this program's user alone. What
   * else is in it is left alone.
   *
   * @defaultValue `withings-kit` where the platform keeps the data of a user's programs: in `$XDG_DATA_HOME`, else `~/.local/share`, on
   * Linux; in `~/Library/Application Support` on macOS; in `%LOCALAPPDATA%` on Windows
   */
  readonly directory?: string | undefined;
  /**
   * Told once, at the first use, when the folder is in a place where this store cannot keep its word, such as on a network file system.
   * What it throws ends the call.
   *
   * @defaultValue `process.emitWarning`, with the type `WithingsWarning`
   */
  readonly onWarning?: ((warning: FileStoreWarning) => void) | undefined;
  /** The environment variables to find the default folder by. @defaultValue `process.env` */
  readonly environment?: Environment | undefined;
  /** The operating system to find the default folder by. @defaultValue `process.platform` */
  readonly platform?: NodeJS.Platform | undefined;
}

// Node works on four files at a time, unless it is told otherwise.
const readTogether = 32;

/**
 * Keeps connections in files, for all programs of one user on one machine. It needs no other package.
 *
 * Each change is a new file that gets its name when all of it is on the disk, and a name is given only once. So of all processes that
 * change a connection at the same time one succeeds, and what was stored outlives a crash, a full disk, and as far as the disk keeps its
 * word a loss of power. The newest file counts: when it is damaged, nobody reads an older one in its place, and the person logs in again.
 *
 * The folder has the mode 0700 and files 0600, whatever the umask. A folder or file that is a symbolic link, belongs to another user or
 * can be reached by others is refused with `store_unsafe`, and the error tells the command that mends it. On Windows there are no such
 * users and modes: there only links are refused, and the folder is as private as the one that it is in, which the default one is.
 *
 * A disk that is full or read-only gives `store_failed` with the system's code and the path. What was stored before stays.
 *
 * It is for a local disk. On network file systems and in folders that are copied to other machines, two machines could both spend a
 * refresh token; it says so through {@link FileStoreOptions.onWarning} where it finds out. Several machines share connections through
 * `withings-kit/postgres`.
 *
 * The tokens stand in the files as they are. `encrypted(fileStore(), key)` keeps them from who can read the disk.
 *
 * `list` gives every connection that can be read before it throws for one that cannot.
 *
 * @throws {@link WithingsConfigurationError} when the directory cannot be a path, or there is none and the user has no home.
 *
 * @example
 * ```ts
 * const withings = createWithings({ clientID, clientSecret, redirectUri, store: fileStore() });
 * ```
 */
export function fileStore(options: FileStoreOptions = {}): ConnectionStore {
  checkNames(options);
  const directory = directoryOf(options);
  const settled = settledNames();
  const warnOnce = warner(directory, options.onWarning ?? emitWarning);

  const read = async (place: RecordPlace): Promise<Newest> => {
    const newest = await newestGeneration(place);
    await settled.settle(place, newest);
    await tidy(newest);
    return newest;
  };
  const publish = async (key: string, change: Change): Promise<number | undefined> => {
    const place = placeOf(key, directory);
    const generation = await publishGeneration(place, change);
    if (generation !== undefined) settled.add(place, generation);
    return generation;
  };
  const told = async <T>(doing: Doing, call: () => Promise<T>): Promise<T> => {
    try {
      await warnOnce();
      return await call();
    } catch (error) {
      throw storeFailure(error, { doing, path: directory });
    }
  };

  return {
    read: (key) =>
      told("read", async () => {
        const { generation, content, unreadable } = await read(placeOf(key, directory));
        return unreadable ? { generation, value: "", unreadable } : { generation, value: content?.value };
      }),
    compareAndSwap: (key, { expected, value }) =>
      told("stored", () => publish(key, { expected, content: { key, value } })),
    delete: (key, { expected }) =>
      told("deleted", async () => (await publish(key, { expected, content: undefined })) !== undefined),
    lease: (key, { ttlMs }) => told("reserved", () => takeLease(placeOf(key, directory), ttlMs)),
    async *list(prefix) {
      const places = await told("listed", () => allPlaces(directory));
      const failures: unknown[] = [];
      for (let from = 0; from < places.length; from += readTogether) {
        const some = places.slice(from, from + readTogether);
        const found = await Promise.allSettled(some.map((place) => told("listed", () => read(place))));
        for (const result of found)
          if (result.status === "rejected") failures.push(result.reason);
          // Under which key something damaged was stored is not known any more.
          else if (result.value.unreadable) failures.push(result.value.unreadable);
          else yield* entry(result.value, prefix);
      }
      // At the end, so that nobody else's connection is out of reach because of it.
      if (failures.length > 0) throw failures[0];
    },
  };
}

type Change = Parameters<typeof publishGeneration>[1];

function entry({ generation, content }: Newest, prefix: string): readonly StoreEntry[] {
  return content?.key.startsWith(prefix) ? [{ ...content, generation }] : [];
}

const names: readonly string[] = ["directory", "onWarning", "environment", "platform"];

// A name that is misspelled would put tokens into the default folder, unnoticed.
function checkNames(options: unknown): void {
  const given = typeof options === "object" && options !== null ? Object.keys(options) : ["..."];
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new WithingsConfigurationError(
    "configuration_invalid",
    unknown === "..."
      ? "fileStore takes an object with options. Name the folder as fileStore({ directory }), or leave the object out for the usual one."
      : `fileStore has no option ${unknown.slice(0, 40)}. There are ${names.join(", ")}.`,
    { option: unknown === "..." ? "directory" : unknown },
  );
}

function directoryOf({
  directory,
  environment = process.env,
  platform = process.platform,
}: FileStoreOptions): string {
  if (directory === undefined) return defaultDirectory({ environment, platform });
  // Whole and without a slash at its end, at which a symbolic link would be followed; and the same whereto the program changes later.
  if (typeof directory === "string" && directory !== "" && !directory.includes("\0"))
    return resolve(directory);
  throw new WithingsConfigurationError(
    "configuration_invalid",
    "The option directory cannot be used. Give the path of a folder, or leave it out for the platform's usual one.",
    { option: "directory" },
  );
}

/** Looks at the folder's place when it is used for the first time. */
function warner(directory: string, onWarning: (warning: FileStoreWarning) => void): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    for (const warning of await placeWarnings(directory)) onWarning(warning);
  };
}

function emitWarning({ message, code }: FileStoreWarning): void {
  process.emitWarning(message, { type: "WithingsWarning", code });
}
