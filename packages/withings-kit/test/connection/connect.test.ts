import { describe, expect, test } from "vitest";
import type { WebView } from "withings-kit";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { atCall, scripted, storeError } from "./support/scripted-store.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { createWorld, peopleOf, redirectUri, scope, works } from "./support/world.js";

turnableTime();

const closing: WebView = { open: () => Promise.resolve({ type: "closed" }) };
const policies = ["coexists", "replaces"] as const;

describe("connect()", () => {
  test("logs a person in, stores the connection before it returns, and tells it", async () => {
    const { connect, record, events, sandbox } = createWorld();
    const connection = await connect();
    const userID = peopleOf(sandbox)[0] ?? "";
    expect(connection?.userID).toBe(userID);
    expect(await record(userID)).toMatchObject({ current: { userID, scope }, confirmed: false });
    await breath();
    expect(events).toMatchObject([{ type: "connected", connection: { userID, status: "connected" } }]);
    if (connection) await works(connection);
  });

  test("gives null and stores nothing when the person refuses or closes the window", async () => {
    const { connect, text, events, sandbox } = createWorld();
    expect(await connect({ as: { answer: "refuse" } })).toBeNull();
    expect(await connect({ webView: closing })).toBeNull();
    for (const userID of peopleOf(sandbox)) expect(await text(userID)).toBeUndefined();
    expect(events).toEqual([]);
  });

  test("of somebody who is connected leaves the connection as it is when they refuse", async () => {
    const { connected, connect, text } = createWorld();
    const { userID } = await connected();
    const before = await text(userID);
    expect(await connect({ as: { answer: "refuse" }, expectUserID: userID })).toBeNull();
    expect(await text(userID)).toBe(before);
  });

  test("takes scopes as an array, works without a listener, and shows what the login tells", async () => {
    const { program, connect, events } = createWorld();
    const silent = program({ onEvent: undefined });
    expect(await connect({ by: silent, scope: ["user.info", "user.metrics"] })).not.toBeNull();
    expect(events).toEqual([]);
    await connect({ scope: "user.info,user.future" });
    await breath();
    expect(events[0]).toEqual({ type: "scopeUnknown", scopes: ["user.future"] });
  });

  test("needs no callbackUrlScheme where redirectUri has it, and takes one where it has not", async () => {
    const { program, connect } = createWorld();
    expect(await connect({ by: program({ redirectUri: "example://withings/auth" }) })).not.toBeNull();
    const bridged = program({ redirectUri: "https://app.example.com/withings/callback" });
    const schemes: string[] = [];
    const webView: WebView = {
      open: ({ callbackUrlScheme }) => {
        schemes.push(callbackUrlScheme);
        return Promise.resolve({ type: "closed" });
      },
    };
    await connect({ by: bridged, webView });
    await connect({ by: bridged, webView, callbackUrlScheme: "example" });
    expect(schemes).toEqual(["https", "example"]);
  });

  test("gives the person the login's own time, not that of a token request", async () => {
    const { program, connect, sandbox } = createWorld();
    const started = sandbox.clock.now().getTime();
    const idle: WebView = { open: () => new Promise(() => undefined) };
    const error = await passing(failure(connect({ webView: idle, by: program({ timeoutMs: 10 }) })));
    expect(error).toMatchObject({ code: "authorization_timed_out" });
    expect(sandbox.clock.now().getTime() - started).toBeGreaterThanOrEqual(300_000);
    const shorter = sandbox.clock.now().getTime();
    await passing(failure(connect({ webView: idle, timeoutMs: 1_000 })));
    expect(sandbox.clock.now().getTime() - shorter).toBeLessThan(10_000);
  });

  test("can be aborted", async () => {
    const { connect } = createWorld();
    const signal = AbortSignal.abort();
    expect(await failure(connect({ signal }))).toMatchObject({ code: "authorization_aborted" });
  });
});

describe.each(policies)("connecting again, where a second authorization %s", (secondAuthorization) => {
  test("puts the new credentials in the place of the old", async () => {
    const { connected, record, sandbox } = createWorld({ secondAuthorization });
    const connection = await connected();
    const old = await connection.credentials();
    sandbox.clock.advance({ hours: 1 });
    await connected({ scope: "user.info" });
    expect((await record(connection.userID)).current.withingsAccessToken).not.toBe(old.withingsAccessToken);
    const { scope: now, obtainedAt } = await connection.credentials();
    expect(now).toBe("user.info");
    expect(obtainedAt).toEqual(sandbox.clock.now());
    await works(connection);
  });

  test("while a refresh is under way wins over it", async () => {
    const { connected, wire, sandbox, record } = createWorld({ secondAuthorization });
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    const answered = gate();
    wire.tap = async (sent, send) => {
      const response = await send();
      if (sent.kind === "refresh") await answered.pass();
      return response;
    };
    const waiting = connection.credentials();
    await answered.reached;
    await connected();
    const { current } = await record(connection.userID);
    answered.open();
    expect((await passing(waiting)).withingsAccessToken).toBe(current.withingsAccessToken);
    expect((await record(connection.userID)).current).toEqual(current);
    await works(connection);
  });

  test("while a refresh is about to be sent wins over it, too", async () => {
    const { connected, wire, sandbox, record } = createWorld({ secondAuthorization });
    const connection = await connected();
    sandbox.clock.advance({ hours: 4 });
    const sending = gate();
    wire.tap = async (sent, send) => {
      if (sent.kind === "refresh") await sending.pass();
      return send();
    };
    const waiting = connection.credentials();
    await sending.reached;
    await connected();
    const { current } = await record(connection.userID);
    sending.open();
    expect((await passing(waiting)).withingsAccessToken).toBe(current.withingsAccessToken);
    await works(connection);
  });

  test("heals a connection whose tokens are dead", async () => {
    const { connected, sandbox } = createWorld({ secondAuthorization });
    const connection = await connected();
    sandbox.clock.advance({ days: 400 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(await connection.status()).toMatchObject({ status: "needsReauthorization" });
    await connected();
    expect(await connection.status()).toMatchObject({ status: "connected" });
    await works(connection);
  });
});

describe.each(policies)("expectUserID, where a second authorization %s", (secondAuthorization) => {
  const household = () => {
    const world = createWorld({ secondAuthorization });
    const [, anna = "", ben = ""] = peopleOf(world.sandbox);
    return { ...world, anna, ben };
  };

  test("lets the expected person in, whoever else is connected", async () => {
    const { connected, anna, ben } = household();
    const first = await connected({ as: { person: anna }, expectUserID: anna });
    const second = await connected({ as: { person: ben }, expectUserID: ben });
    expect([first.userID, second.userID]).toEqual([anna, ben]);
    await works(first);
    await works(second);
  });

  test("refuses somebody else, says who was expected and what to do, and stores nothing of them", async () => {
    const { connect, connected, text, events, anna, ben } = household();
    const connection = await connected({ as: { person: anna } });
    const before = await text(anna);
    await breath();
    events.length = 0;
    const error = await failure(connect({ as: { person: ben }, expectUserID: anna }));
    expect(error).toMatchObject({ name: "WithingsConnectionError", code: "another_person", userID: anna });
    expect((error as Error).message).toMatch(
      /Somebody else than \d+ logged in.*as it was.*log out at Withings/,
    );
    expect(await text(anna)).toBe(before);
    expect(await text(ben)).toBeUndefined();
    await breath();
    expect(events).toEqual([]);
    await works(connection);
  });

  test("loses nobody's connection when somebody else who is connected here logs in", async () => {
    const { connect, connected, record, anna, ben, sandbox } = household();
    const connection = await connected({ as: { person: ben } });
    const other = await connected({ as: { person: anna } });
    expect(await failure(connect({ as: { person: ben }, expectUserID: anna }))).toMatchObject({
      code: "another_person",
    });
    for (const each of [connection, other]) {
      await works(each);
      sandbox.clock.advance({ hours: 4 });
      await works(each);
    }
    expect((await record(ben)).current.scope).toBe(scope);
  });

  test("loses nobody's scopes either, when they logged in for fewer than they are connected with", async () => {
    const { connect, connected, anna, ben, sandbox } = household();
    const connection = await connected({ as: { person: ben } });
    expect(
      await failure(connect({ as: { person: ben }, expectUserID: anna, scope: "user.info" })),
    ).toMatchObject({ code: "another_person" });
    await works(connection);
    sandbox.clock.advance({ hours: 4 });
    await works(connection);
    // Where Withings ended the tokens with more scopes, those with fewer are better than none.
    const lost = secondAuthorization === "replaces";
    expect((await connection.credentials()).scope).toBe(lost ? "user.info" : scope);
    expect(await connection.status()).toMatchObject({ status: "connected" });
  });

  test("heals the connection of somebody else whose tokens were dead, by the way", async () => {
    const { connect, connected, anna, ben, sandbox } = household();
    const connection = await connected({ as: { person: ben } });
    sandbox.clock.advance({ days: 400 });
    await failure(connection.credentials());
    await failure(connect({ as: { person: ben }, expectUserID: anna, scope: "user.info" }));
    await works(connection);
  });
});

describe("a store that fails", () => {
  test("is told before the login where it cannot be read", async () => {
    const store = scripted();
    const { connect, wire } = createWorld({ store });
    store.script = atCall({ call: "read" }, () => Promise.reject(storeError("EACCES")));
    const webView: WebView = { open: () => Promise.reject(new Error("Nobody should have to log in.")) };
    expect(await failure(connect({ webView }))).toMatchObject({
      name: "WithingsStoreError",
      code: "store_failed",
      systemCode: "EACCES",
    });
    expect(wire.sent).toEqual([]);
  });

  test("for a moment after the login costs nothing", async () => {
    const store = scripted();
    const { connected } = createWorld({ store });
    let failures = 0;
    store.script = (call, perform) =>
      call === "compareAndSwap" && ++failures <= 3 ? Promise.reject(storeError()) : perform();
    await works(await passing(connected()));
  });

  test("that stores and yet fails costs nothing", async () => {
    const store = scripted();
    const { connected } = createWorld({ store });
    store.script = atCall({ call: "compareAndSwap" }, async (perform) => {
      await perform();
      throw storeError();
    });
    await works(await passing(connected()));
  });

  test("for good after the login is an error that says so, and what was stored stays", async () => {
    const store = scripted();
    const { connect, connected, text } = createWorld({ store });
    const { userID } = await connected();
    const before = await text(userID);
    store.script = (call, perform) =>
      call === "compareAndSwap" ? Promise.reject(storeError("ENOSPC")) : perform();
    const error = await passing(failure(connect()));
    expect(error).toMatchObject({ code: "store_failed", systemCode: "ENOSPC" });
    expect((error as Error).message).toMatch(
      /could not be stored \(ENOSPC\).*What was stored before is untouched\. Check the store, then try again\./,
    );
    expect(await text(userID)).toBe(before);
  });

  test("says nothing of what its own error quotes", async () => {
    const store = scripted();
    const { connect } = createWorld({ store });
    store.script = () => {
      throw Object.assign(new Error("canary"), { code: "canary secret" });
    };
    const error = await failure(connect());
    expect(error).not.toHaveProperty("systemCode");
    expect(JSON.stringify([(error as Error).message, (error as Error).stack, error])).not.toContain("canary");
  });

  test("loses no login to somebody who is faster: the later one is stored", async () => {
    const store = scripted();
    const { connected, program, record, connect } = createWorld({ store });
    const { userID } = await connected();
    const other = program({ redirectUri: "example://withings/auth" });
    store.script = atCall({ call: "compareAndSwap" }, async (perform) => {
      await connect({ by: other, scope: "user.info" });
      return perform();
    });
    await connected();
    expect((await record(userID)).current.scope).toBe(scope);
  });
});

test("two logins at once on one redirect URI are told apart from a login that fails", async () => {
  const { connect } = createWorld();
  const waiting = gate();
  const webView: WebView = {
    open: async () => {
      await waiting.pass();
      return { type: "closed" };
    },
  };
  const first = connect({ webView });
  await waiting.reached;
  expect(await failure(connect())).toMatchObject({ code: "authorization_in_progress" });
  waiting.open();
  expect(await first).toBeNull();
  expect(redirectUri).toMatch(/^http:/);
});
