import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { WithingsEvent, WithingsOptions } from "withings-kit";
import { failure } from "../support/login.js";
import { scripted, storeError } from "./support/scripted-store.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError, type Tap } from "./support/wire.js";
import { createWorld, devices, listed, works, type World } from "./support/world.js";

turnableTime();

/** Everything that anybody could print of a value. */
function everythingOf(value: unknown): string {
  const { message, stack, cause } = Object(value) as Error;
  const texts = [message, stack, String(cause), inspect(cause, { depth: 9 })];
  return [
    ...texts,
    inspect(value, { depth: 9, showHidden: true, getters: true }),
    inspect(value, { depth: 9, customInspect: false }),
    JSON.stringify(value),
    JSON.stringify(Object.getOwnPropertyDescriptors(Object(value))),
  ].join("\n");
}

/** The secrets of a world that a text holds. */
function secretsIn(text: string, { wire }: World): string[] {
  return [...wire.secrets].filter((secret) => text.includes(secret));
}

test("each event comes when it should, with the connection", async () => {
  const world = createWorld();
  const { connected, withings, sandbox, wire, events } = world;
  const connection = await connected();
  const { userID } = connection;
  sandbox.clock.advance({ hours: 4 });
  await works(connection);
  sandbox.clock.advance({ minutes: 176 });
  wire.tap = () => Promise.reject(networkError("ETIMEDOUT"));
  await connection.credentials();
  await breath(20);
  wire.tap = (_sent, send) => send();
  sandbox.clock.advance({ days: 400 });
  await passing(failure(connection.credentials()));
  await withings.disconnect(userID);
  await breath(20);
  const common = { userID, scopes: ["user.info", "user.metrics"] };
  expect(events).toMatchObject([
    { type: "connected", connection: { ...common, status: "connected" } },
    { type: "refreshed", connection: { ...common, status: "connected" } },
    {
      type: "refreshDelayed",
      code: "network_failed",
      retryInMs: expect.any(Number) as number,
      connection: { ...common, status: "expiring" },
    },
    {
      type: "reauthorizationRequired",
      connection: { ...common, status: "needsReauthorization", reason: "refresh_token_rejected" },
    },
    { type: "disconnected", connection: { userID } },
  ]);
});

test("a program that listens to its events knows their types", () => {
  const words = (event: WithingsEvent): string => {
    switch (event.type) {
      case "connected":
      case "refreshed":
        return event.connection.status;
      case "refreshDelayed":
        return `${event.code} ${event.retryInMs}`;
      case "reauthorizationRequired":
        return event.connection.reason ?? "";
      case "disconnected":
        return event.connection.userID;
      default:
        return event.type;
    }
  };
  expect(words({ type: "disconnected", connection: { userID: "363" } })).toBe("363");
});

test("only the program that did it is told", async () => {
  const { connected, program, sandbox, events } = createWorld();
  const { userID } = await connected();
  const heard: string[] = [];
  const other = program({ onEvent: ({ type }) => heard.push(type) });
  sandbox.clock.advance({ hours: 4 });
  await (await other.connection(userID)).credentials();
  await breath(20);
  expect(heard).toEqual(["refreshed"]);
  expect(events.map(({ type }) => type)).toEqual(["connected"]);
});

test("a listener that throws is an uncaught exception and disturbs nothing", async () => {
  const { connected, program, sandbox, connect } = createWorld();
  const thrown: unknown[] = [];
  const catching = (error: unknown): void => {
    thrown.push(error);
  };
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", catching);
  try {
    const onEvent: WithingsOptions["onEvent"] = ({ type }) => {
      throw new Error(type);
    };
    const loud = program({ onEvent });
    const connection = await connected({ by: loud });
    sandbox.clock.advance({ hours: 4 });
    await works(connection);
    await loud.disconnect(connection.userID);
    await connect({ by: loud, scope: "user.future" });
    await breath(20);
    expect(thrown.map(String)).toEqual([
      "Error: connected",
      "Error: refreshed",
      "Error: disconnected",
      "Error: scopeUnknown",
      "Error: scopeNarrowed",
      "Error: connected",
    ]);
  } finally {
    process.off("uncaughtException", catching);
    for (const other of others) process.on("uncaughtException", other);
  }
});

describe("no event and no error ever shows a token, a secret, a code or a state", () => {
  const echoing: Tap = async (sent, send) => {
    const { body } = (await (await send()).json()) as { readonly body: object };
    const said = [...sent.form.values(), sent.accessToken, JSON.stringify(body)].join(" ");
    return answer({ status: 503, body, error: `Invalid Params: ${said}` });
  };
  const taps: Readonly<Record<string, Tap>> = {
    "an answer that repeats everything": echoing,
    "a refusal that repeats everything": async (sent, send) => {
      const { error, ...given } = (await (await echoing(sent, send)).json()) as { readonly error: string };
      return answer({ ...given, error: `invalid refresh_token ${error}` });
    },
    "an answer that repeats everything, of HTTP 500": async (sent, send) =>
      new Response((await echoing(sent, send)).body, { status: 500 }),
    "an answer for somebody else": async (_sent, send) => {
      const given = (await (await send()).json()) as { readonly body: object };
      return answer({ ...given, body: { ...given.body, userid: 999 } });
    },
    "tokens that are no text": async (_sent, send) => {
      const given = (await (await send()).json()) as { readonly body: Record<string, unknown> };
      return answer({ ...given, body: { ...given.body, access_token: [given.body["access_token"]] } });
    },
    "half an answer": async (_sent, send) => answer((await (await send()).text()).slice(0, -20)),
    "an error of fetch that quotes the request": (sent) =>
      Promise.reject(
        Object.assign(new TypeError(String(sent.form)), {
          cause: Object.assign(new Error(String(sent.form)), { code: sent.refreshToken ?? "E" }),
        }),
      ),
    "a redirect with the token": (sent) =>
      Promise.resolve(
        new Response(null, {
          status: 307,
          headers: { location: `https://evil.example/?${String(sent.form)}` },
        }),
      ),
  };

  test.each(Object.keys(taps))("not after %s", async (name) => {
    const world = createWorld();
    const { connected, connect, withings, sandbox, wire, events } = world;
    const connection = await connected();
    await works(connection);
    wire.tap = taps[name] ?? echoing;
    const errors = [
      await passing(failure(connect())),
      await passing(devices(connection)).catch((error: unknown) => error),
    ];
    sandbox.clock.advance({ hours: 4 });
    errors.push(
      await passing(failure(connection.credentials())),
      await passing(failure(devices(connection))),
    );
    const seen = [...errors, ...events, await withings.disconnect(connection.userID), connection, withings];
    await breath(20);
    const text = seen
      .filter((each) => !(each instanceof Response))
      .map(everythingOf)
      .join("\n");
    expect(secretsIn(text, world)).toEqual([]);
    expect(text).toContain(connection.userID);
    expect(wire.secrets.size).toBeGreaterThan(5);
  });

  test("not after a store fails with errors that quote what it was to store", async () => {
    const store = scripted();
    const world = createWorld({ store });
    const connection = await world.connected();
    const quoting = async (): Promise<never> => {
      const text = (await world.text(connection.userID)) ?? "";
      throw Object.assign(new Error(text, { cause: text }), storeError(), { detail: text, path: text });
    };
    world.sandbox.clock.advance({ hours: 4 });
    const errors: unknown[] = [];
    for (const failing of ["read", "compareAndSwap", "delete"] as const) {
      store.script = (call, perform) => (call === failing ? quoting() : perform());
      const calls: (() => Promise<unknown>)[] = [
        () => world.connect(),
        () => connection.credentials(),
        () => world.withings.disconnect(connection.userID),
      ];
      for (const call of calls) await passing(call().catch((error: unknown) => errors.push(error)));
      await elapse(60_000);
    }
    const text = [...errors, ...world.events].map(everythingOf).join("\n");
    expect(text).toContain("EIO");
    expect(secretsIn(text, world)).toEqual([]);
  });

  test("not in statuses, lists, and what is printed of a program and a connection", async () => {
    const world = createWorld();
    const connection = await world.connected();
    await world.store.compareAndSwap("x", { expected: 0, value: "{}" });
    world.sandbox.clock.advance({ hours: 4 });
    await works(connection);
    const seen = [await listed(world.withings), await connection.status(), connection, world.withings];
    expect(secretsIn(seen.map(everythingOf).join("\n"), world)).toEqual([]);
    expect(secretsIn(String(await connection.credentials()), world)).toEqual([]);
  });
});
