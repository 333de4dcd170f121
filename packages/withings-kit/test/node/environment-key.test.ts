import { describe, expect, test, vi } from "vitest";
import { encrypted, memoryStore, WithingsStoreError } from "withings-kit";
import { environmentKey } from "withings-kit/node";
import { base64, envelopeAt, everythingOf, newKey, put } from "../support/encryption.js";
import { canary, failure } from "../support/login.js";

const [first, second] = [newKey(), newKey()];

describe("environmentKey(name)", () => {
  test.each<[string, string]>([
    ["base64", base64(first)],
    ["base64url", Buffer.from(first).toString("base64url")],
    ["hexadecimal, with a line break behind it", `${Buffer.from(first).toString("hex")}\n`],
    ["the first of several", `${base64(first)},${base64(second)}`],
    ["the first of several on lines of their own", `${base64(first)}\n${base64(second)}\n`],
  ])("takes %s", async (_form, text) => {
    const inner = memoryStore();
    await put(encrypted(inner, first), "a", "text");
    const store = encrypted(inner, environmentKey("KEY", { environment: { KEY: text } }));
    expect((await store.read("a")).value).toBe("text");
    await put(store, "b", "text");
    expect((await encrypted(inner, first).read("b")).value).toBe("text");
  });

  test("decrypts with older keys, whatever their ids", async () => {
    const inner = memoryStore();
    await put(encrypted(inner, { id: "2026", bytes: first }), "a", "text");
    const environment = { KEY: ` 2027:${base64(second)}, 2026:${base64(first)} ` };
    const store = encrypted(inner, environmentKey("KEY", { environment }));
    expect((await store.read("a")).value).toBe("text");
    await put(store, "b", "text");
    expect(await envelopeAt(inner, "b")).toMatchObject({ keyId: "2027" });
  });

  test("reads the process's own variables, when a key is needed", async () => {
    const store = encrypted(memoryStore(), environmentKey("WITHINGS_KIT_TEST_KEY"));
    expect(await failure(store.read("a"))).toMatchObject({ code: "key_unavailable" });
    vi.stubEnv("WITHINGS_KIT_TEST_KEY", base64(first));
    expect(await store.read("a")).toEqual({ generation: 0, value: undefined });
    vi.unstubAllEnvs();
  });

  test.each<[string, string | undefined, string]>([
    [
      "is not set",
      undefined,
      "the environment variable KEY with the key is not set. Set it to 32 random bytes",
    ],
    ["is empty", "", "is not set"],
    ["holds nothing but space", " \n", "key 1 in it is not one"],
    ["holds a password", canary.clientSecret, "key 1 in it is not one"],
    ["holds a key that is too short", base64(first).slice(4), "key 1 in it is not one"],
    ["holds a key that is too long", base64(Buffer.concat([first, first])), "key 1 in it is not one"],
    ["holds a second one that is none", `${base64(first)},${canary.clientSecret}`, "key 2 in it is not one"],
    ["holds an id that cannot be one", `a/b:${base64(first)}`, "key 1 in it is not one"],
    ["holds an empty id", `:${base64(first)}`, "key 1 in it is not one"],
  ])("tells what to set when the variable %s, and shows nothing of it", async (_what, KEY, words) => {
    const error = await failure(
      encrypted(memoryStore(), environmentKey("KEY", { environment: { KEY } })).read("a"),
    );
    expect(error).toBeInstanceOf(WithingsStoreError);
    expect(error).toMatchObject({ code: "key_unavailable" });
    expect(everythingOf(error)).toContain(words);
    for (const secret of [canary.clientSecret, base64(first).slice(4, 20)])
      expect(everythingOf(error)).not.toContain(secret);
  });

  test("hands out keys that show nothing but their ids", async () => {
    const source = environmentKey("KEY", { environment: { KEY: `now:${base64(first)},${base64(second)}` } });
    const keys = await source({ agree: () => Promise.resolve(undefined) });
    expect(everythingOf(keys)).toContain("now");
    for (const key of [first, second])
      for (const shown of [base64(key), Buffer.from(key).toString("hex"), String(key)])
        expect(everythingOf([keys, source])).not.toContain(shown);
  });
});
