import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError } from "./support/wire.js";
import { createWorld, works } from "./support/world.js";

turnableTime();

/** A refresh whose answer is held up until a call with the old access token has worked, which confirms the old pair meanwhile. */
async function confirmedMeanwhile(response: () => Promise<Response>) {
  const world = createWorld();
  const connection = await world.connected();
  world.sandbox.clock.advance({ minutes: 177 });
  const held = gate();
  let first = true;
  world.wire.tap = async (sent, send) => {
    if (sent.kind !== "refresh" || !first) return send();
    first = false;
    await held.pass();
    return response();
  };
  await connection.credentials();
  await held.reached;
  expect(await world.record(connection.userID)).toMatchObject({ confirmed: false });
  await works(connection);
  expect(await world.record(connection.userID)).toMatchObject({ confirmed: true });
  held.open();
  await breath(40);
  return { ...world, connection };
}

describe("a call that works while a refresh is under way", () => {
  test("does not make the wait that Withings asks for be forgotten", async () => {
    const { connection, refreshes, events, sandbox } = await confirmedMeanwhile(() =>
      Promise.resolve(answer({ status: 601, body: { wait_seconds: 100 }, error: "Too Many Requests" })),
    );
    expect(events.at(-1)).toMatchObject({ type: "refreshDelayed", code: "rate_limited", retryInMs: 100_000 });
    for (let second = 0; second < 90; second += 10) {
      await connection.credentials();
      await breath(20);
      await elapse(10_000);
    }
    expect(refreshes()).toHaveLength(1);
    await elapse(15_000);
    sandbox.clock.advance({ minutes: 2 });
    await passing(works(connection));
    expect(refreshes()).toHaveLength(2);
  });

  test("does not make a lost answer be forgotten", async () => {
    const { connection, record, events } = await confirmedMeanwhile(() =>
      Promise.reject(networkError("ECONNRESET")),
    );
    expect(await record(connection.userID)).toMatchObject({ attempt: { unknown: true }, cooldown: {} });
    expect(events.at(-1)).toMatchObject({ type: "refreshDelayed", code: "network_failed" });
    expect(await connection.status()).toMatchObject({ status: "expiring" });
  });

  test("does not make a refused token be sent again", async () => {
    const { connection, refreshes, events } = await confirmedMeanwhile(() =>
      Promise.resolve(answer({ status: 503, body: {}, error: "Invalid Params: invalid refresh_token" })),
    );
    expect(events.at(-1)).toMatchObject({ type: "reauthorizationRequired" });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(refreshes()).toHaveLength(1);
  });
});
