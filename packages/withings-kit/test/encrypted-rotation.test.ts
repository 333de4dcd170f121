import { describe, expect, test, vi } from "vitest";
import {
  type ConnectionStore,
  encrypted,
  type EncryptionKeyInput,
  type EncryptionKeySource,
  memoryStore,
  WithingsError,
} from "withings-kit";
import { envelopeAt, listed, newKey, put } from "./support/encryption.js";
import { failure } from "./support/login.js";

const first = { id: "first", bytes: newKey() };
const second = { id: "second", bytes: newKey() };
const third = { id: "third", bytes: newKey() };

describe("a key that is changed", () => {
  test("interrupts nobody: the next key is made known, then used, then the old one goes", async () => {
    const inner = memoryStore();
    // Two programs, each with what it is configured with, restarted one after the other.
    const configured: EncryptionKeyInput[] = [first, first];
    const programs = (): ConnectionStore[] => configured.map((key) => encrypted(inner, key));
    const everybodyWorks = async (): Promise<void> => {
      for (const [index, program] of programs().entries()) {
        for (const entry of (await listed(program)).values()) expect(entry.unreadable).toBe(undefined);
        await put(program, `person ${index}`, `stored by ${index}`);
      }
      for (const program of programs())
        expect([...(await listed(program)).values()].map(({ value }) => value)).toEqual([
          "stored by 0",
          "stored by 1",
        ]);
    };
    await everybodyWorks();
    for (const keys of [
      { current: first, previous: [second] },
      { current: second, previous: [first] },
    ])
      for (const index of configured.keys()) {
        configured[index] = keys;
        await everybodyWorks();
      }
    const [program] = configured.map((key) => encrypted(inner, key));
    await program?.reencrypt();
    for (const index of configured.keys()) {
      configured[index] = second;
      await everybodyWorks();
    }
  });

  test("reaches programs that run, where their key comes from a function", async () => {
    const inner = memoryStore();
    let keys: EncryptionKeyInput = first;
    const source = vi.fn<EncryptionKeySource>(() => keys);
    const running = encrypted(inner, source);
    await put(running, "a", "old");
    keys = { current: second, previous: [first] };
    await put(encrypted(inner, keys), "b", "new");
    // Nobody told it, and yet it can read what another program wrote.
    const readings = await Promise.all([running.read("b"), running.read("a"), running.read("b")]);
    expect(readings.map(({ value }) => value)).toEqual(["new", "old", "new"]);
    expect(source).toHaveBeenCalledTimes(2);
    expect(source.mock.calls[1]?.[0].missing).toBe("second");
    await put(running, "a", "newer");
    expect(await envelopeAt(inner, "a")).toMatchObject({ keyId: "second" });
  });

  test("is not asked for again and again, where something needs a key that nobody has", async () => {
    const inner = memoryStore();
    for (let index = 0; index < 50; index++) await put(encrypted(inner, third), `${index}`, "text");
    const source = vi.fn<EncryptionKeySource>(() => first);
    const store = encrypted(inner, source);
    for (let turn = 0; turn < 3; turn++)
      expect([...(await listed(store)).values()].filter(({ unreadable }) => unreadable)).toHaveLength(50);
    expect(source).toHaveBeenCalledTimes(2);
    // Another key is asked for nevertheless.
    await put(encrypted(inner, second), "new", "text");
    source.mockReturnValue({ current: first, previous: [second] });
    expect((await store.read("new")).value).toBe("text");
    expect(source).toHaveBeenCalledTimes(3);
  });

  test("that cannot be asked for is told, and the keys that are known stay", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, first), "a", "old");
    await put(encrypted(inner, second), "b", "new");
    const source = vi.fn<EncryptionKeySource>(() => first);
    const store = encrypted(inner, source);
    await store.read("a");
    source.mockRejectedValueOnce(new Error("no"));
    expect(await failure(store.read("b"))).toMatchObject({ code: "key_unavailable" });
    expect((await store.read("a")).value).toBe("old");
    source.mockReturnValue({ current: second, previous: [first] });
    expect((await store.read("b")).value).toBe("new");
  });

  test("is not asked for where it cannot change", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, second), "a", "text");
    const store = encrypted(inner, first);
    expect((await store.read("a")).unreadable?.message).toContain(
      "with the key second, and the keys given here are first",
    );
    expect(await store.reencrypt()).toEqual({ reencrypted: 0, unchanged: 0, undecryptable: 1, contended: 0 });
  });
});

describe("reencrypt()", () => {
  test("encrypts what an older key encrypted, and says of how many", async () => {
    const inner = memoryStore();
    for (let index = 0; index < 30; index++) await put(encrypted(inner, first), `old ${index}`, `${index}`);
    await put(encrypted(inner, second), "new", "text");
    await put(encrypted(inner, third), "lost", "text");
    await put(inner, "plain", "text");
    const before = await Promise.all(["new", "lost", "plain"].map((key) => inner.read(key)));
    const store = encrypted(inner, { current: second, previous: [first] });
    expect(await store.reencrypt()).toEqual({
      reencrypted: 30,
      unchanged: 1,
      undecryptable: 2,
      contended: 0,
    });
    expect(await store.reencrypt()).toEqual({
      reencrypted: 0,
      unchanged: 31,
      undecryptable: 2,
      contended: 0,
    });
    expect(await Promise.all(["new", "lost", "plain"].map((key) => inner.read(key)))).toEqual(before);
    const alone = encrypted(inner, second);
    for (let index = 0; index < 30; index++)
      expect((await alone.read(`old ${index}`)).value).toBe(`${index}`);
  });

  test("encrypts a store that was not, once plain texts are accepted", async () => {
    const inner = memoryStore();
    for (let index = 0; index < 5; index++) await put(inner, `${index}`, `{"plain":${index}}`);
    const store = encrypted(inner, first, { plaintext: "accept" });
    expect((await store.read("3")).value).toBe('{"plain":3}');
    expect([...(await listed(store)).values()].every(({ unreadable }) => unreadable === undefined)).toBe(
      true,
    );
    await put(store, "3", '{"plain":33}');
    expect(await store.reencrypt()).toEqual({ reencrypted: 4, unchanged: 1, undecryptable: 0, contended: 0 });
    const strict = encrypted(inner, first);
    expect([...(await listed(strict)).values()].map(({ value }) => value)).toEqual(
      [0, 1, 2, 33, 4].map((index) => `{"plain":${index}}`),
    );
  });

  test("does not take what is damaged for plain, when plain texts are accepted", async () => {
    const inner = memoryStore();
    const store = encrypted(inner, first, { plaintext: "accept" });
    await put(store, "a", "text");
    await put(inner, "a", JSON.stringify({ ...(await envelopeAt(inner, "a")), iv: undefined }));
    expect((await store.read("a")).unreadable?.message).toContain("is damaged");
  });

  test("gets the newest keys first", async () => {
    const inner = memoryStore();
    let keys: EncryptionKeyInput = first;
    const store = encrypted(inner, () => keys);
    await put(store, "a", "text");
    keys = { current: second, previous: [first] };
    expect(await store.reencrypt()).toMatchObject({ reencrypted: 1 });
    expect(await envelopeAt(inner, "a")).toMatchObject({ keyId: "second" });
  });

  test("loses no change that programs make meanwhile", async () => {
    const inner = memoryStore();
    const keys = { current: second, previous: [first] };
    const old = encrypted(inner, { current: first, previous: [second] });
    const people = Array.from({ length: 20 }, (_, index) => `person ${index}`);
    for (const person of people) await put(old, person, "0");
    const changed = new Map<string, number>();
    let isOver = false;
    // Programs of both configurations count up what they find, each as fast as it can.
    const workers = [old, encrypted(inner, keys), old, encrypted(inner, keys)].map(async (store, worker) => {
      for (let turn = worker; !isOver; turn++) {
        const person = people[turn % people.length] ?? "";
        const { generation: expected, value } = await store.read(person);
        const next = { expected, value: String(Number(value) + 1) };
        if ((await store.compareAndSwap(person, next)) !== undefined)
          changed.set(person, (changed.get(person) ?? 0) + 1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const store = encrypted(inner, keys);
    for (let turn = 0; turn < 10; turn++) {
      const counts = await store.reencrypt();
      expect(counts.undecryptable).toBe(0);
      expect(counts.reencrypted + counts.unchanged + counts.contended).toBe(20);
    }
    await vi.waitFor(() => {
      expect(changed.size).toBe(20);
    });
    isOver = true;
    await Promise.all(workers);
    for (const person of people) expect((await store.read(person)).value).toBe(String(changed.get(person)));
  });

  test("says what others changed faster than it could, and what they deleted", async () => {
    const memory = memoryStore();
    const old = encrypted(memory, first);
    await put(old, "busy", "text");
    await put(old, "gone", "text");
    const inner: ConnectionStore = {
      ...memory,
      async *list(prefix) {
        yield* memory.list(prefix);
        await memory.delete("gone", { expected: 2 });
      },
      // Somebody else is always a little faster.
      compareAndSwap: async (key, change) => {
        await put(old, key, "text");
        return memory.compareAndSwap(key, change);
      },
    };
    const store = encrypted(inner, { current: second, previous: [first] });
    expect(await store.reencrypt()).toEqual({ reencrypted: 0, unchanged: 1, undecryptable: 0, contended: 1 });
  });

  test("ends when it is told to, and goes on from there the next time", async () => {
    const memory = memoryStore();
    for (let index = 0; index < 10; index++) await put(encrypted(memory, first), `${index}`, "text");
    const controller = new AbortController();
    let writes = 0;
    const inner: ConnectionStore = {
      ...memory,
      compareAndSwap: (key, change) => {
        if (++writes === 4) controller.abort();
        return memory.compareAndSwap(key, change);
      },
    };
    const store = encrypted(inner, { current: second, previous: [first] });
    const error = await failure(store.reencrypt({ signal: controller.signal }));
    expect(WithingsError.isInstance(error) && error.code).toBe("aborted");
    expect(await store.reencrypt()).toMatchObject({ reencrypted: 6, unchanged: 4 });
  });

  test("fails with the store, and what is done is done", async () => {
    const memory = memoryStore();
    for (let index = 0; index < 3; index++) await put(encrypted(memory, first), `${index}`, "text");
    let writes = 0;
    const inner: ConnectionStore = {
      ...memory,
      compareAndSwap: (key, change) =>
        ++writes === 2 ? Promise.reject(new Error("disk full")) : memory.compareAndSwap(key, change),
    };
    const store = encrypted(inner, { current: second, previous: [first] });
    await expect(store.reencrypt()).rejects.toThrow("disk full");
    expect(await store.reencrypt()).toMatchObject({ reencrypted: 2, unchanged: 1 });
  });
});
