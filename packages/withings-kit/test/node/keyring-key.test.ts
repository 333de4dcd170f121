import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type ConnectionStore, encrypted, memoryStore, WithingsConfigurationError } from "withings-kit";
import {
  environmentKey,
  type Keyring,
  type KeyringFallback,
  keyFile,
  keyringKey,
  type KeyringKeyOptions,
} from "withings-kit/node";
import { base64, envelopeAt, everythingOf, listed, newKey, put } from "../support/encryption.js";
import { canary, failure } from "../support/login.js";
import { fakeKeyring, hangingKeyring } from "./support/fake-keyring.js";

const place = "https%3A%2F%2Fwbsapi.withings.net/client/363";

function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "wk-key-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What connections in a store are encrypted with, by key id. */
async function idsIn(inner: ConnectionStore): Promise<Set<unknown>> {
  const ids = new Set<unknown>();
  for (const key of (await listed(inner)).keys())
    if (!key.startsWith("withings-kit.")) ids.add((await envelopeAt(inner, key))["keyId"]);
  return ids;
}

describe("keyringKey()", () => {
  test("makes a key at the first use, keeps it in the keyring, and finds it there ever after", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring();
    await put(encrypted(inner, keyringKey({ keyring })), place, "text");
    const [id] = await idsIn(inner);
    expect([...keyring.kept.keys()]).toEqual([`withings-kit default:${String(id)}`]);
    const [secret = ""] = keyring.kept.values();
    expect(Buffer.from(secret, "base64")).toHaveLength(32);
    // Another process.
    const later = encrypted(inner, keyringKey({ keyring }));
    expect((await later.read(place)).value).toBe("text");
    await put(later, place, "next");
    expect(await idsIn(inner)).toEqual(new Set([id]));
    expect(keyring.kept.size).toBe(1);
    expect(keyring.asked).toEqual(["write", "read", "read"]);
    // What is in the keyring is the key, as a person takes it elsewhere.
    expect((await encrypted(inner, secret).read(place)).value).toBe("next");
  });

  test("keeps it under the names that it is given", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring();
    await put(
      encrypted(inner, keyringKey({ keyring, service: "my program", account: "2027" })),
      place,
      "text",
    );
    expect([...keyring.kept.keys()][0]).toMatch(/^my program 2027:[\da-f]{16}$/);
  });

  test("makes a key for each store, and takes no store's key for another's", async () => {
    const keyring = fakeKeyring();
    const stores = [memoryStore(), memoryStore()];
    for (const inner of stores) await put(encrypted(inner, keyringKey({ keyring })), place, "text");
    expect(keyring.kept.size).toBe(2);
    for (const inner of stores)
      expect((await encrypted(inner, keyringKey({ keyring })).read(place)).value).toBe("text");
  });

  test("ends with one key, however many begin at once", async () => {
    const inner = memoryStore();
    const slow = fakeKeyring();
    const keyring: Keyring = {
      read: async (entry) => {
        await pause(Math.random() * 20);
        return slow.read(entry);
      },
      write: async (entry) => {
        await pause(Math.random() * 20);
        await slow.write(entry);
      },
      remove: slow.remove.bind(slow),
    };
    const stores = Array.from({ length: 12 }, () => encrypted(inner, keyringKey({ keyring })));
    await Promise.all(stores.map((store, index) => put(store, `person ${index}`, "text")));
    expect((await idsIn(inner)).size).toBe(1);
    expect(slow.kept.size).toBe(1);
    for (const store of stores)
      expect([...(await listed(store)).values()].map(({ value }) => value)).toEqual(Array(12).fill("text"));
  });

  test("changes its key by another account, while both can be read", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring();
    const before = keyringKey({ keyring });
    await put(encrypted(inner, before), place, "text");
    const after = keyringKey({ keyring, account: "2027" });
    const store = encrypted(inner, { current: after, previous: [before] });
    expect(await store.reencrypt()).toMatchObject({ reencrypted: 1 });
    expect((await encrypted(inner, after).read(place)).value).toBe("text");
  });

  test.each<[string, (secret: string) => string | undefined]>([
    ["nothing", () => undefined],
    ["another key", () => base64(newKey())],
    ["a part of it", (secret) => secret.slice(0, 40)],
    ["something else", () => "password1"],
  ])("encrypts nothing with a key of which the keyring gives back %s", async (_what, lie) => {
    const inner = memoryStore();
    const works = fakeKeyring();
    const keyring = fakeKeyring({
      write: works.write.bind(works),
      read: async (entry) => lie((await works.read(entry)) ?? ""),
    });
    const store = encrypted(inner, keyringKey({ keyring }));
    const error = await failure(put(store, place, "text"));
    expect(error).toMatchObject({
      code: "key_unavailable",
      message: expect.stringContaining("the keyring gave back something else than it was given") as string,
    });
    expect((await listed(inner)).size).toBe(0);
    const [secret = ""] = works.kept.values();
    expect(everythingOf(error)).not.toContain(secret);
  });

  test.each(["read", "write"] as const)("waits for the answer to a %s for its time only", async (method) => {
    let signal: AbortSignal | undefined;
    const keyring = fakeKeyring({
      [method]: (entry: { readonly signal: AbortSignal }) => {
        ({ signal } = entry);
        return new Promise<never>(() => undefined);
      },
    });
    const store = encrypted(memoryStore(), keyringKey({ keyring, timeoutMs: 60 }));
    const start = performance.now();
    expect(await failure(store.read(place))).toMatchObject({
      code: "key_unavailable",
      message: expect.stringContaining("the keyring did not answer in time") as string,
    });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(signal?.aborted).toBe(true);
  });

  test("waits for three seconds, unless it is told otherwise", async () => {
    const store = encrypted(memoryStore(), keyringKey({ keyring: hangingKeyring }));
    const start = performance.now();
    expect(await failure(store.read(place))).toMatchObject({ code: "key_unavailable" });
    expect(performance.now() - start).toBeGreaterThan(2_900);
    expect(performance.now() - start).toBeLessThan(4_500);
  });

  test("uses its key although one that nobody needs cannot be removed again", async () => {
    const inner = memoryStore();
    const keyring = fakeKeyring({ remove: () => Promise.reject(new Error("no")) });
    const stores = Array.from({ length: 4 }, () => encrypted(inner, keyringKey({ keyring })));
    await Promise.all(stores.map((store, index) => put(store, `person ${index}`, "text")));
    expect((await idsIn(inner)).size).toBe(1);
  });

  test("shows nothing of what a keyring says, which may be what it keeps", async () => {
    for (const said of [
      new Error(canary.clientSecret),
      Object.assign(new Error("no"), { code: canary.clientSecret, cause: canary.clientSecret }),
      Object.assign(Object.create(null) as Error, { reason: canary.clientSecret }),
    ]) {
      const keyring = fakeKeyring({
        read: () => {
          throw said;
        },
      });
      const error = await failure(encrypted(memoryStore(), keyringKey({ keyring })).read(place));
      expect(error).toMatchObject({
        code: "key_unavailable",
        message: expect.stringContaining("the keyring failed") as string,
      });
      expect(everythingOf(error)).not.toContain(canary.clientSecret);
    }
  });

  test("hands out a key that shows nothing but its id", async () => {
    const keyring = fakeKeyring();
    let agreed = "";
    const key = await keyringKey({ keyring })({
      agree: (_source, [id = ""]) => Promise.resolve((agreed ||= id) || undefined),
    });
    const [secret = ""] = keyring.kept.values();
    expect(everythingOf(key)).toContain(agreed);
    for (const shown of [secret, Buffer.from(secret, "base64").toString("hex"), "bytes"])
      expect(everythingOf(key)).not.toContain(shown);
  });

  test.each<[string, KeyringKeyOptions]>([
    ["service", { service: "" }],
    ["service", { service: "a\nb" }],
    ["account", { account: "" }],
    ["account", { account: "x".repeat(101) }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: 2 ** 31 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["fallback", { fallback: canary.clientSecret }],
  ])("says at once that the option %s cannot be used", (option, options) => {
    expect(() => keyringKey(options)).toThrow(WithingsConfigurationError);
    expect(() => keyringKey(options)).toThrow(`The option ${option} of keyringKey()`);
    expect(() => keyringKey(options)).not.toThrow(canary.clientSecret);
  });
});

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

test("a store that lost its note of the key, or was set back, finds the key in the keyring nevertheless", async () => {
  const keyring = fakeKeyring();
  const inner = memoryStore();
  await put(encrypted(inner, keyringKey({ keyring })), place, "old");
  for (const [key, { generation: expected }] of await listed(inner))
    if (key.startsWith("withings-kit.")) await inner.delete(key, { expected });
  const store = encrypted(inner, keyringKey({ keyring }));
  await put(store, "new", "new");
  expect((await idsIn(inner)).size).toBe(2);
  for (const again of [store, encrypted(inner, keyringKey({ keyring }))]) {
    expect((await again.read(place)).value).toBe("old");
    expect((await again.read("new")).value).toBe("new");
    expect((await again.read(place)).value).toBe("old");
  }
  expect(await store.reencrypt()).toMatchObject({ reencrypted: 1, unchanged: 1 });
});

describe("a keyring without the key with which the store was begun", () => {
  test.each<[string, Keyring]>([
    ["that was emptied", fakeKeyring()],
    ["of another machine", fakeKeyring()],
  ])("%s is told; no new key is made", async (_which, other) => {
    const inner = memoryStore();
    await put(encrypted(inner, keyringKey({ keyring: fakeKeyring() })), place, "text");
    const [id] = await idsIn(inner);
    const store = encrypted(inner, keyringKey({ keyring: other }));
    const error = await failure(put(store, "new", "text"));
    expect(error).toMatchObject({ code: "key_unavailable" });
    expect(everythingOf(error)).toContain(
      `the key ${String(id)}, with which they are encrypted, cannot be had: the keyring of this user on this machine does not hold it`,
    );
    expect(await idsIn(inner)).toEqual(new Set([id]));
    expect((other as ReturnType<typeof fakeKeyring>).kept.size).toBe(0);
  });

  test("goes on with a new one when the program names another account; the people it cannot read log in again", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, keyringKey({ keyring: fakeKeyring() })), place, "text");
    const store = encrypted(inner, keyringKey({ keyring: fakeKeyring(), account: "after the loss" }));
    expect((await store.read(place)).unreadable).toMatchObject({ code: "decryption_failed" });
    await put(store, place, "logged in again");
    expect((await store.read(place)).value).toBe("logged in again");
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
