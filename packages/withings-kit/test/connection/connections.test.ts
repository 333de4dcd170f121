import { describe, expect, test } from "vitest";
import { type ConnectionStatus, type ConnectionStore, memoryStore, WithingsCredentials } from "withings-kit";
import { failure } from "../support/login.js";
import { storeError } from "./support/scripted-store.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { networkError } from "./support/wire.js";
import { createWorld, listed, peopleOf, works } from "./support/world.js";

turnableTime();

describe("connection()", () => {
  test("of somebody who is connected gives their connection, in any program, without a request", async () => {
    const { connected, program, wire } = createWorld();
    const { userID } = await connected();
    wire.sent.length = 0;
    const connection = await program().connection(userID);
    expect(connection.userID).toBe(userID);
    expect(wire.sent).toEqual([]);
    await works(connection);
  });

  test("of nobody who is connected says so, and how to connect", async () => {
    const { withings } = createWorld();
    const error = await failure(withings.connection("363"));
    expect(error).toMatchObject({ name: "WithingsConnectionError", code: "not_connected", userID: "363" });
    expect((error as Error).message).toBe(
      "Nobody with the userID 363 is connected here. Let them log in with connect, or bring their credentials with adopt.",
    );
  });

  test("of another application or another cloud is not there", async () => {
    const { connected, program } = createWorld();
    const { userID } = await connected();
    for (const other of [program({ clientID: "another" }), program({ cloud: "us" })])
      expect(await failure(other.connection(userID))).toMatchObject({ code: "not_connected" });
  });

  test("that ends while somebody holds it says so at the next call", async () => {
    const { connected, withings } = createWorld();
    const connection = await connected();
    await withings.disconnect(connection.userID);
    for (const call of [connection.credentials(), connection.fetch("/v2/user"), connection.status()])
      expect(await failure(call)).toMatchObject({ code: "not_connected", userID: connection.userID });
  });

  test("of a userID that is no person's key to another's", async () => {
    const { connected, withings } = createWorld();
    const { userID } = await connected();
    for (const strange of [`../${userID}`, `%2e%2e`, `${userID}/`, `/${userID}`, `${userID}%00`])
      expect(await failure(withings.connection(strange))).toMatchObject({ code: "not_connected" });
  });
});

describe("connections()", () => {
  test("lists nobody where nobody is connected", async () => {
    expect(await listed(createWorld().withings)).toEqual([]);
  });

  test("tells of everybody how it stands, since when, and what they granted", async () => {
    const { connected, withings, sandbox, wire } = createWorld();
    const start = sandbox.clock.now();
    const [anna = "", ben = "", carl = "", dora = ""] = peopleOf(sandbox);
    sandbox.clock.stop();
    const noon = sandbox.clock.now();
    expect(+noon - +start).toBeLessThan(1000);
    for (const person of [anna, ben, carl]) await connected({ as: { person } });
    // Carl has not come back for eleven months; the others have, and Ben's answer was lost.
    sandbox.clock.advance({ days: 340 });
    const renewed = sandbox.clock.now();
    await (await withings.connection(anna)).credentials();
    wire.tap = async (_sent, send) => {
      await send();
      return Promise.reject(networkError("ECONNRESET"));
    };
    await passing(failure((await withings.connection(ben)).credentials()));
    wire.tap = (_sent, send) => send();
    await connected({ as: { person: dora } });
    const byPerson = Object.fromEntries((await listed(withings)).map((each) => [each.userID, each]));
    const month11 = new Date(+noon + 335 * 86_400_000);
    expect(byPerson).toEqual({
      [anna]: {
        userID: anna,
        status: "connected",
        since: noon,
        connectedAt: noon,
        refreshedAt: renewed,
        expiresAt: new Date(+renewed + 10_800_000),
        scopes: ["user.info", "user.metrics"],
      },
      [ben]: expect.objectContaining({ status: "expiring", since: renewed, refreshedAt: noon }) as unknown,
      [carl]: expect.objectContaining({ status: "expiring", since: month11, refreshedAt: noon }) as unknown,
      [dora]: expect.objectContaining({ status: "connected", since: renewed }) as unknown,
    });
    sandbox.clock.advance({ days: 30 });
    const over = sandbox.clock.now();
    await failure((await withings.connection(carl)).credentials());
    expect(await (await withings.connection(carl)).status()).toMatchObject({
      status: "needsReauthorization",
      since: over,
      reason: "refresh_token_rejected",
      connectedAt: noon,
    });
  });

  test("tells that a connection expires when a program died in the middle of a refresh", async () => {
    const { connected, program, sandbox, wire } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    const began = sandbox.clock.now();
    wire.tap = () => new Promise(() => undefined);
    void failure(connection.credentials());
    await breath(20);
    // It may only take its time.
    const other = await program().connection(connection.userID);
    expect(await other.status()).toMatchObject({ status: "connected" });
    sandbox.clock.advance({ minutes: 2 });
    expect(await other.status()).toMatchObject({ status: "expiring" });
    expect(Math.abs(+(await other.status()).since - +began)).toBeLessThan(1_000);
  });

  test("tells what cannot be read, and why, among the others", async () => {
    const { connected, withings, store, sandbox, text } = createWorld();
    const [anna = "", ben = "", carl = "", dora = ""] = peopleOf(sandbox);
    await connected({ as: { person: anna } });
    const [good] = await keysAndTexts(store);
    const key = (person: string): string => good?.[0].replace(anna, person) ?? "";
    await store.compareAndSwap(key(ben), { expected: 0, value: "half a rec" });
    await store.compareAndSwap(key(carl), { expected: 0, value: '{"version":2,"secret":"canary"}' });
    // A record under somebody else's name.
    await store.compareAndSwap(key(dora), { expected: 0, value: (await text(anna)) ?? "" });
    // Nobody's: the library writes no such key.
    await store.compareAndSwap(key("%E0%A4%A"), { expected: 0, value: "{}" });
    const byPerson = new Map((await listed(withings)).map((each) => [each.userID, each]));
    expect(byPerson.size).toBe(5);
    expect(byPerson.get(anna)).toMatchObject({ status: "connected" });
    for (const [person, words] of [
      [ben, /has no usable version/],
      [carl, /later version of withings-kit \(format 2\).*Update withings-kit/],
      [dora, /has no usable userID/],
      ["%E0%A4%A", /has no usable/],
    ] as const) {
      const unreadable = byPerson.get(person);
      expect(unreadable).toMatchObject({
        status: "unreadable",
        error: { code: "record_unreadable", userID: person },
      });
      if (unreadable?.status === "unreadable") expect(unreadable.error.message).toMatch(words);
      expect(JSON.stringify(unreadable)).not.toMatch(/canary|half a rec/);
    }
  });

  test("does not list those of another application or another cloud", async () => {
    const { connected, program, withings, store } = createWorld();
    const { userID } = await connected();
    const credentials = await (await withings.connection(userID)).credentials();
    const id = "another";
    for (const other of [
      program({ clientID: id }),
      program({ clientID: `${id}/`, cloud: "us" }),
      program({ clientID: `${id}2`, cloud: "eu" }),
    ]) {
      expect(await listed(other)).toEqual([]);
      await other.adopt(credentials);
      expect(await listed(other)).toHaveLength(1);
    }
    expect(await listed(withings)).toHaveLength(1);
    expect(await listed(program({ clientID: "anoth" }))).toEqual([]);
    expect(await keysAndTexts(store)).toHaveLength(4);
  });

  test("can be left in the middle, and lets go of the store", async () => {
    const inner = memoryStore();
    let open = 0;
    const store: ConnectionStore = {
      ...inner,
      async *list(prefix) {
        open++;
        try {
          yield* inner.list(prefix);
        } finally {
          open--;
        }
      },
    };
    const { connected, withings, sandbox } = createWorld({ store });
    for (const person of peopleOf(sandbox)) await connected({ as: { person } });
    let first: ConnectionStatus["userID"] = "";
    for await (const { userID } of withings.connections()) {
      first = userID;
      break;
    }
    expect(first).toBe(peopleOf(sandbox)[0]);
    expect(open).toBe(0);
    expect((await listed(withings)).length).toBeGreaterThan(2);
    expect(open).toBe(0);
  });

  test("of a store that fails in the middle is an error that quotes nothing", async () => {
    const inner = memoryStore();
    const store: ConnectionStore = {
      ...inner,
      async *list(prefix) {
        yield* inner.list(prefix);
        throw storeError("ECONNRESET");
      },
    };
    const { connected, withings } = createWorld({ store });
    await connected();
    const error = await failure(listed(withings));
    expect(error).toMatchObject({ code: "store_failed", systemCode: "ECONNRESET" });
    expect((error as Error).message).not.toContain("canary");
  });
});

describe("adopt()", () => {
  test("takes credentials from elsewhere, as a class or as JSON, and tells it", async () => {
    const { connected, withings, program, events } = createWorld();
    const credentials = await (await connected()).credentials();
    const json: unknown = JSON.parse(JSON.stringify(credentials));
    for (const given of [credentials, credentials.toJSON(), json as WithingsCredentials]) {
      await withings.disconnect(credentials.userID).catch(() => undefined);
      const other = program({ store: memoryStore() });
      await breath(20);
      events.length = 0;
      const connection = await other.adopt(given);
      expect((await connection.credentials()).toJSON()).toEqual(credentials.toJSON());
      await breath(20);
      expect(events).toMatchObject([{ type: "connected", connection: { userID: credentials.userID } }]);
    }
  });

  test("of the same credentials at each start changes nothing, also where they were renewed since", async () => {
    const { connected, withings, sandbox, text, events } = createWorld();
    const connection = await connected();
    const first = await connection.credentials();
    const before = await text(connection.userID);
    await withings.adopt(first);
    expect(await text(connection.userID)).toBe(before);
    sandbox.clock.advance({ hours: 4 });
    const renewed = await connection.credentials();
    await breath(20);
    events.length = 0;
    const adopted = await withings.adopt(first);
    expect((await adopted.credentials()).withingsAccessToken).toBe(renewed.withingsAccessToken);
    await works(adopted);
    await breath(20);
    expect(events).toEqual([]);
  });

  test("of newer credentials puts them in the place of the old", async () => {
    const { connected, program, sandbox } = createWorld();
    const connection = await connected();
    const elsewhere = program({ store: memoryStore() });
    const theirs = await elsewhere.adopt(await connection.credentials());
    sandbox.clock.advance({ hours: 4 });
    const newer = await theirs.credentials();
    const adopted = await program().adopt(newer);
    expect((await adopted.credentials()).withingsAccessToken).toBe(newer.withingsAccessToken);
    await works(connection);
  });

  test("of others in the place of dead ones takes them, though a clock that was ahead made the dead ones seem newer", async () => {
    const { connected, program, withings, sandbox, record } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    const ahead = program({ clock: () => sandbox.clock.nowMs() + 86_400_000 });
    const seemsNew = await (await ahead.connection(connection.userID)).credentials();
    await program({ store: memoryStore() }).disconnect(connection.userID);
    expect(await passing(failure(works(connection)))).toMatchObject({ code: "reauthorization_required" });
    const elsewhere = program({ store: memoryStore() });
    const newer = await (await connected({ by: elsewhere })).credentials();
    expect(+newer.obtainedAt).toBeLessThan(+seemsNew.obtainedAt);
    await works(await withings.adopt(newer));
    expect((await record(connection.userID)).refused).not.toEqual([]);
    // The dead ones themselves stay what they are.
    await program({ store: memoryStore() }).disconnect(connection.userID);
    expect(await passing(failure(works(connection)))).toMatchObject({ code: "reauthorization_required" });
    const adopted = await withings.adopt(newer);
    expect(await adopted.status()).toMatchObject({ status: "needsReauthorization" });
  });

  test("of what is no credentials is an error that names the field and nothing else", async () => {
    const { connected, withings, store } = createWorld();
    const stored = (await (await connected()).credentials()).toJSON();
    for (const [field, wrong] of [
      ["version", { ...stored, version: 2 }],
      ["withingsRefreshToken", { ...stored, withingsRefreshToken: "" }],
      ["expires", { ...stored, expires: -1 }],
      ["obtainedAt", { ...stored, obtainedAt: "yesterday" }],
      ["canary", { ...stored, canary: 1 }],
      ["version", null],
      ["version", undefined],
      ["version", []],
    ] as const) {
      const error = await failure(withings.adopt(wrong as unknown as WithingsCredentials));
      expect(error).toMatchObject({ code: "credentials_invalid", field });
    }
    expect(await keysAndTexts(store)).toHaveLength(1);
  });

  test("does not put credentials in the place of what cannot be read: it may be newer", async () => {
    const { connected, withings, store, text } = createWorld();
    const connection = await connected();
    const credentials = await connection.credentials();
    const [[key, value] = ["", ""]] = await keysAndTexts(store);
    const { generation } = await store.read(key);
    const later = value.replace('"version":1', '"version":2');
    await store.compareAndSwap(key, { expected: generation, value: later });
    expect(await passing(failure(withings.adopt(credentials)))).toMatchObject({ code: "record_unreadable" });
    expect(await text(connection.userID)).toBe(later);
  });
});

async function keysAndTexts(store: ConnectionStore): Promise<[key: string, text: string][]> {
  const all: [string, string][] = [];
  for await (const { key, value } of store.list("")) all.push([key, value]);
  return all;
}
