import { describe, expect, test, vi } from "vitest";
import { type Connection, type ConnectionStore, memoryStore } from "withings-kit";
import { failure } from "../support/login.js";
import { scripted, storeError } from "./support/scripted-store.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { createWorld, listed, peopleOf, works } from "./support/world.js";

turnableTime();

/** What an error shows to whoever prints it. */
const shown = (error: unknown): string =>
  JSON.stringify([String(error), (error as Error).stack, error, (error as Error).cause]);

describe("a store of somebody else's that breaks its contract", () => {
  test.each<[string, () => AsyncIterable<never>]>([
    [
      "throws when it is asked",
      () => {
        throw storeError();
      },
    ],
    ["gives nothing to iterate", () => undefined as unknown as AsyncIterable<never>],
  ])("in list (%s) is told without its words", async (_how, list) => {
    const { withings } = createWorld({ store: { ...memoryStore(), list } });
    const error = await failure(listed(withings));
    expect(error).toMatchObject({ name: "WithingsStoreError", code: "store_failed" });
    expect(shown(error)).not.toContain("canary");
  });

  test("by a list that fails when it is left is told without its words", async () => {
    const inner = memoryStore();
    const store: ConnectionStore = {
      ...inner,
      async *list(prefix) {
        try {
          yield* inner.list(prefix);
        } finally {
          await Promise.reject(storeError("EPIPE"));
        }
      },
    };
    const { connected, withings } = createWorld({ store });
    await connected();
    const leave = async (): Promise<void> => {
      for await (const { userID } of withings.connections()) if (userID) break;
    };
    const error = await failure(leave());
    expect(error).toMatchObject({ name: "WithingsStoreError", systemCode: "EPIPE" });
    expect(shown(error)).not.toContain("canary");
  });

  test.each<[string, () => Promise<void>]>([
    ["gives no promise", () => undefined as unknown as Promise<void>],
    ["is missing", undefined as unknown as () => Promise<void>],
    [
      "throws",
      () => {
        throw storeError();
      },
    ],
    ["fails", () => Promise.reject(storeError())],
  ])("by a release that %s costs nobody the new credentials", async (_how, release) => {
    const inner = memoryStore();
    const lease = { release };
    const { connected, sandbox, refreshes } = createWorld({
      store: { ...inner, lease: () => Promise.resolve(lease) },
    });
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    await passing(works(connection));
    expect(refreshes()).toHaveLength(1);
  });
});

describe("an input of fetch that is neither a text nor a URL is refused before anything is sent", () => {
  test.each<[string, () => unknown]>([
    ["undefined", () => undefined],
    ["null", () => null],
    ["a number", () => 42],
    ["an object", () => ({})],
    // Its method, its headers and its body would be lost.
    ["a Request", () => new Request("https://wbsapi.withings.net/v2/user", { method: "POST", body: "x" })],
  ])("%s", async (_what, input) => {
    const { connected, wire } = createWorld();
    const connection = await connected();
    wire.sent.length = 0;
    const error = await failure(connection.fetch(input() as Parameters<Connection["fetch"]>[0]));
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "input" });
    expect(wire.sent).toEqual([]);
  });
});

test.each<[string, object | undefined]>([
  ["without WebCrypto", { getRandomValues: () => 0 }],
  ["without crypto at all", undefined],
])(
  "disconnect deletes what is stored also on a platform %s, and says that the link stays",
  async (_which, value) => {
    const { connected, withings, text } = createWorld();
    const { userID } = await connected();
    const { crypto } = globalThis;
    Object.defineProperty(globalThis, "crypto", { value, configurable: true });
    try {
      const done = await withings.disconnect(userID);
      expect(done).toMatchObject({ revoked: false, deleted: true });
      expect(done.revokeError?.message).toMatch(/WebCrypto/);
    } finally {
      Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    }
    expect(await text(userID)).toBeUndefined();
  },
);

test("a listener that is none is told as the option that it is, before anything is sent", async () => {
  const { program, connect, wire } = createWorld();
  const withings = program({ onEvent: "log" as unknown as () => void });
  expect(await failure(connect({ by: withings }))).toMatchObject({ option: "onEvent" });
  expect(wire.sent).toEqual([]);
});

describe("a store that swaps and deletes nothing, and says each time that somebody else was faster,", () => {
  test("keeps no login and no disconnect waiting for ever", async () => {
    const store = scripted();
    const { connect, connected, withings, text } = createWorld({ store });
    const { userID } = await connected();
    const before = await text(userID);
    const asked: string[] = [];
    store.script = (call, perform) => {
      asked.push(call);
      if (asked.length > 1_000) return new Promise(() => undefined);
      if (call === "compareAndSwap") return Promise.resolve(undefined);
      return call === "delete" ? Promise.resolve(false) : perform();
    };
    expect(await passing(failure(connect()))).toMatchObject({ code: "store_failed" });
    expect(await passing(failure(withings.disconnect(userID)))).toMatchObject({ code: "store_failed" });
    expect(await text(userID)).toBe(before);
    expect(asked.length).toBeLessThan(200);
  });

  test("15 times costs a login nothing", async () => {
    const store = scripted();
    const { connected, record } = createWorld({ store });
    let seen = 0;
    store.script = (call, perform) =>
      call === "compareAndSwap" && ++seen <= 15 ? Promise.resolve(undefined) : perform();
    const { userID } = await connected();
    expect(await record(userID)).toMatchObject({ current: { userID } });
  });
});

test.each([
  { clientAuthentication: "secret", timeoutMs: undefined, ttlMs: 20_000 },
  // A nonce has a time of its own.
  { clientAuthentication: "signature", timeoutMs: undefined, ttlMs: 35_000 },
  { clientAuthentication: "secret", timeoutMs: 1_000, ttlMs: 2_000 },
] as const)("a lease lasts as long as a refresh may take: %j", async ({ ttlMs, ...options }) => {
  const inner = memoryStore();
  const asked: number[] = [];
  const store: ConnectionStore = {
    ...inner,
    lease: (key, lease) => {
      asked.push(lease.ttlMs);
      return inner.lease(key, lease);
    },
  };
  const { connected, sandbox, program } = createWorld({ store });
  const { userID } = await connected();
  sandbox.clock.advance({ hours: 4 });
  await passing(works(await program(options).connection(userID)));
  expect(asked).toEqual([ttlMs]);
});

test("of the tokens that were refused, the newest stay known, and not all for ever", async () => {
  const { connected, sandbox, record, refreshes } = createWorld();
  const connection = await connected();
  for (let login = 0; login < 12; login++) {
    sandbox.clock.advance({ days: 400 });
    await failure(connection.credentials());
    if (login < 11) await connected();
  }
  expect((await record(connection.userID)).refused).toHaveLength(8);
  const sent = refreshes().length;
  expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
  expect(refreshes()).toHaveLength(sent);
});

test("when a refresh has come to its end, no timer is left that would keep the program from ending", async () => {
  const { connected, sandbox } = createWorld();
  const connection = await connected();
  sandbox.clock.advance({ hours: 4 });
  await works(connection);
  expect(vi.getTimerCount()).toBe(0);
  sandbox.clock.advance({ minutes: 177 });
  await connection.credentials();
  await breath(40);
  expect(vi.getTimerCount()).toBe(0);
});

test("somebody else's login for fewer scopes, of which only a spare token is kept, is told as no connection", async () => {
  const { connect, connected, events, sandbox } = createWorld();
  const [, anna = "", ben = ""] = peopleOf(sandbox);
  await connected({ as: { person: ben } });
  await breath();
  events.length = 0;
  await failure(connect({ as: { person: ben }, expectUserID: anna, scope: "user.info" }));
  await breath();
  expect(events.filter(({ type }) => type === "connected")).toEqual([]);
});

test("a record whose refused tokens are no list is unreadable, not a crash", async () => {
  const { connected, store, text } = createWorld();
  const connection = await connected();
  const value = (await text(connection.userID))?.replace('"refused":[]', '"refused":{}') ?? "";
  expect(value).toContain('"refused":{}');
  for await (const { key, generation } of store.list(""))
    await store.compareAndSwap(key, { expected: generation, value });
  expect(await failure(connection.credentials())).toMatchObject({ code: "record_unreadable" });
});
