import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ConnectionStore, encrypted, memoryStore, WithingsConfigurationError } from "withings-kit";
import { fileStore, keyFile } from "withings-kit/node";
import { base64, envelopeAt, everythingOf, listed, newKey, put } from "../support/encryption.js";
import { canary, failure } from "../support/login.js";

const isRoot = process.geteuid?.() === 0;

function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "wk-key-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function keyAt(path: string, text = `${base64(newKey())}\n`): string {
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe("keyFile({ path })", () => {
  test("makes a key where there is none, for this user alone, and takes it ever after", async () => {
    const path = join(newFolder(), "deep/er/withings.key");
    const inner = memoryStore();
    const umask = process.umask(0);
    try {
      await put(encrypted(inner, keyFile({ path })), "a", "text");
    } finally {
      process.umask(umask);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, ".."))).toEqual(["withings.key"]);
    const text = readFileSync(path, "utf8");
    expect(Buffer.from(text, "base64")).toHaveLength(32);
    const store = encrypted(inner, keyFile({ path: relative(process.cwd(), path) }));
    expect((await store.read("a")).value).toBe("text");
    expect((await encrypted(inner, text).read("a")).value).toBe("text");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("takes a file that somebody made, with older keys below the newest", async () => {
    const [first, second] = [newKey(), newKey()];
    const inner = memoryStore();
    await put(encrypted(inner, { id: "2026", bytes: first }), "a", "text");
    const path = keyAt(
      join(newFolder(), "key"),
      `${Buffer.from(second).toString("hex")}\n\n2026:${base64(first)}\n`,
    );
    const store = encrypted(inner, keyFile({ path }));
    expect((await store.read("a")).value).toBe("text");
    await put(store, "a", "next");
    expect((await encrypted(inner, second).read("a")).value).toBe("next");
  });

  test("changes its key while programs run, and lets go of the old one", async () => {
    const path = keyAt(join(newFolder(), "key"));
    const old = readFileSync(path, "utf8");
    const inner = memoryStore();
    const running = encrypted(inner, keyFile({ path }));
    await put(running, "a", "text");
    const next = `${base64(newKey())}\n`;
    keyAt(path, next + old);
    await put(encrypted(inner, keyFile({ path })), "b", "text");
    expect((await running.read("b")).value).toBe("text");
    expect(await running.reencrypt()).toMatchObject({ reencrypted: 1, unchanged: 1 });
    keyAt(path, next);
    const later = encrypted(inner, keyFile({ path }));
    for (const key of ["a", "b"]) expect((await later.read(key)).value).toBe("text");
  });

  test("never replaces a lost key: without the file, or with another one in its place, it says so", async () => {
    const path = join(newFolder(), "withings.key");
    const inner = memoryStore();
    await put(encrypted(inner, keyFile({ path })), "a", "text");
    const { keyId } = await envelopeAt(inner, "a");
    const text = readFileSync(path, "utf8");
    rmSync(path);
    const lost = await failure(encrypted(inner, keyFile({ path })).read("a"));
    expect(lost).toMatchObject({ code: "key_unavailable", path });
    expect(everythingOf(lost)).toContain(
      `it is not there, and connections are encrypted with the key ${String(keyId)}`,
    );
    expect(existsSync(path)).toBe(false);
    keyAt(path);
    const other = await failure(put(encrypted(inner, keyFile({ path })), "b", "text"));
    expect(other).toMatchObject({ code: "key_unavailable", path });
    expect(everythingOf(other)).toContain(`held ${String(keyId)}. Put that file back, or add its key`);
    keyAt(path, text);
    expect((await encrypted(inner, keyFile({ path })).read("a")).value).toBe("text");
  });

  test("takes the key that another process makes just then", async () => {
    const path = join(newFolder(), "withings.key");
    const inner = memoryStore();
    let isFirst = true;
    const slow: ConnectionStore = {
      ...inner,
      read: async (key) => {
        // The slow one has seen that there is no file, and asks now whether there is a key.
        if (isFirst && key.startsWith("withings-kit.")) {
          isFirst = false;
          await put(encrypted(inner, keyFile({ path })), "a", "text");
        }
        return inner.read(key);
      },
    };
    const store = encrypted(slow, keyFile({ path }));
    await store.read("b");
    expect(isFirst).toBe(false);
    expect((await store.read("a")).value).toBe("text");
  });

  test("makes no second key on a second machine that uses the same store", async () => {
    const inner = memoryStore();
    const [here, there] = [join(newFolder(), "withings.key"), join(newFolder(), "withings.key")];
    await put(encrypted(inner, keyFile({ path: here })), "a", "text");
    const error = await failure(put(encrypted(inner, keyFile({ path: there })), "b", "text"));
    expect(everythingOf(error)).toContain("from the other machine that uses this store");
    expect(existsSync(there)).toBe(false);
    keyAt(there, readFileSync(here, "utf8"));
    expect((await encrypted(inner, keyFile({ path: there })).read("a")).value).toBe("text");
  });

  test("goes on with a file of another name where the key is lost for good", async () => {
    const folder = newFolder();
    const inner = memoryStore();
    await put(encrypted(inner, keyFile({ path: join(folder, "lost.key") })), "a", "text");
    const store = encrypted(inner, keyFile({ path: join(folder, "next.key") }));
    expect((await store.read("a")).unreadable).toMatchObject({ code: "decryption_failed" });
    await put(store, "a", "logged in again");
    expect((await store.read("a")).value).toBe("logged in again");
  });

  test.each<[string, (path: string) => void, string]>([
    [
      "that others may read",
      (path) => {
        chmodSync(keyAt(path), 0o640);
      },
      "(mode 0640)",
    ],
    [
      "that others may write",
      (path) => {
        chmodSync(keyAt(path), 0o602);
      },
      "(mode 0602)",
    ],
    [
      "that is a symbolic link",
      (path) => {
        symlinkSync(keyAt(`${path}.real`), path);
      },
      "it is a symbolic link",
    ],
    [
      "that is a link to nothing",
      (path) => {
        symlinkSync(`${path}.real`, path);
      },
      "it is a symbolic link",
    ],
    [
      "that is a folder",
      (path) => {
        mkdirSync(path, { mode: 0o700 });
      },
      "it is not a file",
    ],
    ...(isRoot
      ? [
          [
            "of another user",
            (path: string) => {
              chownSync(keyAt(path), 12345, 12345);
            },
            "it belongs to the user 12345, and this program runs as the user 0",
          ] as [string, (path: string) => void, string],
        ]
      : []),
  ])("refuses a file %s, as a file store does", async (_which, make, words) => {
    const path = join(newFolder(), "withings.key");
    make(path);
    const inner = memoryStore();
    const error = await failure(put(encrypted(inner, keyFile({ path })), "a", "text"));
    expect(error).toMatchObject({ code: "store_unsafe", path });
    expect(everythingOf(error)).toContain(words);
    expect((await listed(inner)).size).toBe(0);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["half a key, as after a full disk", base64(newKey()).slice(0, 20)],
    ["a password", canary.clientSecret],
    ["a key and something else", `${base64(newKey())} ${canary.clientSecret}`],
  ])("says what must stand in a file that holds %s, and leaves it", async (_what, text) => {
    const path = keyAt(join(newFolder(), "withings.key"), text);
    const error = await failure(encrypted(memoryStore(), keyFile({ path })).read("a"));
    expect(error).toMatchObject({ code: "key_unavailable", path });
    expect(everythingOf(error)).toContain("It must hold 32 random bytes as base64 or hexadecimal");
    expect(everythingOf(error)).not.toContain(canary.clientSecret);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("says why a file cannot be made", async () => {
    const folder = newFolder();
    const blocked = keyAt(join(folder, "file"));
    const error = await failure(encrypted(memoryStore(), keyFile({ path: join(blocked, "key") })).read("a"));
    expect(error).toMatchObject({ code: "key_unavailable", systemCode: "ENOTDIR" });
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test.each([undefined, "", "a\0b", 5])("says at once that the path %j cannot be used", (path) => {
    expect(() => keyFile({ path: path as string })).toThrow(WithingsConfigurationError);
  });
});

describe.each(["file", "keyring"])("eight processes that begin together, with a key from a %s,", (source) => {
  test("use one key", { timeout: 60_000 }, async () => {
    const folder = newFolder();
    const directory = join(folder, "store");
    const keys = join(folder, source === "file" ? "withings.key" : "keyring");
    if (source === "keyring") mkdirSync(keys);
    const program = fileURLToPath(new URL("./support/key-process.ts", import.meta.url));
    const children = Array.from({ length: 8 }, (_, index) =>
      spawn(process.execPath, [program, source, directory, keys, `person ${index}`], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    onTestFinished(() => {
      for (const child of children) child.kill("SIGKILL");
    });
    const outputs = children.map(linesOf);
    for (const lines of outputs) expect((await lines.next()).value).toBe("ready");
    for (const child of children) child.stdin.write("go\n");
    for (const [index, lines] of outputs.entries()) {
      expect((await lines.next()).value).toBe("done");
      children[index]?.stdin.end();
    }
    const inner = fileStore({ directory, onWarning: () => undefined });
    const ids = new Set<unknown>();
    for (let index = 0; index < 8; index++) ids.add((await envelopeAt(inner, `person ${index}`))["keyId"]);
    expect(ids.size).toBe(1);
    if (source === "file") expect(readdirSync(folder).sort()).toEqual(["store", "withings.key"]);
    else expect(readdirSync(keys)).toHaveLength(1);
  });
});

function linesOf({ stdout }: ChildProcess): AsyncIterator<string> {
  if (!stdout) throw new Error("It was started without a pipe.");
  return createInterface({ input: stdout })[Symbol.asyncIterator]();
}
