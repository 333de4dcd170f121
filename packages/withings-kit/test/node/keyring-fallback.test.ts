import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { encrypted, memoryStore } from "withings-kit";
import { environmentKey, type KeyringFallback, keyFile, keyringKey } from "withings-kit/node";
import { base64, everythingOf, idsIn, newKey, pause, put } from "../support/encryption.js";
import { failure } from "../support/login.js";
import { fakeKeyring, hangingKeyring } from "./support/fake-keyring.js";

const place = "https%3A%2F%2Fwbsapi.withings.net/client/363";

function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "wk-key-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

describe("the fallback of keyringKey()", () => {
  const spare = base64(newKey());
  const fallback = environmentKey("SPARE", { environment: { SPARE: `spare:${spare}` } });
  const broken = fakeKeyring({
    read: () => Promise.reject(new Error("no")),
    write: () => Promise.reject(new Error("no")),
  });

  test("is used where there is no keyring, and announced once", async () => {
    const inner = memoryStore();
    const onFallback = vi.fn<(fallback: KeyringFallback) => void>();
    const key = keyringKey({ keyring: broken, fallback, onFallback });
    for (const store of [encrypted(inner, key), encrypted(inner, key)]) {
      await put(store, place, "text");
      expect((await store.read(place)).value).toBe("text");
    }
    expect(await idsIn(inner)).toEqual(new Set(["spare"]));
    expect(onFallback.mock.calls).toEqual([
      [
        {
          reason: "failed",
          keyId: "spare",
          message:
            "Connections are encrypted with the fallback's key spare, since one in the system's keyring cannot be had: the keyring failed. See whether the system's own program for passwords works.",
        },
      ],
    ]);
  });

  test("is announced as a warning of the process, where nobody else is told", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    onTestFinished(() => void process.off("warning", onWarning));
    await put(encrypted(memoryStore(), keyringKey({ keyring: broken, fallback })), place, "text");
    await pause(10);
    expect(warnings).toMatchObject([
      { name: "WithingsWarning", message: expect.stringContaining("fallback's key spare") as string },
    ]);
  });

  test("may be refused by whoever is told", async () => {
    const onFallback = (): void => {
      throw new Error("not here");
    };
    const store = encrypted(memoryStore(), keyringKey({ keyring: broken, fallback, onFallback }));
    expect(await failure(store.read(place))).toMatchObject({ code: "key_unavailable" });
  });

  test("has no say where the keyring works", async () => {
    const keyring = fakeKeyring();
    const onFallback = vi.fn();
    const never = vi.fn(() => spare);
    await put(encrypted(memoryStore(), keyringKey({ keyring, fallback: never, onFallback })), place, "text");
    expect(onFallback).not.toHaveBeenCalled();
    expect(never).not.toHaveBeenCalled();
  });

  test("never takes the place of a key with which something is encrypted, and never makes one", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring();
    await put(encrypted(inner, keyringKey({ keyring })), place, "text");
    const [id] = await idsIn(inner);
    const before = await inner.read(place);
    const path = join(newFolder(), "withings.key");
    const onFallback = vi.fn();
    for (const [other, words] of [
      [fallback, `The fallback has spare and is not used in its place`],
      [undefined, "Or pass keyringKey({ fallback })"],
    ] as const) {
      const key = keyringKey({
        keyring: hangingKeyring,
        timeoutMs: 20,
        onFallback,
        ...(other && { fallback: other }),
      });
      const store = encrypted(inner, key);
      for (const error of [await failure(store.read(place)), await failure(put(store, "new", "text"))]) {
        expect(error).toMatchObject({ code: "key_unavailable" });
        expect(everythingOf(error)).toContain(`the key ${String(id)}, with which they are encrypted`);
        expect(everythingOf(error)).toContain(words);
      }
    }
    // A key file that is made now has another key, too.
    const withFile = keyringKey({ keyring: broken, fallback: keyFile({ path }), onFallback });
    const error = await failure(encrypted(inner, withFile).read(place));
    expect(error).toMatchObject({ code: "key_unavailable" });
    expect(everythingOf(error)).toContain(`a new one would not hold the key ${String(id)}.`);
    expect(await readdir(join(path, ".."))).toEqual([]);
    expect(onFallback).not.toHaveBeenCalled();
    expect(await inner.read(place)).toEqual(before);
    expect(await idsIn(inner)).toEqual(new Set([id]));
    // And when the keyring works again, all is well.
    expect((await encrypted(inner, keyringKey({ keyring })).read(place)).value).toBe("text");
  });

  test("is used for it where it has that very key", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring();
    await put(encrypted(inner, keyringKey({ keyring })), place, "text");
    const [secret = ""] = keyring.kept.values();
    const onFallback = vi.fn();
    const copied = environmentKey("COPY", { environment: { COPY: `${spare},${secret}` } });
    const store = encrypted(inner, keyringKey({ keyring: broken, fallback: copied, onFallback }));
    expect((await store.read(place)).value).toBe("text");
    expect(onFallback).toHaveBeenCalledOnce();
  });

  test("once it was begun with, stays the key: a keyring that works later makes no second one", async () => {
    const inner = memoryStore();
    const path = join(newFolder(), "withings.key");
    const onFallback = vi.fn<(fallback: KeyringFallback) => void>();
    const options = { fallback: keyFile({ path }), onFallback };
    await put(encrypted(inner, keyringKey({ ...options, keyring: broken })), place, "text");
    const ids = await idsIn(inner);
    const keyring = fakeKeyring();
    const store = encrypted(inner, keyringKey({ ...options, keyring }));
    expect((await store.read(place)).value).toBe("text");
    await put(store, place, "next");
    expect(await idsIn(inner)).toEqual(ids);
    expect(keyring.kept.size).toBe(0);
    expect(onFallback.mock.calls.map(([{ reason }]) => reason)).toEqual(["failed", "key_missing"]);
  });

  test("and a keyring never both begin, however they meet", async () => {
    for (let turn = 0; turn < 20; turn++) {
      const inner = memoryStore();
      const slow = fakeKeyring();
      const keyring = fakeKeyring({
        write: async (entry) => {
          await pause(Math.random() * 6);
          await slow.write(entry);
        },
        read: slow.read.bind(slow),
        remove: slow.remove.bind(slow),
      });
      const late = keyringKey({
        keyring: broken,
        onFallback: () => undefined,
        fallback: async () => {
          await pause(Math.random() * 6);
          return spare;
        },
      });
      await Promise.allSettled([
        put(encrypted(inner, keyringKey({ keyring })), "a", "text"),
        put(encrypted(inner, late), "b", "text"),
      ]);
      expect((await idsIn(inner)).size).toBe(1);
    }
  });

  test("that fails too is told with both reasons", async () => {
    const missing = environmentKey("MISSING", { environment: {} });
    const store = encrypted(memoryStore(), keyringKey({ keyring: broken, fallback: missing }));
    const error = await failure(store.read(place));
    expect(error).toMatchObject({ code: "key_unavailable" });
    expect(everythingOf(error)).toContain("the keyring failed");
    expect(everythingOf(error)).toContain("the environment variable MISSING");
  });

  test("that gives no key is told what it must give", async () => {
    const store = encrypted(memoryStore(), keyringKey({ keyring: broken, fallback: () => "password" }));
    expect(await failure(store.read(place))).toMatchObject({
      code: "configuration_invalid",
      option: "fallback",
    });
  });
});
