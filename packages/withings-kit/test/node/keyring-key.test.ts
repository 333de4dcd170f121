import { describe, expect, test } from "vitest";
import { encrypted, memoryStore, WithingsConfigurationError } from "withings-kit";
import { type Keyring, keyringKey, type KeyringKeyOptions } from "withings-kit/node";
import { base64, everythingOf, idsIn, listed, newKey, pause, put } from "../support/encryption.js";
import { canary, failure } from "../support/login.js";
import { fakeKeyring, hangingKeyring } from "./support/fake-keyring.js";

const place = "https%3A%2F%2Fwbsapi.withings.net/client/363";

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
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(signal?.aborted).toBe(true);
  });

  test("waits for three seconds, unless it is told otherwise", async () => {
    const store = encrypted(memoryStore(), keyringKey({ keyring: hangingKeyring }));
    const start = performance.now();
    expect(await failure(store.read(place))).toMatchObject({ code: "key_unavailable" });
    expect(performance.now() - start).toBeGreaterThan(2_900);
    expect(performance.now() - start).toBeLessThan(10_000);
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

test("a store that lost its note of the key, or was set back, finds its keys in the keyring nevertheless", async () => {
  const keyring = fakeKeyring();
  const inner = memoryStore();
  for (const name of ["first", "second", "third"]) {
    for (const [key, { generation: expected }] of await listed(inner))
      if (key.startsWith("withings-kit.")) await inner.delete(key, { expected });
    await put(encrypted(inner, keyringKey({ keyring })), name, "text");
  }
  expect((await idsIn(inner)).size).toBe(3);
  const store = encrypted(inner, keyringKey({ keyring }));
  const readAll = async (): Promise<void> => {
    for (const name of ["first", "second", "third"]) expect((await store.read(name)).value).toBe("text");
  };
  await readAll();
  const asked = keyring.asked.length;
  await readAll();
  expect(keyring.asked.length).toBe(asked);
  expect(await store.reencrypt()).toMatchObject({ reencrypted: 2, unchanged: 1 });
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
