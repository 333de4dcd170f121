import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError } from "./support/wire.js";
import { createWorld, works } from "./support/world.js";

turnableTime();

const minutes = (left: number): { readonly minutes: number } => ({ minutes: 180 - left });

describe("credentials()", () => {
  test("gives what is stored, without a request, while more than 5 minutes are left", async () => {
    const { connected, sandbox, refreshes } = createWorld();
    const connection = await connected();
    const first = await connection.credentials();
    sandbox.clock.advance({ minutes: 174 });
    const later = await connection.credentials();
    await breath();
    expect(later.withingsAccessToken).toBe(first.withingsAccessToken);
    expect(refreshes()).toEqual([]);
  });

  test("gives the old credentials and renews in the background from 5 minutes before their end", async () => {
    const { connected, sandbox, wire, events } = createWorld();
    const connection = await connected();
    const old = await connection.credentials();
    sandbox.clock.advance(minutes(5));
    const answered = gate();
    wire.tap = async (sent, send) => {
      if (sent.kind === "refresh") await answered.pass();
      return send();
    };
    expect((await connection.credentials()).withingsAccessToken).toBe(old.withingsAccessToken);
    answered.open();
    await breath(20);
    expect(events.at(-1)).toMatchObject({ type: "refreshed", connection: { userID: connection.userID } });
    expect((await connection.credentials()).withingsAccessToken).not.toBe(old.withingsAccessToken);
  });

  test("waits for new credentials from 1 minute before the end", async () => {
    const { connected, sandbox, refreshes } = createWorld();
    const connection = await connected();
    const old = await connection.credentials();
    sandbox.clock.advance(minutes(1));
    const renewed = await connection.credentials();
    expect(renewed.withingsAccessToken).not.toBe(old.withingsAccessToken);
    expect(renewed.userID).toBe(old.userID);
    expect(refreshes()).toHaveLength(1);
  });

  test("of tokens that live for 30 seconds are not renewed at each call", async () => {
    const { connected, sandbox, refreshes, wire } = createWorld();
    const connection = await connected();
    wire.tap = async (_sent, send) => {
      const given = (await (await send()).json()) as { readonly body: object };
      return answer({ ...given, body: { ...given.body, expires_in: 30 } });
    };
    sandbox.clock.advance({ hours: 3 });
    const renewed = await connection.credentials();
    expect(renewed.expires).toBe(30);
    sandbox.clock.advance({ seconds: 22 });
    await connection.credentials();
    await breath();
    expect(refreshes()).toHaveLength(1);
    // In the background from a quarter of their life, blocking from a tenth.
    sandbox.clock.advance({ seconds: 1 });
    expect((await connection.credentials()).withingsAccessToken).toBe(renewed.withingsAccessToken);
    await breath(20);
    expect(refreshes()).toHaveLength(2);
    sandbox.clock.advance({ seconds: 27 });
    const third = await connection.credentials();
    expect(refreshes()).toHaveLength(3);
    expect(third.isExpired(sandbox.clock.now())).toBe(false);
  });

  test("are still given when the renewal in the background fails, which an event tells", async () => {
    const { connected, sandbox, wire, events } = createWorld();
    const connection = await connected();
    const old = await connection.credentials();
    sandbox.clock.advance(minutes(4));
    wire.tap = () => Promise.reject(networkError("ECONNRESET"));
    expect((await connection.credentials()).withingsAccessToken).toBe(old.withingsAccessToken);
    await breath(20);
    const told = events.at(-1);
    expect(told).toMatchObject({ type: "refreshDelayed", code: "network_failed" });
    expect(told?.type === "refreshDelayed" && told.retryInMs).toBeGreaterThanOrEqual(500);
    expect(told?.type === "refreshDelayed" && told.retryInMs).toBeLessThanOrEqual(1000);
  });

  test("are still given in the last minute, when Withings is down, until their last second", async () => {
    const { connected, sandbox, wire } = createWorld();
    const connection = await connected();
    const old = await connection.credentials();
    sandbox.clock.advance(minutes(1));
    wire.tap = () => Promise.reject(networkError("ECONNRESET"));
    const given = await passing(connection.credentials());
    expect(given.withingsAccessToken).toBe(old.withingsAccessToken);
    expect(given.isExpired(sandbox.clock.now())).toBe(false);
  });

  test("that have expired come as soon as Withings is back, if it comes back within waitMs", async () => {
    const { connected, sandbox, wire } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ hours: 5 });
    const back = sandbox.clock.now().getTime() + 10_000;
    wire.tap = (_sent, send) =>
      sandbox.clock.now().getTime() < back ? Promise.reject(networkError("ECONNREFUSED")) : send();
    const started = sandbox.clock.now().getTime();
    const renewed = await passing(connection.credentials());
    expect(renewed.isExpired(sandbox.clock.now())).toBe(false);
    const took = sandbox.clock.now().getTime() - started;
    expect(took).toBeGreaterThanOrEqual(10_000);
    expect(took).toBeLessThan(30_000);
  });

  test("that have expired are an error that says what failed, when Withings stays away for longer than waitMs", async () => {
    const { connected, sandbox, wire, program, refreshes } = createWorld();
    const { userID } = await connected();
    sandbox.clock.advance({ hours: 5 });
    wire.tap = () => Promise.reject(networkError("ECONNREFUSED"));
    const started = sandbox.clock.now().getTime();
    const connection = await program({ waitMs: 5_000 }).connection(userID);
    const error = await passing(failure(connection.credentials()));
    expect(error).toMatchObject({
      code: "network_failed",
      systemCode: "ECONNREFUSED",
      oldRefreshToken: "good",
      userID,
    });
    expect(sandbox.clock.now().getTime() - started).toBeLessThanOrEqual(5_000);
    expect(refreshes().length).toBeGreaterThan(1);
    expect(refreshes().length).toBeLessThan(6);
    wire.tap = (_sent, send) => send();
    await elapse(30_000);
    await works(connection);
  });

  test("are asked for by 50 callers at once with one request", async () => {
    const { connected, sandbox, refreshes } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ hours: 5 });
    const all = await passing(Promise.all(Array.from({ length: 50 }, () => connection.credentials())));
    expect(refreshes()).toHaveLength(1);
    expect(new Set(all.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(1);
  });

  test("are asked for by 8 programs at once, several callers each, with one request", async () => {
    const { connected, sandbox, refreshes, program } = createWorld();
    const { userID } = await connected();
    sandbox.clock.advance({ hours: 5 });
    const connections = await Promise.all(Array.from({ length: 8 }, () => program().connection(userID)));
    const all = await passing(
      Promise.all([...connections, ...connections].map((connection) => connection.credentials())),
    );
    expect(refreshes()).toHaveLength(1);
    expect(new Set(all.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(1);
  });

  test("of two people are renewed apart", async () => {
    const { connected, sandbox, refreshes } = createWorld();
    const [one, other] = sandbox.people.list().slice(1);
    const connections = [
      await connected({ as: { person: one?.id ?? 0 } }),
      await connected({ as: { person: other?.id ?? 0 } }),
    ];
    sandbox.clock.advance({ hours: 5 });
    const all = await passing(Promise.all(connections.map((connection) => connection.credentials())));
    expect(refreshes()).toHaveLength(2);
    expect(all.map(({ userID }) => userID)).toEqual(connections.map(({ userID }) => userID));
  });
});
