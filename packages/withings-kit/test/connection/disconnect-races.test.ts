import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { createWorld, works } from "./support/world.js";

turnableTime();

/** A connection whose refresh was sent, or answered, and goes no further. */
async function refreshing(stage: "sent" | "answered") {
  const world = createWorld();
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  const held = gate();
  world.wire.tap = async (sent, send) => {
    if (sent.kind !== "refresh") return send();
    if (stage === "answered") {
      const response = await send();
      await held.pass();
      return response;
    }
    await held.pass();
    return send();
  };
  const waiting = connection.credentials();
  // Looked at later.
  waiting.catch(() => undefined);
  await held.reached;
  return { ...world, connection, waiting, goOn: held.open };
}

describe.each(["sent", "answered"] as const)("while a refresh is %s", (stage) => {
  test("a disconnect holds: nothing is stored again, and who waited is told", async () => {
    const { withings, connection, waiting, goOn, text, events } = await refreshing(stage);
    expect(await withings.disconnect(connection.userID)).toMatchObject({ deleted: true });
    goOn();
    expect(await passing(failure(waiting))).toMatchObject({ code: "not_connected" });
    expect(await text(connection.userID)).toBeUndefined();
    await breath(20);
    expect(events.map(({ type }) => type)).toEqual(["connected", "disconnected"]);
  });

  test("a disconnect that Withings refuses holds, too", async () => {
    const { withings, connection, waiting, goOn, text, sandbox } = await refreshing(stage);
    sandbox.faults.add({ operation: "oauth2 revoke", kind: "status", status: 2553 });
    expect(await withings.disconnect(connection.userID)).toMatchObject({ revoked: false, deleted: true });
    goOn();
    expect(await passing(failure(waiting))).toMatchObject({ code: "not_connected" });
    expect(await text(connection.userID)).toBeUndefined();
  });

  test("a disconnect and a new login hold: the old refresh changes nothing", async () => {
    const { withings, connection, connected, waiting, goOn, record, sandbox } = await refreshing(stage);
    sandbox.faults.add({ operation: "oauth2 revoke", kind: "status", status: 2553 });
    await withings.disconnect(connection.userID);
    await connected();
    const { current } = await record(connection.userID);
    goOn();
    expect((await passing(waiting)).withingsAccessToken).toBe(current.withingsAccessToken);
    expect((await record(connection.userID)).current).toEqual(current);
    await works(connection);
  });
});
