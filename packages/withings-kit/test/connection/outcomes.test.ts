import { describe, expect, test } from "vitest";
import { ReauthorizationRequired } from "withings-kit";
import { failure } from "../support/login.js";
import { expired } from "./support/refreshes.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError } from "./support/wire.js";
import { createWorld, devices, works } from "./support/world.js";

turnableTime();

const refused = { status: 503, body: {}, error: "Invalid Params: invalid refresh_token" };

describe("when Withings definitely rejects the refresh token", () => {
  const rejected = async () => {
    const world = await expired();
    world.sandbox.clock.advance({ days: 400 });
    return world;
  };

  test("calls throw ReauthorizationRequired, which says who, why, and what to do", async () => {
    const { connection } = await rejected();
    const error = (await failure(connection.credentials())) as ReauthorizationRequired;
    expect(ReauthorizationRequired.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      code: "reauthorization_required",
      userID: connection.userID,
      reason: "refresh_token_rejected",
    });
    expect(error.message).toBe(
      `Withings no longer accepts the connection of ${connection.userID}: the link was ended, was not used for a year, or a renewed token was lost. Let the person log in again with connect.`,
    );
  });

  test("nobody ever sends it again: not this program, not another, not a later one", async () => {
    const { connection, program, refreshes, sandbox, wire } = await rejected();
    await failure(connection.credentials());
    expect(refreshes()).toHaveLength(1);
    const other = await program().connection(connection.userID);
    for (let day = 0; day < 3; day++) {
      for (const each of [connection, other, await program().connection(connection.userID)]) {
        const calls = [each.credentials(), devices(each), each.credentials()];
        for (const call of calls)
          expect(await failure(call)).toMatchObject({ code: "reauthorization_required" });
      }
      sandbox.clock.advance({ days: 1 });
    }
    expect(refreshes()).toHaveLength(1);
    expect(wire.sent.filter(({ kind }) => kind === "api")).toEqual([]);
  });

  test("the event comes once, however many wait, and what is stored stays", async () => {
    const { connection, events, record } = await rejected();
    const { current } = await record(connection.userID);
    const all = await Promise.all(Array.from({ length: 10 }, () => failure(connection.credentials())));
    for (const error of all) expect(error).toMatchObject({ code: "reauthorization_required" });
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
    expect((await record(connection.userID)).current).toEqual(current);
  });

  test("while the access token seems fresh, calls throw as well: nobody is given dead credentials", async () => {
    const { connected, withings, program, wire, sandbox } = createWorld();
    const connection = await connected();
    await program().disconnect(connection.userID);
    const dead = await (await connected()).credentials();
    await program({ clientID: sandbox.application.clientID, store: createWorld().store }).disconnect(
      connection.userID,
    );
    expect(await failure(devices(connection))).toMatchObject({ code: "reauthorization_required" });
    wire.sent.length = 0;
    for (const call of [() => connection.credentials(), () => devices(connection)])
      expect(await failure(call())).toMatchObject({ code: "reauthorization_required" });
    expect(wire.sent).toEqual([]);
    // Bringing the same dead credentials from elsewhere changes nothing.
    expect(await failure((await withings.adopt(dead)).credentials())).toMatchObject({
      code: "reauthorization_required",
    });
  });

  test("in the background, calls say so from then on", async () => {
    const { connected, sandbox, wire, events } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ minutes: 176 });
    wire.tap = (sent, send) => (sent.kind === "refresh" ? Promise.resolve(answer(refused)) : send());
    await connection.credentials();
    await breath(20);
    expect(events.at(-1)).toMatchObject({ type: "reauthorizationRequired" });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
  });

  test("a new login heals it, and forgets nothing that was refused", async () => {
    const { connection, connected, record, refreshes, sandbox } = await rejected();
    await failure(connection.credentials());
    const { refused } = await record(connection.userID);
    expect(refused).toHaveLength(1);
    await connected();
    await works(connection);
    sandbox.clock.advance({ hours: 4 });
    await works(connection);
    expect(refreshes()).toHaveLength(2);
    expect((await record(connection.userID)).refused).toEqual(refused);
  });

  test("of a pair that never worked, the refresh token before it is tried, once", async () => {
    const { connection, sandbox, wire, refreshes, record } = await expired();
    const first = await record(connection.userID);
    await connection.credentials();
    // Somebody's lost answer: the pair that is stored is dead, the token that it was spent for lives.
    const { current } = await record(connection.userID);
    wire.tap = (sent, send) =>
      sent.refreshToken === current.withingsRefreshToken ? Promise.resolve(answer(refused)) : send();
    sandbox.clock.advance({ hours: 3 });
    await works(connection);
    expect(refreshes().map(({ refreshToken }) => refreshToken)).toEqual([
      first.current.withingsRefreshToken,
      current.withingsRefreshToken,
      first.current.withingsRefreshToken,
    ]);
  });

  test("of a pair that never worked, and of the one before it, the connection has come to its end", async () => {
    const { connection, sandbox, refreshes } = await expired();
    await connection.credentials();
    sandbox.clock.advance({ days: 400 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(
      new Set(
        refreshes()
          .slice(1)
          .map(({ refreshToken }) => refreshToken),
      ).size,
    ).toBe(2);
    await failure(connection.credentials());
    expect(refreshes()).toHaveLength(3);
  });

  test("of a pair that has worked, the one before it is not tried", async () => {
    const { connection, sandbox, refreshes } = await expired();
    await works(connection);
    sandbox.clock.advance({ days: 400 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(refreshes()).toHaveLength(2);
  });

  test("while its access token still works, the connection ends with that, and says so", async () => {
    const { connection, wire, sandbox, events } = await expired();
    await connection.credentials();
    // Refused, and the one before it cannot be reached: then the access token works, which is the end of the one before it.
    let calls = 0;
    wire.tap = (sent, send) => {
      if (sent.kind === "api" && ++calls === 1) return Promise.resolve(answer({ status: 401, body: {} }));
      if (sent.kind !== "refresh") return send();
      return sent.refreshToken === wire.sent.find(({ kind }) => kind === "refresh")?.refreshToken
        ? Promise.reject(networkError("ECONNRESET"))
        : Promise.resolve(answer(refused));
    };
    await passing(failure(devices(connection)));
    await works(connection);
    await elapse(60_000);
    wire.tap = (_sent, send) => send();
    expect(await connection.status()).not.toMatchObject({ status: "needsReauthorization" });
    sandbox.clock.advance({ hours: 3 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(await connection.status()).toMatchObject({ status: "needsReauthorization" });
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
  });

  test("it cannot be adopted again, whatever time it is brought with, nor take the place of living tokens", async () => {
    const { connection, connected, withings, sandbox, refreshes, events, record } = await rejected();
    await failure(connection.credentials());
    const { current } = await record(connection.userID);
    const brought = { ...current, obtainedAt: new Date(sandbox.clock.nowMs() + 60_000).toISOString() };
    for (const status of ["needsReauthorization", "connected"]) {
      const adopted = await withings.adopt(brought);
      expect(await adopted.status()).toMatchObject({ status });
      await connected();
    }
    await works(connection);
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
    expect(refreshes()).toHaveLength(1);
  });

  test("that somebody else renewed meanwhile, theirs is taken and nothing is marked", async () => {
    const world = await expired();
    const { connection, program, wire, record, events } = world;
    const other = await program().connection(connection.userID);
    wire.tap = async (sent, send) => {
      if (sent.kind !== "refresh" || world.refreshes().length > 1) return send();
      // This program slept, and its lease ended.
      await other.credentials();
      await works(other);
      return answer(refused);
    };
    // The other's turn comes when the lease is over, after 20 seconds.
    const given = await passing(connection.credentials());
    const { current, refused: dead, reauthorization } = await record(connection.userID);
    expect(given.withingsAccessToken).toBe(current.withingsAccessToken);
    expect([dead, reauthorization]).toEqual([[], undefined]);
    expect(events.some(({ type }) => type === "reauthorizationRequired")).toBe(false);
  });
});
