import { describe, expect, test } from "vitest";
import { type ConnectionStore, memoryStore } from "withings-kit";
import { failure } from "../support/login.js";
import { atCall, scripted, storeError } from "./support/scripted-store.js";
import { breath, turnableTime } from "./support/time.js";
import { networkError } from "./support/wire.js";
import { createWorld, works } from "./support/world.js";

turnableTime();

describe("disconnect()", () => {
  test("ends the link at Withings, deletes what is stored, says so and tells it", async () => {
    const { connected, withings, text, events, wire } = createWorld();
    const connection = await connected();
    const { userID } = connection;
    const dead = await connection.credentials();
    await breath(20);
    events.length = 0;
    expect(await withings.disconnect(userID)).toEqual({ revoked: true, deleted: true });
    expect(await text(userID)).toBeUndefined();
    await breath();
    expect(events).toEqual([{ type: "disconnected", connection: { userID } }]);
    // Signed, whatever the application does otherwise: the secret does not travel.
    const { form } = wire.sent.find((sent) => sent.form.get("action") === "revoke") ?? {};
    expect(form?.has("signature")).toBe(true);
    expect(form?.has("client_secret")).toBe(false);
    // The tokens are dead.
    const adopted = await withings.adopt(dead);
    expect(
      await failure(adopted.fetch("/v2/user", { body: new URLSearchParams({ action: "getdevice" }) })),
    ).toMatchObject({ code: "reauthorization_required" });
  });

  test("a second time says that the link may have ended before", async () => {
    const { connected, withings } = createWorld();
    const { userID } = await connected();
    await withings.disconnect(userID);
    const again = await withings.disconnect(userID);
    expect(again).toMatchObject({ revoked: false, deleted: false });
    expect(again.revokeError?.message).toMatch(
      /^Withings refused to end the link with status 503 .*It may have ended before/,
    );
  });

  test("deletes what is stored also where Withings refuses to end the link, and says why", async () => {
    const { connected, withings, text, sandbox } = createWorld();
    const { userID } = await connected();
    sandbox.faults.add({ operation: "oauth2 revoke", kind: "status", status: 2553, error: "Not allowed" });
    const done = await withings.disconnect(userID);
    expect(done).toMatchObject({ revoked: false, deleted: true, revokeError: { status: 2553 } });
    expect(await text(userID)).toBeUndefined();
  });

  test("deletes what is stored also without a network", async () => {
    const { connected, withings, text, wire } = createWorld();
    const { userID } = await connected();
    wire.tap = () => Promise.reject(networkError("ENOTFOUND"));
    const done = await withings.disconnect(userID);
    expect(done).toMatchObject({
      revoked: false,
      deleted: true,
      revokeError: { code: "network_failed", systemCode: "ENOTFOUND" },
    });
    expect(await text(userID)).toBeUndefined();
  });

  test("of somebody who is not connected here still ends the link, and tells of no deletion", async () => {
    const { connected, program, events } = createWorld();
    const connection = await connected();
    const { userID } = connection;
    await breath(20);
    events.length = 0;
    const elsewhere = program({ store: memoryStore() });
    expect(await elsewhere.disconnect(userID)).toEqual({ revoked: true, deleted: false });
    await breath(20);
    expect(events).toEqual([]);
    expect(await failure(works(connection))).toMatchObject({ code: "reauthorization_required" });
  });

  test("deletes what cannot be read, too", async () => {
    const { connected, withings, store, text } = createWorld();
    const { userID } = await connected();
    const [[key] = [""]] = await keysAndTexts(store);
    await store.compareAndSwap(key, { expected: (await store.read(key)).generation, value: "nonsense" });
    expect(await withings.disconnect(userID)).toMatchObject({ deleted: true });
    expect(await text(userID)).toBeUndefined();
  });

  test("of a record that changes at that moment deletes it all the same", async () => {
    const store = scripted();
    const { connected, withings, text, sandbox, program } = createWorld({ store });
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    const other = await program().connection(connection.userID);
    sandbox.faults.add({ operation: "oauth2 revoke", kind: "status", status: 2553 });
    store.script = atCall({ call: "delete" }, async (perform) => {
      await other.credentials();
      return perform();
    });
    expect(await withings.disconnect(connection.userID)).toMatchObject({ deleted: true });
    expect(await text(connection.userID)).toBeUndefined();
  });

  test("at a store that fails is the store's error, and can be repeated", async () => {
    const store = scripted();
    const { connected, withings, text } = createWorld({ store });
    const { userID } = await connected();
    store.script = atCall({ call: "delete" }, () => Promise.reject(storeError("EROFS")));
    expect(await failure(withings.disconnect(userID))).toMatchObject({
      code: "store_failed",
      systemCode: "EROFS",
    });
    expect(await withings.disconnect(userID)).toMatchObject({ deleted: true });
    expect(await text(userID)).toBeUndefined();
  });
});

async function keysAndTexts(store: ConnectionStore): Promise<[key: string, text: string][]> {
  const all: [string, string][] = [];
  for await (const { key, value } of store.list("")) all.push([key, value]);
  return all;
}
