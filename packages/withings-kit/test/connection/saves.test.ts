import { describe, expect, test } from "vitest";
import { WithingsCredentials, type WithingsError } from "withings-kit";
import { failure } from "../support/login.js";
import { atCall, scripted, type StoreCall, storeError, type StoreScript } from "./support/scripted-store.js";
import { never } from "./support/gate.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { createWorld, works, type WorldOptions } from "./support/world.js";

turnableTime();

const forkPolicies = ["both-live", "first-use-wins", "latest-wins"] as const;

/** A connection whose access token has expired, in a store that can be meddled with. */
async function expired(options: WorldOptions = {}) {
  const store = scripted();
  const world = createWorld({ ...options, store });
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  return { ...world, store, connection };
}

const failing = (): Promise<never> => Promise.reject(storeError("ENOSPC"));
const storingAndFailing = async (perform: () => Promise<unknown>): Promise<never> => {
  await perform();
  throw storeError("ECONNRESET");
};
/** Where the swaps of a refresh are: the intent is the first, the new pair the second. */
const intent = 1;
const pair = 2;

/** Everything from the nth swap on fails. */
const failingFrom = (nth: number): StoreScript => {
  let seen = 0;
  return (call, perform) => (call === "compareAndSwap" && ++seen >= nth ? failing() : perform());
};

describe("a store that fails at the intent", () => {
  test.each([
    ["before it is stored", failing],
    ["after it is stored", storingAndFailing],
  ])("(%s) fails the call, and nothing is sent", async (_when, instead) => {
    const { store, connection, refreshes, record } = await expired();
    const { current } = await record(connection.userID);
    store.script = atCall({ call: "compareAndSwap", nth: intent }, instead);
    const error = (await passing(failure(connection.credentials()))) as WithingsError;
    expect(error).toMatchObject({ name: "WithingsStoreError", code: "store_failed" });
    expect(error.message).toMatch(/could not be stored.*What was stored before is untouched/);
    expect(refreshes()).toEqual([]);
    expect((await record(connection.userID)).current).toEqual(current);
    await passing(works(connection));
    expect(refreshes()).toHaveLength(1);
  });
});

describe("a store that fails at the new pair", () => {
  test.each([
    ["once, before it is stored", atCall({ call: "compareAndSwap", nth: pair }, failing)],
    ["once, after it is stored", atCall({ call: "compareAndSwap", nth: pair }, storingAndFailing)],
  ])("(%s) is tried again, and nobody notices", async (_when, script) => {
    const { store, connection, refreshes, events, record } = await expired();
    store.script = script;
    await passing(connection.credentials());
    expect(refreshes()).toHaveLength(1);
    expect(await record(connection.userID)).not.toHaveProperty("spare");
    await breath(20);
    expect(events.map(({ type }) => type)).toEqual(["connected", "refreshed"]);
  });

  test("for some seconds is waited for", async () => {
    const { store, connection, refreshes } = await expired();
    let left = 3;
    let seen = 0;
    store.script = (call, perform) =>
      call === "compareAndSwap" && ++seen >= pair && left-- > 0 ? failing() : perform();
    await passing(works(connection));
    expect(refreshes()).toHaveLength(1);
  });

  test("for good fails the call and says that the old token stays good; the new pair is never used", async () => {
    const { store, connection, record, wire, refreshes, events } = await expired();
    const { current } = await record(connection.userID);
    store.script = failingFrom(pair);
    const error = (await passing(failure(connection.credentials()))) as WithingsError;
    expect(error).toMatchObject({
      name: "WithingsStoreError",
      code: "store_failed",
      systemCode: "ENOSPC",
      oldRefreshToken: "unknown",
      userID: connection.userID,
    });
    expect(error.message).toMatch(
      /^Withings renewed the credentials of \d+, but they could not be stored and were thrown away unused\. The refresh token that is stored is accepted for 8 hours more: mend the store, then try again\. .*\(ENOSPC\)/,
    );
    await breath(20);
    expect(events.some(({ type }) => type === "refreshed")).toBe(false);
    expect((await record(connection.userID)).current).toEqual(current);
    const lost = refreshes()[0]?.answer?.body?.["access_token"];
    store.script = (_call, perform) => perform();
    await passing(works(connection));
    expect(lost).toEqual(expect.any(String));
    expect(wire.sent.map(({ accessToken }) => accessToken)).not.toContain(lost);
    expect(refreshes().map(({ refreshToken }) => refreshToken)).toEqual(
      Array(2).fill(current.withingsRefreshToken),
    );
  });

  test.each(forkPolicies)("again and again for 7 hours loses nothing (%s)", async (forkPolicy) => {
    const { store, connection, sandbox } = await expired({ forkPolicy });
    for (let hour = 0; hour < 7; hour++) {
      store.script = failingFrom(pair);
      await passing(failure(connection.credentials()));
      sandbox.clock.advance({ hours: 1 });
    }
    store.script = (_call, perform) => perform();
    await passing(works(connection));
  });

  test("in the background is told by an event, and calls go on", async () => {
    const store = scripted();
    const { connected, sandbox, events } = createWorld({ store });
    const connection = await connected();
    await works(connection);
    sandbox.clock.advance({ minutes: 176 });
    store.script = failingFrom(intent);
    const { withingsAccessToken } = await connection.credentials();
    expect(withingsAccessToken).toBeTruthy();
    await breath(20);
    expect(events.at(-1)).toMatchObject({
      type: "refreshDelayed",
      code: "store_failed",
      connection: { userID: connection.userID },
    });
    await works(connection);
  });
});

describe("a store that fails otherwise", () => {
  test("at reading is told, and nothing is sent", async () => {
    const { store, connection, wire } = await expired();
    wire.sent.length = 0;
    for (let nth = 1; nth <= 3; nth++) {
      store.script = atCall({ call: "read", nth }, failing);
      expect(await failure(connection.credentials())).toMatchObject({ code: "store_failed" });
    }
    expect(wire.sent).toEqual([]);
    await passing(works(connection));
  });

  test("at noting that the token works disturbs no call", async () => {
    const { store, connection, record } = await expired();
    await connection.credentials();
    store.script = failingFrom(1);
    await works(connection);
    expect(await record(connection.userID)).toMatchObject({ confirmed: false });
    store.script = (_call, perform) => perform();
    await works(connection);
    expect(await record(connection.userID)).toMatchObject({ confirmed: true });
  });

  test("at noting that a token was refused says so, and the next call notes it", async () => {
    const { store, connection, sandbox, record } = await expired();
    sandbox.clock.advance({ days: 400 });
    store.script = atCall({ call: "compareAndSwap", nth: 2 }, failing);
    expect(await passing(failure(connection.credentials()))).toMatchObject({ code: "store_failed" });
    expect(await passing(failure(connection.credentials()))).toMatchObject({
      code: "reauthorization_required",
    });
    expect((await record(connection.userID)).refused).toHaveLength(1);
  });

  test("because the record is from a later version is told as that, and leaves the record alone", async () => {
    const { store, connection, text, wire } = await expired();
    for await (const { key, value, generation } of store.list(""))
      await store.compareAndSwap(key, {
        expected: generation,
        value: value.replace('"version":1', '"version":2'),
      });
    const before = await text(connection.userID);
    wire.sent.length = 0;
    const error = (await failure(connection.credentials())) as WithingsError;
    expect(error).toMatchObject({ code: "record_unreadable", userID: connection.userID });
    expect(error.message).toContain("Update withings-kit here, too.");
    expect(await text(connection.userID)).toBe(before);
    expect(wire.sent).toEqual([]);
  });

  test("because the record became one of a later version while it was refreshed leaves that alone", async () => {
    const { store, connection, text, wire } = await expired();
    wire.tap = async (sent, send) => {
      if (sent.kind === "refresh")
        for await (const { key, value, generation } of store.list(""))
          await store.compareAndSwap(key, {
            expected: generation,
            value: value.replace('"version":1', '"version":2'),
          });
      return send();
    };
    expect(await passing(failure(connection.credentials()))).toMatchObject({
      code: "record_unreadable",
      oldRefreshToken: "unknown",
    });
    expect(await text(connection.userID)).toContain('"version":2');
  });
});

describe("a lease only saves requests: a store", () => {
  test.each<[string, StoreScript]>([
    ["whose lease throws", (call, perform) => (call === "lease" ? failing() : perform())],
    [
      "that gives every caller a lease",
      (call, perform) =>
        call === "lease" ? Promise.resolve({ release: () => Promise.resolve() }) : perform(),
    ],
    ["whose release throws", (call, perform) => (call === "release" ? failing() : perform())],
    ["that never gives a lease", (call, perform) => (call === "lease" ? Promise.resolve() : perform())],
  ])("%s still renews, for one program and for several", async (_what, script) => {
    const { store, connection, program, sandbox } = await expired();
    store.script = script;
    await passing(works(connection));
    sandbox.clock.advance({ hours: 4 });
    const others = await Promise.all(
      Array.from({ length: 4 }, () => program().connection(connection.userID)),
    );
    const given = await passing(Promise.all(others.map((other) => other.credentials())));
    expect(new Set(given.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(1);
    for (const other of [connection, ...others]) await passing(works(other));
  });

  test("that gave its lease to somebody who died gives it again when its time is over", async () => {
    const { connection, program, wire, refreshes } = await expired();
    const started = performance.now();
    wire.tap = () => new Promise(() => undefined);
    const dead = program({ waitMs: 0, timeoutMs: 15_000 });
    void (await dead.connection(connection.userID)).credentials().catch(() => undefined);
    await breath(20);
    wire.tap = (_sent, send) => send();
    await passing(works(connection));
    expect(refreshes()).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(21_000);
  });

  test("that never gives one again is waited for no longer than a lease lasts", async () => {
    const { store, connection } = await expired();
    store.script = (call, perform) => (call === "lease" ? Promise.resolve() : perform());
    const started = performance.now();
    await passing(works(connection));
    expect(performance.now() - started).toBeLessThan(7_000);
  });

  test("whose lease somebody has tells callers who cannot wait that it is under way", async () => {
    const { store, connection, program } = await expired();
    store.script = (call, perform) => (call === "lease" ? Promise.resolve() : perform());
    const impatient = await program({ waitMs: 0 }).connection(connection.userID);
    const error = (await failure(impatient.credentials())) as WithingsError;
    expect(error).toMatchObject({ code: "refresh_delayed", waitSeconds: 1 });
    expect(error.message).toContain("is under way elsewhere and takes long");
  });
});

describe("a swap that is lost", () => {
  test.each([1, 2, 3])("to somebody who changed something else is done again (swap %i)", async (nth) => {
    const { store, connection, record } = await expired();
    store.script = atCall({ call: "compareAndSwap", nth }, async (perform) => {
      // The same record, but a generation later.
      for await (const { key, value, generation } of store.list(""))
        await store.compareAndSwap(key, { expected: generation, value });
      return perform();
    });
    await passing(works(connection));
    await passing(works(connection));
    expect(await record(connection.userID)).toMatchObject({ confirmed: true });
  });

  test("for each call of a store, again and again, ends with an error in time", async () => {
    for (const from of [intent, pair]) {
      const { store, connection, program, refreshes } = await expired();
      let seen = 0;
      store.script = (call, perform) =>
        call === "compareAndSwap" && ++seen >= from ? Promise.resolve(undefined) : perform();
      const started = performance.now();
      const error = await passing(failure(connection.credentials()));
      expect(error).toMatchObject({ code: from === intent ? "refresh_delayed" : "store_failed" });
      expect(performance.now() - started).toBeLessThan(32_000);
      expect(refreshes().length).toBeLessThanOrEqual(1);
      const impatient = await program({ waitMs: 0 }).connection(connection.userID);
      expect(await passing(failure(impatient.credentials()))).toMatchObject({
        code: /refresh_delayed|store_failed/,
      });
    }
  });
});

test.each<StoreCall>(["read", "lease", "compareAndSwap", "release"])(
  "a store whose %s takes 3 seconds each time only costs time",
  async (slow) => {
    const { store, connection, program, refreshes } = await expired();
    store.script = async (call, perform) => {
      if (call === slow) await elapse(3_000);
      return perform();
    };
    const other = await program().connection(connection.userID);
    const [one, two] = await passing(Promise.all([connection.credentials(), other.credentials()]));
    expect(one.withingsAccessToken).toBe(two.withingsAccessToken);
    expect(refreshes()).toHaveLength(1);
  },
);

describe("a store that never answers", () => {
  test.each<StoreCall>(["read", "compareAndSwap", "lease", "release"])(
    "(%s) keeps nobody waiting forever, and nothing is lost",
    async (hanging) => {
      const { store, connection } = await expired();
      store.script = atCall({ call: hanging }, never);
      const outcome = await passing(connection.credentials().catch((error: unknown) => error));
      // Only requests are saved by a lease.
      if (hanging === "lease" || hanging === "release") expect(outcome).toBeInstanceOf(WithingsCredentials);
      else
        expect(outcome).toMatchObject({
          code: "store_failed",
          systemCode: "ETIMEDOUT",
          message: expect.stringContaining("Check the store") as string,
        });
      await passing(works(connection));
    },
  );
});
