import { describe, expect, test, vi } from "vitest";
import {
  encrypted,
  type EncryptionKeyInput,
  type EncryptionKeyRequest,
  type EncryptionKeySource,
  memoryStore,
  WithingsStoreError,
} from "withings-kit";
import { base64, envelopeAt, everythingOf, listed, newKey, pause, put } from "./support/encryption.js";
import { canary, failure } from "./support/login.js";

const place = "https%3A%2F%2Fwbsapi.withings.net/client/363";

describe("a key", () => {
  const bytes = newKey();
  const text = base64(bytes);
  const forms: [string, EncryptionKeyInput][] = [
    ["its bytes", bytes],
    ["a Buffer", Buffer.from(bytes)],
    ["a part of a larger buffer", new Uint8Array([...bytes, 1, 2, 3]).subarray(0, 32)],
    ["base64", text],
    ["base64 without padding", text.replaceAll("=", "")],
    ["base64url", Buffer.from(bytes).toString("base64url")],
    ["hexadecimal", Buffer.from(bytes).toString("hex")],
    [
      "hexadecimal in capitals, on a line of its own",
      ` ${Buffer.from(bytes).toString("hex").toUpperCase()}\n`,
    ],
    ["a function", () => bytes],
    ["a function that takes its time", () => Promise.resolve(text)],
    ["a function that gives a function", () => () => text],
    ["one of several", { current: bytes }],
    ["one of several within several", { current: { current: text, previous: [] }, previous: [newKey()] }],
  ];

  test.each(forms)("may be given as %s", async (_form, key) => {
    const inner = memoryStore();
    await put(encrypted(inner, bytes), place, "text");
    expect(await encrypted(inner, key).read(place)).toEqual({ generation: 1, value: "text" });
    const { keyId } = await envelopeAt(inner, place);
    await put(encrypted(inner, key), place, "next");
    expect(await envelopeAt(inner, place)).toMatchObject({ keyId });
  });

  test("without an id of its own gets one that tells it from others and nothing about it", async () => {
    const ids = new Set<string>();
    for (let turn = 0; turn < 50; turn++) {
      const inner = memoryStore();
      const key = newKey();
      await put(encrypted(inner, key), place, "text");
      const id = String((await envelopeAt(inner, place))["keyId"]);
      expect(id).toMatch(/^[\da-f]{16}$/);
      expect(Buffer.from(key).toString("hex")).not.toContain(id.slice(0, 6));
      ids.add(id);
    }
    expect(ids.size).toBe(50);
  });

  test.each<[string, (bytes: Uint8Array) => EncryptionKeyInput]>([
    ["bytes", (bytes) => bytes],
    ["a key with an id", (bytes) => ({ id: "key", bytes })],
    ["one of several", (bytes) => ({ current: bytes, previous: [newKey()] })],
  ])("may be wiped by whoever gave it as %s, at once", async (_form, give) => {
    const wiped = newKey();
    const later = Uint8Array.from(wiped);
    const copy = Uint8Array.from(wiped);
    const inner = memoryStore();
    const stores = [
      encrypted(inner, give(wiped)),
      encrypted(inner, () => {
        setImmediate(() => later.fill(0));
        return give(later);
      }),
    ];
    wiped.fill(0);
    for (const [index, store] of stores.entries()) await put(store, `${index}`, "text");
    const right = encrypted(inner, give(copy));
    for (const index of stores.keys()) expect((await right.read(`${index}`)).value).toBe("text");
  });
});

describe("several keys", () => {
  const first = { id: "first", bytes: newKey() };
  const second = { id: "second", bytes: newKey() };

  test("decrypt what any of them encrypted; the current one encrypts", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, first), "a", "by the first");
    const store = encrypted(inner, { current: second, previous: [first] });
    expect((await store.read("a")).value).toBe("by the first");
    await put(store, "a", "again");
    expect(await envelopeAt(inner, "a")).toMatchObject({ keyId: "second" });
  });

  test("of one name that are different are refused, since nobody could tell them apart", async () => {
    const store = encrypted(memoryStore(), { current: first, previous: [{ id: "first", bytes: newKey() }] });
    expect(await failure(store.read("a"))).toMatchObject({
      code: "key_unavailable",
      message: expect.stringContaining("Two different keys have the id first") as string,
    });
  });

  test("may hold one twice", async () => {
    const store = encrypted(memoryStore(), { current: first, previous: [second, first] });
    await put(store, "a", "text");
    expect((await store.read("a")).value).toBe("text");
  });
});

describe("a function for the key", () => {
  test("is not called before a key is needed, and once for all that need it", async () => {
    const source = vi.fn<EncryptionKeySource>(async () => {
      await pause(20);
      return newKey();
    });
    const store = encrypted(memoryStore(), source);
    await pause(5);
    expect(source).not.toHaveBeenCalled();
    await Promise.all(Array.from({ length: 20 }, (_, index) => put(store, `${index}`, "text")));
    expect([...(await listed(store)).values()].map(({ value }) => value)).toEqual(Array(20).fill("text"));
    expect(source).toHaveBeenCalledOnce();
    expect(source.mock.calls[0]?.[0].missing).toBe(undefined);
  });

  test("is called even where nothing is stored, so that a key that is missing is known before a login", async () => {
    const store = encrypted(memoryStore(), () => Promise.reject(new Error("no")));
    expect(await failure(store.read(place))).toMatchObject({ code: "key_unavailable" });
  });

  test("that fails is called again at the next need; what was stored stays, and nothing is stored", async () => {
    const inner = memoryStore();
    const key = newKey();
    await put(encrypted(inner, key), place, "text");
    const source = vi
      .fn<EncryptionKeySource>(() => key)
      .mockRejectedValueOnce(new Error(`vault is sealed ${canary.clientSecret}`))
      .mockImplementationOnce(() => {
        throw Object.assign(new Error(canary.clientSecret), { code: canary.clientSecret });
      });
    const store = encrypted(inner, source);
    const errors = [
      await failure(store.read(place)),
      await failure(store.compareAndSwap(place, { expected: 1, value: "new" })),
    ];
    for (const error of errors) {
      expect(error).toBeInstanceOf(WithingsStoreError);
      expect(error).toMatchObject({ code: "key_unavailable" });
      expect(everythingOf(error)).not.toContain(canary.clientSecret);
    }
    expect(await store.read(place)).toEqual({ generation: 1, value: "text" });
    expect(source).toHaveBeenCalledTimes(3);
  });

  test("that fails while many wait fails for all of them, once", async () => {
    const source = vi.fn<EncryptionKeySource>(() => newKey()).mockRejectedValueOnce(new Error("no"));
    const store = encrypted(memoryStore(), source);
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => store.read(place)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
    expect(source).toHaveBeenCalledOnce();
    expect(await store.read(place)).toEqual({ generation: 0, value: undefined });
  });

  test("may say itself what is wrong", async () => {
    const own = new WithingsStoreError("key_unavailable", "The vault is sealed. Unseal it.");
    const store = encrypted(memoryStore(), () => Promise.reject(own));
    expect(await failure(store.read(place))).toBe(own);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a password", canary.clientSecret],
    ["a key that is too short", new Uint8Array(16)],
    ["several of which one is none", { current: newKey(), previous: [undefined] }],
  ])("that gives %s is told what it must give, without what it gave", async (_title, given) => {
    const store = encrypted(memoryStore(), () => given as EncryptionKeyInput);
    const error = await failure(store.read(place));
    expect(error).toMatchObject({
      code: "key_unavailable",
      message: expect.stringContaining("must give 32 random bytes") as string,
    });
    expect(everythingOf(error)).not.toContain(canary.clientSecret);
  });

  test("that takes longer than it is waited for holds nobody's answer back who does not need it", async () => {
    const inner = memoryStore();
    const store = encrypted(inner, () => new Promise(() => undefined));
    expect(await store.delete(place, { expected: 5 })).toBe(false);
    await (await store.lease(place, { ttlMs: 50 }))?.release();
  });
});

describe("EncryptionKeyRequest.agree", () => {
  // What a source is told when a store is first used, for a store that stands already.
  async function requestOf(inner = memoryStore()): Promise<EncryptionKeyRequest> {
    return await new Promise((resolve) => {
      const store = encrypted(inner, (request) => {
        resolve(request);
        return newKey();
      });
      void store.read(place);
    });
  }

  test("lets all who begin at once begin with one key", async () => {
    const inner = memoryStore();
    const requests = await Promise.all(Array.from({ length: 8 }, () => requestOf(inner)));
    const ids = await Promise.all(requests.map(({ agree }, index) => agree("source", [`key-${index}`])));
    expect(new Set(ids).size).toBe(1);
    expect(await requests[0]?.agree("source", [])).toBe(ids[0]);
  });

  test("keeps to it, except where who has the key has made another the current one", async () => {
    const { agree } = await requestOf();
    expect(await agree("source", [])).toBe(undefined);
    expect(await agree("source", ["first"])).toBe("first");
    expect(await agree("source", ["other"])).toBe("first");
    expect(await agree("source", ["first", "second"])).toBe("first");
    expect(await agree("source", ["second", "first"])).toBe("second");
    expect(await agree("source", ["first"])).toBe("second");
    expect(await agree("another source", ["first"])).toBe("first");
  });

  test("stands in the store apart from connections: no list shows it", async () => {
    const inner = memoryStore();
    const { agree } = await requestOf(inner);
    await agree("a source \ud800/?", ["first"]);
    const store = encrypted(inner, newKey());
    await put(store, "a", "text");
    expect([...(await listed(store)).keys()]).toEqual(["a"]);
    expect(await listed(inner)).toHaveProperty("size", 2);
    expect(await store.reencrypt()).toMatchObject({ unchanged: 1, undecryptable: 0 });
  });

  test.each(["", "{}", '{"version":2,"keyId":"a"}', '{"version":1,"keyId":"a b"}', canary.refreshToken])(
    "trusts nothing else in its place: %j",
    async (text) => {
      const inner = memoryStore();
      const { agree } = await requestOf(inner);
      await agree("source", ["first"]);
      const [key = ""] = (await listed(inner)).keys();
      await put(inner, key, text);
      const error = await failure(agree("source", ["first"]));
      expect(error).toMatchObject({ code: "record_unreadable" });
      expect(everythingOf(error)).not.toContain(canary.refreshToken);
    },
  );
});
