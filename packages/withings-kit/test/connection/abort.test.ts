import { describe, expect, test } from "vitest";
import type { WithingsOptions } from "withings-kit";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { scripted, type StoreCall } from "./support/scripted-store.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { networkError } from "./support/wire.js";
import { createWorld, devices, works } from "./support/world.js";

turnableTime();

type Stage = Exclude<StoreCall, "delete"> | "request" | "answer";
const stages: readonly Stage[] = ["read", "lease", "compareAndSwap", "request", "answer", "release"];

/** A connection whose refresh stands still at a stage until it is let go on. */
async function standingStill(stage: Stage) {
  const store = scripted();
  const world = createWorld({ store });
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  const held = gate();
  store.script = async (call, perform) => {
    if (call === stage) await held.pass();
    return perform();
  };
  world.wire.tap = async (sent, send) => {
    if (sent.kind === "refresh" && stage === "request") await held.pass();
    const response = await send();
    if (sent.kind === "refresh" && stage === "answer") await held.pass();
    return response;
  };
  return { ...world, connection, held };
}

describe.each(stages)("while the refresh stands at its %s", (stage) => {
  test("a caller who aborts is told at once, and the others get their credentials", async () => {
    const { connection, held, refreshes } = await standingStill(stage);
    const controller = new AbortController();
    const first = connection.credentials({ signal: controller.signal });
    const others = [
      connection.credentials(),
      connection.credentials({ signal: new AbortController().signal }),
    ];
    await held.reached;
    controller.abort();
    expect(await failure(first)).toMatchObject({ name: "WithingsTransportError", code: "aborted" });
    held.open();
    const given = await passing(Promise.all(others));
    expect(new Set(given.map(({ withingsAccessToken }) => withingsAccessToken)).size).toBe(1);
    expect(refreshes()).toHaveLength(1);
  });

  test("all callers may abort: the refresh comes to its end, and what it brought is stored", async () => {
    const { connection, held, record, refreshes } = await standingStill(stage);
    const controller = new AbortController();
    const { signal } = controller;
    const old = (await record(connection.userID)).current.withingsAccessToken;
    const all = [
      connection.credentials({ signal }),
      devices(connection, { signal }),
      connection.credentials({ signal }),
    ];
    for (const each of all) each.catch(() => undefined);
    await held.reached;
    controller.abort();
    for (const each of all) expect(await failure(each)).toMatchObject({ code: "aborted" });
    held.open();
    await breath(40);
    expect(refreshes()).toHaveLength(1);
    expect((await record(connection.userID)).current.withingsAccessToken).not.toBe(old);
    await works(connection);
    expect(refreshes()).toHaveLength(1);
  });
});

test("a caller who aborted before calls nothing", async () => {
  const store = scripted();
  const { connected, sandbox, wire } = createWorld({ store });
  const connection = await connected();
  sandbox.clock.advance({ hours: 4 });
  wire.sent.length = 0;
  const asked: string[] = [];
  store.script = (call, perform) => {
    asked.push(call);
    return perform();
  };
  const signal = AbortSignal.abort();
  expect(await failure(connection.credentials({ signal }))).toMatchObject({ code: "aborted" });
  expect(await failure(devices(connection, { signal }))).toMatchObject({ code: "aborted" });
  await breath(20);
  expect(asked).toEqual([]);
  expect(wire.sent).toEqual([]);
});

test("a call that is aborted on its way, or while its answer arrives, is told so", async () => {
  const { connected, wire } = createWorld();
  const connection = await connected();
  for (const arriving of [false, true]) {
    const controller = new AbortController();
    wire.tap = async (sent, send) => {
      const response = await send();
      if (sent.kind !== "api") return response;
      if (!arriving) {
        controller.abort();
        throw new DOMException("This operation was aborted", "AbortError");
      }
      const body = new ReadableStream({
        pull: (stream) => {
          controller.abort();
          stream.error(new DOMException("This operation was aborted", "AbortError"));
        },
      });
      return new Response(body);
    };
    const error = await failure(devices(connection, { signal: controller.signal }));
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "aborted" });
  }
});

test("a call that is aborted while its refused token is renewed ends, and the renewal goes on", async () => {
  const { connected, wire, record } = createWorld();
  const connection = await connected();
  const { withingsAccessToken: rejected } = await connection.credentials();
  const held = gate();
  wire.tap = async (sent, send) => {
    if (sent.kind === "refresh") await held.pass();
    return sent.accessToken === rejected ? new Response('{"status":401}') : send();
  };
  const controller = new AbortController();
  const call = devices(connection, { signal: controller.signal });
  await held.reached;
  controller.abort();
  expect(await failure(call)).toMatchObject({ code: "aborted" });
  held.open();
  await breath(40);
  expect((await record(connection.userID)).current.withingsAccessToken).not.toBe(rejected);
  await works(connection);
});

test("a caller who aborts while everybody waits for Withings to come back ends alone", async () => {
  const { connected, sandbox, wire } = createWorld();
  const connection = await connected();
  sandbox.clock.advance({ hours: 4 });
  let down = true;
  wire.tap = (_sent, send) => (down ? Promise.reject(networkError("ECONNREFUSED")) : send());
  const controller = new AbortController();
  const impatient = connection.credentials({ signal: controller.signal });
  const patient = connection.credentials();
  await breath(20);
  controller.abort();
  expect(await failure(impatient)).toMatchObject({ code: "aborted" });
  down = false;
  expect((await passing(patient)).isExpired(sandbox.clock.now())).toBe(false);
});

test("a signal among the options of createWithings, where none belongs, ends no refresh", async () => {
  const { connected, sandbox, program } = createWorld();
  const { userID } = await connected();
  sandbox.clock.advance({ hours: 4 });
  const options = { signal: AbortSignal.abort() } as Partial<WithingsOptions>;
  await works(await program(options).connection(userID));
});

test("signals of calls that ended are not listened to any more", async () => {
  const { connected } = createWorld();
  const connection = await connected();
  let listening = 0;
  const { signal } = new AbortController();
  const counted = new Proxy(signal, {
    get: (target, name) => {
      if (name === "addEventListener")
        return (...listener: [string, () => void]) => {
          listening++;
          target.addEventListener(...listener);
        };
      if (name === "removeEventListener")
        return (...listener: [string, () => void]) => {
          listening--;
          target.removeEventListener(...listener);
        };
      return Reflect.get(target, name, target) as unknown;
    },
  });
  for (let call = 0; call < 10; call++) await connection.credentials({ signal: counted });
  expect(listening).toBe(0);
});
