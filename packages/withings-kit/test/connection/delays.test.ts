import { describe, expect, test } from "vitest";
import type { WithingsError } from "withings-kit";
import { failure } from "../support/login.js";
import { atCall, scripted } from "./support/scripted-store.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError, type Sent, type Tap } from "./support/wire.js";
import { createWorld, works, type WorldOptions } from "./support/world.js";

turnableTime();

/** A connection whose access token has expired, and the times of its refresh requests. */
async function expired(options: WorldOptions = {}) {
  const world = createWorld(options);
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  const times: number[] = [];
  const timed =
    (tap: Tap): Tap =>
    (sent, send) => {
      if (sent.kind === "refresh") times.push(performance.now());
      return tap(sent, send);
    };
  return {
    ...world,
    connection,
    times,
    /** What happens to refreshes from now on. */
    refreshing: (tap: Tap) => {
      world.wire.tap = timed((sent, send) => (sent.kind === "refresh" ? tap(sent, send) : send()));
    },
    gaps: () => times.slice(1).map((time, index) => time - (times[index] ?? 0)),
  };
}

const refusedConnection: Tap = () => Promise.reject(networkError("ECONNREFUSED"));
const tooOften =
  (waitSeconds?: number): Tap =>
  () =>
    Promise.resolve(
      answer({
        status: 601,
        body: waitSeconds === undefined ? {} : { wait_seconds: waitSeconds },
        error: "Same arguments in less than 10 seconds",
      }),
    );
const slowly =
  (seconds: number, tap: Tap): Tap =>
  async (sent, send) => {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return tap(sent, send);
  };

describe("while Withings cannot be reached", () => {
  test("callers who wait try again, later and later, up to half a minute", async () => {
    const { program, connection, refreshing, gaps } = await expired();
    refreshing(refusedConnection);
    const patient = await program({ waitMs: 200_000 }).connection(connection.userID);
    await passing(failure(patient.credentials()));
    const waits = gaps();
    const longest = [1, 2, 4, 8, 16, 30, 30, 30];
    for (const [index, longestSeconds] of longest.slice(0, waits.length).entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(longestSeconds * 500);
      expect(waits[index]).toBeLessThanOrEqual(longestSeconds * 1000 + 50);
    }
    expect(waits.length).toBeGreaterThan(6);
  });

  test("all programs wait together: the time is in the store", async () => {
    const { program, connection, refreshing, refreshes } = await expired();
    refreshing(refusedConnection);
    const none = { waitMs: 0 };
    const one = await program(none).connection(connection.userID);
    const other = await program(none).connection(connection.userID);
    expect(await failure(one.credentials())).toMatchObject({ code: "network_failed" });
    for (const each of [one, other, await program(none).connection(connection.userID)]) {
      const error = (await failure(each.credentials())) as WithingsError;
      expect(error).toMatchObject({
        name: "WithingsConnectionError",
        code: "refresh_delayed",
        waitSeconds: 1,
        userID: connection.userID,
      });
      expect(error.message).toBe(
        `The credentials of ${connection.userID} must be renewed, which failed (network_failed). Nothing is lost: try again in a second.`,
      );
    }
    expect(refreshes()).toHaveLength(1);
  });

  test("a program whose turn comes after another's failure waits, too", async () => {
    const store = scripted();
    const { program, connection, refreshing, refreshes } = await expired({ store });
    const other = await program({ waitMs: 0 }).connection(connection.userID);
    refreshing(refusedConnection);
    store.script = atCall({ call: "lease" }, async (perform) => {
      await failure(other.credentials());
      return perform();
    });
    const impatient = await program({ waitMs: 0 }).connection(connection.userID);
    expect(await failure(impatient.credentials())).toMatchObject({ code: "refresh_delayed" });
    expect(refreshes()).toHaveLength(1);
  });

  test("20 callers in 4 programs send no more than one does", async () => {
    const { program, connection, refreshing, gaps, sandbox } = await expired();
    // Whatever chance makes of the waits, one ends within 30 seconds and after these.
    const back = performance.now() + 10_000;
    refreshing((_sent, send) => (performance.now() < back ? refusedConnection(_sent, send) : send()));
    const programs = await Promise.all(
      Array.from({ length: 4 }, () => program().connection(connection.userID)),
    );
    const calls = Array.from({ length: 5 }, () => programs.map((each) => each.credentials())).flat();
    const given = await passing(Promise.all(calls));
    expect(new Set(given.map((each) => each.withingsAccessToken)).size).toBe(1);
    expect(given[0]?.isExpired(sandbox.clock.now())).toBe(false);
    expect(gaps().length).toBeLessThanOrEqual(6);
    expect(Math.min(...gaps())).toBeGreaterThanOrEqual(500);
  });

  test("a request that takes its whole time before it fails is not sent again at once", async () => {
    const { connection, refreshing, gaps } = await expired();
    // 15 seconds until it is given up, and then the wait.
    refreshing(() => new Promise(() => undefined));
    await passing(failure(connection.credentials()));
    expect(gaps().length).toBeGreaterThanOrEqual(1);
    for (const gap of gaps()) expect(gap).toBeGreaterThanOrEqual(15_500);
  });

  test("the failures are forgotten with the first success", async () => {
    const { connection, refreshing, gaps, times, sandbox, program } = await expired();
    const back = performance.now() + 10_000;
    const flaky: Tap = (sent, send) => (performance.now() < back ? refusedConnection(sent, send) : send());
    refreshing(flaky);
    await passing(works(connection));
    expect(gaps().length).toBeGreaterThan(2);
    sandbox.clock.advance({ hours: 4 });
    times.length = 0;
    refreshing(refusedConnection);
    await passing(failure((await program({ waitMs: 2_000 }).connection(connection.userID)).credentials()));
    expect(gaps()[0]).toBeLessThanOrEqual(1_050);
  });
});

test.each<[string, () => Response]>([
  ["an answer without tokens", () => answer({ status: 0, body: {} })],
  ["an error of Withings", () => answer({ status: 2556, body: {} })],
  ["a page", () => answer("<html>")],
])("after %s, of which nobody knows what it means, callers who wait try again", async (_what, spoilt) => {
  const { connection, refreshing, gaps } = await expired();
  let left = 2;
  refreshing(async (_sent, send) => {
    const response = await send();
    return left-- > 0 ? spoilt() : response;
  });
  await passing(works(connection));
  expect(gaps()).toHaveLength(2);
});

describe("when Withings answers 601", () => {
  test("with wait_seconds, exactly that long is waited, by everybody", async () => {
    const { program, connection, refreshing, refreshes, events, gaps } = await expired();
    let left = 1;
    refreshing((sent, send) => (left-- > 0 ? tooOften(12)(sent, send) : send()));
    const other = await program().connection(connection.userID);
    const given = await passing(Promise.all([connection.credentials(), other.credentials()]));
    expect(given[0].withingsAccessToken).toBe(given[1].withingsAccessToken);
    expect(refreshes()).toHaveLength(2);
    expect(gaps()[0]).toBeGreaterThanOrEqual(12_000);
    expect(gaps()[0]).toBeLessThan(12_600);
    expect(events.find(({ type }) => type === "refreshDelayed")).toMatchObject({
      code: "rate_limited",
      retryInMs: 12_000,
      connection: { status: "connected" },
    });
  });

  test("slowly, the seconds count from its answer", async () => {
    const { connection, refreshing, times } = await expired();
    let answered = 0;
    refreshing(async (sent, send) => {
      if (times.length > 1) return send();
      const refused = await slowly(9, tooOften(12))(sent, send);
      answered = performance.now();
      return refused;
    });
    await passing(works(connection));
    expect((times[1] ?? 0) - answered).toBeGreaterThanOrEqual(12_000);
  });

  test("after a store that took its time, the seconds count from Withings' answer too", async () => {
    const store = scripted();
    const { connection, refreshing, gaps } = await expired({ store });
    const answers: Tap[] = [tooOften(10)];
    refreshing((sent, send) => (answers.pop() ?? (() => send()))(sent, send));
    store.script = atCall({ call: "compareAndSwap" }, async (perform) => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      return perform();
    });
    await passing(works(connection));
    expect(gaps()).toEqual([expect.closeTo(10_000, -2)]);
  });

  test("with more than callers can wait, they are told how long, and so are those of other programs", async () => {
    const { program, connection, refreshing, refreshes, sandbox } = await expired();
    refreshing(tooOften(188));
    const error = (await passing(failure(connection.credentials()))) as WithingsError;
    expect(error).toMatchObject({
      name: "WithingsTokenError",
      code: "rate_limited",
      status: 601,
      waitSeconds: 188,
      oldRefreshToken: "good",
      userID: connection.userID,
    });
    expect(error.message).toContain("Wait 188 seconds");
    const other = await program().connection(connection.userID);
    await elapse(100_000);
    const told = (await failure(other.credentials())) as WithingsError;
    expect(told).toMatchObject({ code: "refresh_delayed", waitSeconds: 88 });
    expect(told.message).toContain("failed (rate_limited). Nothing is lost: try again in 88 seconds.");
    await elapse(87_000);
    refreshing((_sent, send) => send());
    // One second is left: it is waited for.
    await passing(works(other));
    expect(refreshes()).toHaveLength(2);
    expect(sandbox.faults.list()).toEqual([]);
  });

  test("without wait_seconds, a minute is waited", async () => {
    const { connection, refreshing, program, refreshes } = await expired();
    refreshing(tooOften());
    expect(await passing(failure(connection.credentials()))).toMatchObject({ code: "rate_limited" });
    refreshing((_sent, send) => send());
    const patient = await program({ waitMs: 90_000 }).connection(connection.userID);
    const started = performance.now();
    await passing(works(patient));
    expect(performance.now() - started).toBeGreaterThanOrEqual(29_000);
    expect(refreshes()).toHaveLength(2);
  });

  test("as it really does to an equal request within 10 seconds, a lost answer still costs nothing", async () => {
    const { connection, sandbox, refreshes } = await expired({ duplicateFilter: "tokens" });
    sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "drop", when: "after", times: 1 });
    await passing(works(connection));
    // The one that was lost, the one that came too early, the one that worked.
    const statuses = refreshes().map(({ answer: given }) => given?.status);
    expect(statuses).toEqual([undefined, 601, 0]);
  });

  test("in the background, calls go on with the token that they have", async () => {
    const { connected, sandbox, wire, refreshes } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ minutes: 176 });
    wire.tap = (sent, send) => (sent.kind === "refresh" ? tooOften(30)(sent, send) : send());
    for (let call = 0; call < 20; call++) {
      await works(connection);
      await elapse(1_000);
    }
    expect(refreshes()).toHaveLength(1);
    await elapse(12_000);
    wire.tap = (_sent, send) => send();
    await works(connection);
    await breath(20);
    expect(refreshes()).toHaveLength(2);
    expect((await connection.credentials()).expiresAt > new Date(+sandbox.clock.now() + 10_000_000)).toBe(
      true,
    );
  });
});

describe("what does not pass by itself", () => {
  test.each<[string, string, Tap]>([
    [
      "a wrong client secret",
      "client_rejected",
      () =>
        Promise.resolve(answer({ status: 503, body: {}, error: "Invalid Params: invalid client_secret" })),
    ],
    [
      "an application that is not permitted",
      "client_rejected",
      () => Promise.resolve(answer({ status: 2555, body: {} })),
    ],
    [
      "a parameter that Withings does not like",
      "token_request_rejected",
      () => Promise.resolve(answer({ status: 503, body: {}, error: "Invalid Params" })),
    ],
  ])("(%s) is told at once and not tried in a loop", async (_what, code, tap) => {
    const { connection, refreshing, refreshes, program } = await expired();
    refreshing(tap);
    const started = performance.now();
    expect(await passing(failure(connection.credentials()))).toMatchObject({ code });
    for (const each of [connection, await program().connection(connection.userID)]) {
      const error = await passing(failure(each.credentials()));
      expect(error).toMatchObject({ code: "refresh_delayed" });
      expect((error as Error).message).toContain(`failed (${code})`);
    }
    // Nobody was made to wait for what will be the same in half a minute.
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(refreshes()).toHaveLength(1);
    await elapse(30_000);
    refreshing((_sent, send) => send());
    await passing(works(connection));
    expect(refreshes()).toHaveLength(2);
  });
});

test("a refresh with a signature asks for a nonce, which may fail as anything else, with the token still good", async () => {
  const { connection, program, wire, refreshes } = await expired();
  const signing = await program({ clientAuthentication: "signature", waitMs: 0 }).connection(
    connection.userID,
  );
  wire.tap = (sent, send) =>
    sent.form.get("action") === "getnonce" ? Promise.reject(networkError("ECONNRESET")) : send();
  expect(await passing(failure(signing.credentials()))).toMatchObject({
    code: "network_failed",
    oldRefreshToken: "good",
  });
  expect(refreshes()).toEqual([]);
  await elapse(1_000);
  wire.tap = (_sent, send) => send();
  await works(signing);
  const [sent]: Sent[] = refreshes();
  expect(sent?.form.has("client_secret")).toBe(false);
});
