import { type ConnectionStore, memoryStore } from "withings-kit";
import { storeLinks } from "withings-kit/server";
import { expect, test } from "vitest";

test("a link leads both ways, until it is ended", async () => {
  const links = storeLinks(memoryStore());
  expect(await links.link("ada", "363")).toBe(true);
  expect([await links.userIDOf("ada"), await links.userOf("363")]).toEqual(["363", "ada"]);
  expect(await links.link("ada", "363")).toBe(true);
  expect(await links.unlink("ada")).toBe("363");
  expect([await links.userIDOf("ada"), await links.userOf("363")]).toEqual([undefined, undefined]);
  expect(await links.unlink("ada")).toBeUndefined();
});

test("one account is for one user, and one user has one account", async () => {
  const links = storeLinks(memoryStore());
  await links.link("ada", "363");
  expect([await links.link("bob", "363"), await links.link("ada", "364")]).toEqual([false, false]);
  expect([await links.userIDOf("ada"), await links.userOf("363")]).toEqual(["363", "ada"]);
  expect([await links.userIDOf("bob"), await links.userOf("364")]).toEqual([undefined, undefined]);
  // What was refused left nothing behind.
  expect(await links.link("bob", "364")).toBe(true);
});

test.each(["a/b", "ä 雪 🎿", "%2F", "..", "user/ada", "__proto__", "x".repeat(255)])(
  "any text is a user's id, such as %j",
  async (user) => {
    const links = storeLinks(memoryStore());
    await links.link(user, "363");
    expect([await links.userIDOf(user), await links.userOf("363")]).toEqual(["363", user]);
  },
);

test("applications that share a store do not share links", async () => {
  const store = memoryStore();
  const [one, two] = [storeLinks(store, { name: "one" }), storeLinks(store, { name: "two/user" })];
  await one.link("ada", "363");
  expect(await two.userOf("363")).toBeUndefined();
  expect(await two.link("bob", "363")).toBe(true);
});

/** A store that gives everybody else a turn before each of its answers. */
function slow(store: ConnectionStore): ConnectionStore {
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  return {
    ...store,
    read: async (key) => {
      await turn();
      return store.read(key);
    },
    compareAndSwap: async (key, change) => {
      await turn();
      return store.compareAndSwap(key, change);
    },
  };
}

test("of ten users who claim one account at once one has it at the most, and who was told so has it", async () => {
  for (let round = 0; round < 20; round++) {
    const links = storeLinks(slow(memoryStore()));
    const users = Array.from({ length: 10 }, (_, at) => `user-${at}`);
    const won = await Promise.all(
      users.map(async (user) => ((await links.link(user, "363")) ? user : undefined)),
    );
    const owner = await links.userOf("363");
    const holders = [];
    for (const user of users) if ((await links.userIDOf(user)) !== undefined) holders.push(user);
    expect(won.filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(holders).toEqual(owner === undefined ? [] : [owner]);
    if (owner === undefined) expect(won.filter(Boolean)).toEqual([]);
  }
});

test("what cannot be read may be somebody's, so nobody else gets it", async () => {
  const store = memoryStore();
  await storeLinks(store).link("ada", "363");
  const unreadable = Object.assign(new Error("It cannot be decrypted."), {
    name: "WithingsStoreError",
    code: "decryption_failed",
  });
  const locked: ConnectionStore = {
    ...store,
    read: async (key) => ({ ...(await store.read(key)), value: "", unreadable: unreadable as never }),
  };
  await expect(storeLinks(locked).link("bob", "363")).rejects.toThrow("It cannot be decrypted.");
  expect(await storeLinks(store).userOf("363")).toBe("ada");
});

test("a store that fails is told as such, without its words", async () => {
  const store: ConnectionStore = {
    ...memoryStore(),
    read: () => Promise.reject(new Error("canary-row-content")),
  };
  const error = await storeLinks(store)
    .userIDOf("ada")
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "store_failed" });
  expect(String(error)).not.toContain("canary");
});

test("a store on which somebody else always is first is given up", async () => {
  const store: ConnectionStore = { ...memoryStore(), compareAndSwap: () => Promise.resolve(undefined) };
  await expect(storeLinks(store).link("ada", "363")).rejects.toMatchObject({ code: "store_failed" });
});
