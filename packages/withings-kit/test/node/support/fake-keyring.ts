import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Keyring, KeyringEntry } from "withings-kit/node";

/** A keyring in memory, in which a test can look. */
export interface FakeKeyring extends Keyring {
  /** What is kept: the secrets by service and account. */
  readonly kept: Map<string, string>;
  /** What was asked, in order. */
  readonly asked: string[];
}

/** A keyring that works, except for what is given otherwise. */
export function fakeKeyring(otherwise: Partial<Keyring> = {}): FakeKeyring {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const name = ({ service, account }: KeyringEntry): string => `${service} ${account}`;
  const works: Keyring = {
    read: (entry) => Promise.resolve(kept.get(name(entry))),
    write: (entry) => {
      kept.set(name(entry), entry.secret);
      return Promise.resolve();
    },
    remove: (entry) => {
      kept.delete(name(entry));
      return Promise.resolve();
    },
  };
  return {
    kept,
    asked,
    read: (entry) => {
      asked.push("read");
      return (otherwise.read ?? works.read)(entry);
    },
    write: (entry) => {
      asked.push("write");
      return (otherwise.write ?? works.write)(entry);
    },
    remove: (entry) => {
      asked.push("remove");
      return (otherwise.remove ?? works.remove)(entry);
    },
  };
}

/** A keyring that never answers. */
export const hangingKeyring: Keyring = {
  read: () => new Promise(() => undefined),
  write: () => new Promise(() => undefined),
  remove: () => new Promise(() => undefined),
};

/** A keyring in a folder, which several processes share, slow as real ones are. */
export function folderKeyring(folder: string): Keyring {
  const file = ({ service, account }: KeyringEntry): string =>
    join(folder, encodeURIComponent(`${service} ${account}`));
  const slowly = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
  return {
    read: async (entry) => {
      await slowly();
      const found = (await readdir(folder)).map((name) => join(folder, name)).includes(file(entry));
      return found ? await readFile(file(entry), "utf8") : undefined;
    },
    write: async (entry) => {
      await slowly();
      await mkdir(folder, { recursive: true });
      await writeFile(file(entry), entry.secret);
    },
    remove: async (entry) => {
      await slowly();
      await rm(file(entry), { force: true });
    },
  };
}
