import { createSandbox, type Sandbox, visitor } from "withings-sandbox";
import { describe, expect, test } from "vitest";
import {
  type ConnectionStore,
  createWithings,
  encrypted,
  memoryStore,
  type Withings,
  type WithingsCredentials,
} from "withings-kit";
import { everythingOf, listed, newKey, put } from "./support/encryption.js";
import { authorizeAt, failure, redirectUri, scope } from "./support/login.js";

const key = { id: "right", bytes: newKey() };
const wrongKey = { id: "wrong", bytes: newKey() };

function program(sandbox: Sandbox, store: ConnectionStore): Withings {
  const { clientID, clientSecret } = sandbox.application;
  return createWithings({
    clientID,
    clientSecret,
    redirectUri,
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    clock: () => sandbox.clock.now().getTime(),
    store,
  });
}

async function connectedPerson(sandbox: Sandbox, store: ConnectionStore): Promise<string> {
  const webView = visitor({ fetch: sandbox.fetch });
  const connection = await program(sandbox, store).connect({ scope, webView });
  if (!connection) throw new Error("The scripted person did not allow access.");
  return connection.userID;
}

async function theOnly(store: ConnectionStore): Promise<{ readonly key: string; readonly value: string }> {
  for await (const { key, value } of store.list("")) return { key, value };
  throw new Error("Nothing is stored.");
}

describe("connections in an encrypted store", () => {
  test("are stored, refreshed and used by all programs that have the key; no token stands in the store", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, encrypted(inner, key));
    const seen: WithingsCredentials[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const connection = await program(sandbox, encrypted(inner, key)).connection(userID);
      seen.push(await connection.credentials());
      expect((await connection.fetch("/v2/user?action=getdevice")).status).toBe(200);
      sandbox.clock.advance({ hours: 4 });
    }
    expect(new Set(seen.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(3);
    const { value } = await theOnly(inner);
    for (const { withingsAccessToken, withingsRefreshToken } of seen)
      for (const token of [withingsAccessToken, withingsRefreshToken]) expect(value).not.toContain(token);
  });

  test("need the right key: calls say which, listing hides nobody, and nothing is changed", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, encrypted(inner, key));
    const before = await theOnly(inner);
    const withings = program(sandbox, encrypted(inner, wrongKey));
    const error = await failure(withings.connection(userID));
    expect(error).toMatchObject({ code: "decryption_failed", userID });
    expect(everythingOf(error)).toContain("with the key right, and the keys given here are wrong");
    expect(await all(withings.connections())).toMatchObject([
      { userID, status: "unreadable", error: { code: "decryption_failed", userID } },
    ]);
    expect(await theOnly(inner)).toEqual(before);
  });

  test("are not overwritten by credentials that a program brings with it: they may be newer and only lack their key", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const brought = await authorizeAt(sandbox);
    if (!brought) throw new Error("The scripted person did not allow access.");
    await program(sandbox, encrypted(inner, key)).adopt(brought);
    sandbox.clock.advance({ hours: 4 });
    const right = await program(sandbox, encrypted(inner, key)).connection(brought.userID);
    const { withingsAccessToken } = await right.credentials();
    const before = await theOnly(inner);
    for (const store of [encrypted(inner, wrongKey), inner])
      expect(await failure(program(sandbox, store).adopt(brought))).toMatchObject({
        code: "decryption_failed",
      });
    expect(await theOnly(inner)).toEqual(before);
    const again = await program(sandbox, encrypted(inner, key)).adopt(brought);
    expect((await again.credentials()).withingsAccessToken).toBe(withingsAccessToken);
  });

  test("whose key is lost come back when the person logs in again, and go when they are disconnected", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, encrypted(inner, wrongKey));
    expect(await connectedPerson(sandbox, encrypted(inner, key))).toBe(userID);
    const connection = await program(sandbox, encrypted(inner, key)).connection(userID);
    expect((await connection.credentials()).userID).toBe(userID);
    expect(await program(sandbox, encrypted(inner, wrongKey)).disconnect(userID)).toMatchObject({
      deleted: true,
    });
    expect((await listed(inner)).size).toBe(0);
  });

  test("say what is wrong when a program forgot to decrypt", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, encrypted(inner, key));
    const error = await failure(program(sandbox, inner).connection(userID));
    expect(error).toMatchObject({ code: "decryption_failed", userID });
    expect(everythingOf(error)).toContain("use the store as encrypted(store, key)");
  });

  test("that were stored before without encryption go on, once that is accepted", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, inner);
    const error = await failure(program(sandbox, encrypted(inner, key)).connection(userID));
    expect(everythingOf(error)).toContain('encrypted(store, key, { plaintext: "accept" })');
    const store = encrypted(inner, key, { plaintext: "accept" });
    const { withingsAccessToken } = await (await program(sandbox, store).connection(userID)).credentials();
    await store.reencrypt();
    expect((await theOnly(inner)).value).not.toContain(withingsAccessToken);
    const strict = await program(sandbox, encrypted(inner, key)).connection(userID);
    expect((await strict.credentials()).withingsAccessToken).toBe(withingsAccessToken);
  });

  test("are not mixed up by who can write into the store: one person's tokens are no other person's", async () => {
    const sandbox = createSandbox();
    const inner = memoryStore();
    const userID = await connectedPerson(sandbox, encrypted(inner, key));
    const stored = await theOnly(inner);
    const victim = `${userID}0`;
    await put(inner, `${stored.key}0`, stored.value);
    const error = await failure(program(sandbox, encrypted(inner, key)).connection(victim));
    expect(error).toMatchObject({ code: "decryption_failed", userID: victim });
  });

  test("need a key before anybody logs in for nothing", async () => {
    const sandbox = createSandbox();
    const store = encrypted(memoryStore(), () => Promise.reject(new Error("sealed")));
    let opened = 0;
    const webView = {
      open: () => {
        opened++;
        return Promise.resolve({ type: "closed" as const });
      },
    };
    const error = await failure(program(sandbox, store).connect({ scope, webView }));
    expect(error).toMatchObject({ code: "key_unavailable" });
    expect(opened).toBe(0);
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
