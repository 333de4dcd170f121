import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ConnectionStore,
  encrypted,
  type EncryptionKeyInput,
  memoryStore,
  WithingsConfigurationError,
  WithingsStoreError,
} from "withings-kit";
import { storeConformance } from "withings-kit/store-conformance";
import { base64, envelopeAt, everythingOf, listed, newKey, put } from "./support/encryption.js";
import { canary } from "./support/login.js";

const ada = "https%3A%2F%2Fwbsapi.withings.net/client/363";
const ben = "https%3A%2F%2Fwbsapi.withings.net/client/364";
const record = JSON.stringify({ version: 1, refreshToken: canary.refreshToken, note: "käse 🧀" });

describe("encrypted(store, key)", () => {
  for (const { name, run } of storeConformance(() => encrypted(memoryStore(), newKey()), { shared: false }))
    test(`keeps the contract: ${name}`, run);

  test("gives back whatever it was given, under whatever key, with whatever encryption key", async () => {
    const texts = fc.string({
      unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      maxLength: 300,
    });
    const property = fc.asyncProperty(
      texts,
      texts,
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      async (key, value, bytes) => {
        const inner = memoryStore();
        await put(encrypted(inner, bytes), key, value);
        // Another program, which has the same key as text.
        const store = encrypted(inner, base64(bytes));
        expect(await store.read(key)).toEqual({ generation: 1, value });
        expect(await listed(store)).toEqual(new Map([[key, { key, generation: 1, value }]]));
        expect(JSON.parse(String((await inner.read(key)).value))).not.toHaveProperty("value");
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  test("takes a text of a megabyte", async () => {
    const store = encrypted(memoryStore(), newKey());
    const value = "käse 🧀".repeat(150_000);
    await put(store, ada, value);
    expect((await store.read(ada)).value === value).toBe(true);
  });

  test("leaves nothing of a text in the store, and says only which key it needs", async () => {
    const inner = memoryStore();
    const key = newKey();
    await put(encrypted(inner, { id: "2027-01", bytes: key }), ada, record);
    const { value = "" } = await inner.read(ada);
    expect(Object.keys(await envelopeAt(inner, ada))).toEqual(["encrypted", "keyId", "iv", "data"]);
    expect(await envelopeAt(inner, ada)).toMatchObject({ encrypted: 1, keyId: "2027-01" });
    for (const secret of ["canary", "refreshToken", "käse", base64(key), Buffer.from(key).toString("hex")]) {
      expect(value).not.toContain(secret);
      expect(value).not.toContain(base64(Buffer.from(secret)).slice(0, 8));
    }
  });

  test("opens what an earlier version wrote: AES-256-GCM, bound to its place, its key's name and the format", async () => {
    // By WebCrypto alone, as docs/encryption.md describes it.
    const inner = memoryStore();
    const bytes = new Uint8Array(32).map((_, index) => index);
    const iv = new Uint8Array(12).map((_, index) => 100 + index);
    const additionalData = Buffer.from(JSON.stringify(["withings-kit", 1, "first", ada]));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
    const parameters = { name: "AES-GCM", iv, additionalData };
    const data = await crypto.subtle.encrypt(parameters, key, Buffer.from(JSON.stringify(record)));
    const envelope = {
      encrypted: 1,
      keyId: "first",
      iv: base64(iv),
      data: base64(new Uint8Array(data)),
    };
    expect(envelope.iv).toBe("ZGVmZ2hpamtsbW5v");
    expect(envelope.data.slice(0, 24)).toBe("amCCRA+MJO1XDTG0+F9b0R7g");
    await put(inner, ada, JSON.stringify(envelope));
    expect(await encrypted(inner, { id: "first", bytes }).read(ada)).toEqual({
      generation: 1,
      value: record,
    });
  });

  test("never uses an initialization vector twice", async () => {
    const inner = memoryStore();
    const store = encrypted(inner, newKey());
    const seen = new Set<unknown>();
    for (let turn = 0; turn < 2000; turn++) {
      await put(store, ada, record);
      const { iv, data } = await envelopeAt(inner, ada);
      expect(Buffer.from(String(iv), "base64")).toHaveLength(12);
      seen.add(iv);
      seen.add(String(data).slice(0, 24));
    }
    expect(seen.size).toBe(4000);
  });

  test("hands generations, the store's clock, deletes and leases through", async () => {
    const memory = memoryStore();
    const inner: ConnectionStore = {
      ...memory,
      read: async (key) => ({ ...(await memory.read(key)), now: 1_800_000_000_000 }),
    };
    const store = encrypted(inner, newKey());
    expect(await store.read(ada)).toEqual({ generation: 0, value: undefined, now: 1_800_000_000_000 });
    expect(await store.compareAndSwap(ada, { expected: 7, value: record })).toBe(undefined);
    await put(store, ada, record);
    expect(await store.read(ada)).toEqual({ generation: 1, value: record, now: 1_800_000_000_000 });
    const lease = await store.lease(ada, { ttlMs: 1000 });
    expect(await memory.lease(ada, { ttlMs: 1000 })).toBe(undefined);
    await lease?.release();
    expect(await store.delete(ada, { expected: 9 })).toBe(false);
    expect(await store.delete(ada, { expected: 1 })).toBe(true);
    expect(await inner.read(ada)).toMatchObject({ value: undefined });
  });

  test("works with a store whose methods need their object", async () => {
    class Kept {
      readonly #store = memoryStore();
      read(key: string) {
        return this.#store.read(key);
      }
      compareAndSwap(key: string, change: { expected: number; value: string }) {
        return this.#store.compareAndSwap(key, change);
      }
      delete(key: string, change: { expected: number }) {
        return this.#store.delete(key, change);
      }
      list(prefix: string) {
        return this.#store.list(prefix);
      }
      lease(key: string, options: { ttlMs: number }) {
        return this.#store.lease(key, options);
      }
    }
    const store = encrypted(new Kept(), newKey());
    await put(store, ada, record);
    expect((await listed(store)).get(ada)?.value).toBe(record);
    await (await store.lease(ada, { ttlMs: 100 }))?.release();
    expect(await store.delete(ada, { expected: 1 })).toBe(true);
  });

  test("can be put around itself", async () => {
    const inner = memoryStore();
    const store = encrypted(encrypted(inner, newKey()), newKey());
    await put(store, ada, record);
    expect((await store.read(ada)).value).toBe(record);
  });

  test.each<[string, unknown, unknown, unknown]>([
    ["store", undefined, newKey(), {}],
    ["store", { read: () => undefined }, newKey(), {}],
    ["key", memoryStore(), undefined, {}],
    ["key", memoryStore(), "", {}],
    ["key", memoryStore(), canary.refreshToken, {}],
    ["key", memoryStore(), base64(newKey()).slice(0, 40), {}],
    ["key", memoryStore(), newKey().subarray(1), {}],
    ["key", memoryStore(), new Uint16Array(32), {}],
    ["key", memoryStore(), Array.from(newKey()), {}],
    ["key", memoryStore(), { id: "a b", bytes: newKey() }, {}],
    ["key", memoryStore(), { id: "", bytes: newKey() }, {}],
    ["key", memoryStore(), { bytes: newKey() }, {}],
    ["key", memoryStore(), { current: newKey(), previous: [newKey(), "short"] }, {}],
    ["key", memoryStore(), { current: newKey(), previous: newKey() }, {}],
    ["key", memoryStore(), { current: { current: "short" } }, {}],
    ["plaintext", memoryStore(), newKey(), { plaintext: "Accept" }],
    ["plaintext", memoryStore(), newKey(), { plaintext: true }],
  ])("says at once that the option %s cannot be used, and shows no key", (option, store, key, options) => {
    const error = thrown(() =>
      encrypted(store as ConnectionStore, key as EncryptionKeyInput, options as object),
    );
    expect(error).toBeInstanceOf(WithingsConfigurationError);
    expect(error).toMatchObject({ code: "configuration_invalid", option });
    expect(everythingOf(error)).not.toContain(canary.refreshToken);
  });
});

describe("what cannot be decrypted", () => {
  test("is told from what was never stored, by an error that names the missing key; the store stays as it was", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, { id: "old", bytes: newKey() }), ada, record);
    const before = await inner.read(ada);
    const store = encrypted(inner, { id: "new", bytes: newKey() });
    const reading = await store.read(ada);
    expect(reading).toMatchObject({ generation: 1, value: "" });
    expect(reading.unreadable).toBeInstanceOf(WithingsStoreError);
    expect(reading.unreadable).toMatchObject({ code: "decryption_failed" });
    expect(reading.unreadable?.message).toBe(
      "What is stored of a connection could not be decrypted: it was encrypted with the key old, and the keys given here are new. It was left as it is: give that key too, as one of the previous keys, or, where it is lost, let the person log in again.",
    );
    expect(await inner.read(ada)).toEqual(before);
    expect(await store.read(ben)).toEqual({ generation: 0, value: undefined });
  });

  test("can be replaced or deleted on purpose: its generation holds", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, newKey()), ada, record);
    await put(encrypted(inner, newKey()), ben, record);
    const store = encrypted(inner, newKey());
    const { generation: expected } = await store.read(ada);
    expect(await store.compareAndSwap(ada, { expected, value: "new" })).toBe(3);
    expect(await store.read(ada)).toEqual({ generation: 3, value: "new" });
    expect(await store.delete(ben, { expected: (await store.read(ben)).generation })).toBe(true);
  });

  test("hides nothing else when everything is listed", async () => {
    const inner = memoryStore();
    const store = encrypted(inner, newKey());
    await put(store, "a/1", "first");
    await put(encrypted(inner, newKey()), "a/2", record);
    await put(inner, "a/3", record);
    await put(store, "a/4", "last");
    await put(store, "b/1", "elsewhere");
    const found = await listed(store, "a/");
    expect([...found.keys()].sort()).toEqual(["a/1", "a/2", "a/3", "a/4"]);
    expect(found.get("a/1")).toMatchObject({ value: "first" });
    expect(found.get("a/4")).toMatchObject({ value: "last" });
    for (const key of ["a/2", "a/3"])
      expect(found.get(key)).toMatchObject({ value: "", unreadable: { code: "decryption_failed" } });
  });

  test("hides nothing that a store lists before it fails, and stops the store's list when nobody reads on", async () => {
    const inner = memoryStore();
    const key = newKey();
    for (let index = 0; index < 100; index++) await put(encrypted(inner, key), `${index}`, "text");
    let isClosed = false;
    const failing: ConnectionStore = {
      ...inner,
      async *list(prefix) {
        try {
          yield* inner.list(prefix);
          throw new Error("the rest cannot be read");
        } finally {
          isClosed = true;
        }
      },
    };
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { key: place, value } of encrypted(failing, key).list("")) seen.push(place + value);
    })();
    await expect(reading).rejects.toThrow("the rest cannot be read");
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `${index}text`));
    isClosed = false;
    for await (const { value } of encrypted(failing, key).list("")) {
      expect(value).toBe("text");
      break;
    }
    expect(isClosed).toBe(true);
  });

  test("is every byte that somebody changed, wherever it stands", async () => {
    const inner = memoryStore();
    const key = newKey();
    const store = encrypted(inner, key);
    await put(store, ada, record);
    const envelope = await envelopeAt(inner, ada);
    for (const field of ["iv", "data"] as const) {
      const bytes = Buffer.from(String(envelope[field]), "base64");
      for (let index = 0; index < bytes.length; index++) {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
        await replace(inner, ada, { ...envelope, [field]: base64(changed) });
        expect((await store.read(ada)).unreadable?.message).toContain("was altered");
      }
      for (const other of [
        bytes.subarray(1),
        bytes.subarray(0, -1),
        Buffer.concat([bytes, bytes.subarray(0, 1)]),
      ]) {
        await replace(inner, ada, { ...envelope, [field]: base64(other) });
        expect((await store.read(ada)).unreadable?.message).toContain("was altered");
      }
    }
    await replace(inner, ada, envelope);
    expect((await store.read(ada)).value).toBe(record);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["without an initialization vector", { iv: undefined }, "is damaged"],
    ["with an empty one", { iv: "" }, "was altered"],
    ["with one that is no base64", { iv: "#".repeat(16) }, "was altered"],
    ["without data", { data: undefined }, "is damaged"],
    ["with empty data", { data: "" }, "was altered"],
    ["with data that is a list", { data: [1, 2] }, "is damaged"],
    ["without the name of its key", { keyId: undefined }, "is damaged"],
    ["with a name that no key can have", { keyId: "x\u001b[31m" }, "is damaged"],
    ["with the name of a key that is not here", { keyId: "gone" }, "with the key gone, and"],
    ["with the name of another key that is here", { keyId: "other" }, "was altered"],
    ["of a later format", { encrypted: 2 }, "later version of withings-kit (format 2)"],
    ["that says it is not encrypted", { encrypted: false }, "is not encrypted"],
    ["that does not say that it is encrypted", { encrypted: undefined }, "is not encrypted"],
  ])("is a text %s", async (_title, change, words) => {
    const inner = memoryStore();
    const store = encrypted(inner, {
      current: { id: "this", bytes: newKey() },
      previous: [{ id: "other", bytes: newKey() }],
    });
    await put(store, ada, record);
    await replace(inner, ada, { ...(await envelopeAt(inner, ada)), ...change });
    const before = await inner.read(ada);
    const { value, unreadable } = await store.read(ada);
    expect({ value, code: unreadable?.code }).toEqual({ value: "", code: "decryption_failed" });
    expect(unreadable?.message).toContain(words);
    expect(unreadable?.message).not.toContain("\u001b");
    expect(await inner.read(ada)).toEqual(before);
  });

  test.each(["", "null", "[]", "5", '"text"', "{", record])(
    "is %j, which was never encrypted",
    async (text) => {
      const inner = memoryStore();
      await put(inner, ada, text);
      const { value, unreadable } = await encrypted(inner, newKey()).read(ada);
      expect(value).toBe("");
      expect(unreadable?.message).toContain("is not encrypted");
      expect(unreadable?.message).toContain('{ plaintext: "accept" }');
    },
  );

  test("is what stood at another person's place, or in another application's or cloud's", async () => {
    const inner = memoryStore();
    const store = encrypted(inner, newKey());
    await put(store, ada, record);
    const envelope = await envelopeAt(inner, ada);
    for (const place of [
      ben,
      ada.replace("client", "other"),
      ada.replace("withings", "us.withings"),
      "",
      "\ud800",
    ]) {
      await put(inner, place, JSON.stringify(envelope));
      expect((await store.read(place)).unreadable?.message).toContain(
        "moved here from another person or store",
      );
    }
    // In UTF-8 these two were the same.
    await put(store, "\ud800", record);
    await replace(inner, "\udc00", await envelopeAt(inner, "\ud800"));
    expect((await store.read("\udc00")).unreadable?.code).toBe("decryption_failed");
  });

  test("is what another key of the same name encrypted", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, { id: "key", bytes: newKey() }), ada, record);
    const { unreadable } = await encrypted(inner, { id: "key", bytes: newKey() }).read(ada);
    expect(unreadable?.message).toContain("the key given here as key is another one");
  });

  test("shows nothing of what is stored, or of a key", async () => {
    const key = newKey();
    const shown = [base64(key), Buffer.from(key).toString("hex"), String(key), "canary"];
    const inner = memoryStore();
    const store = encrypted(inner, key);
    await put(store, ada, record);
    const { iv, data } = await envelopeAt(inner, ada);
    await put(inner, ben, record);
    await put(
      inner,
      "c",
      JSON.stringify({ encrypted: 1, keyId: "canary", iv: 5, data: canary.refreshToken }),
    );
    await put(encrypted(inner, newKey()), "d", record);
    const errors = [...(await listed(store)).values()].map(({ unreadable }) => unreadable);
    expect(errors.filter((error) => error !== undefined)).toHaveLength(3);
    for (const something of [...errors, store, encrypted])
      for (const secret of [...shown, String(iv), String(data)])
        expect(everythingOf(something)).not.toContain(secret);
  });
});

async function replace(store: ConnectionStore, key: string, envelope: object): Promise<void> {
  await put(store, key, JSON.stringify(envelope));
}

function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("It should have failed.");
}
