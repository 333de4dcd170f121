import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Connection } from "withings-kit";
import { measure } from "withings-kit/operations";
import { readingFrom } from "../data/support/reading.js";
import { failure } from "../support/login.js";

const since = new Date("2026-11-01T00:00:00Z");

/** An endpoint that never answers. */
const silence: typeof fetch = async (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => {
      reject(new Error("The connection was closed."));
    });
  });

type Call = (connection: Connection, signal: AbortSignal) => Promise<unknown>;

describe("the reason with which a caller aborts is the cause of the error", () => {
  const calls: readonly (readonly [string, Call])[] = [
    ["a list", async (c, signal) => c.measures.list({ signal }).toArray()],
    ["a page of windows", async (c, signal) => c.activity.intraday({ signal, since }).pages().next()],
    ["one thing", async (c, signal) => c.goals.get({ signal })],
    ["a write", async (c, signal) => c.measures.confirmUser(5, true, { signal })],
    ["any call", async (c, signal) => c.call(measure.getMeas, {}, { signal })],
    ["fetch", async (c, signal) => c.fetch("/v2/user", { signal })],
    ["credentials", async (c, signal) => c.credentials({ signal })],
  ];

  test.each(calls)("before it begins: %s", async (_what, call) => {
    const { connection, sent } = await readingFrom(["{}"]);
    const reason = { because: "the page was left" };
    const error = await failure(call(connection, AbortSignal.abort(reason)));
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "aborted" });
    expect((error as Error).cause).toBe(reason);
    expect(sent).toEqual([]);
  });

  test.each(calls.filter(([what]) => what !== "credentials"))("on its way: %s", async (_what, call) => {
    const { connection } = await readingFrom([], { fetch: silence });
    const controller = new AbortController();
    const ended = failure(call(connection, controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const reason = new Error("the page was left");
    controller.abort(reason);
    const error = await ended;
    expect(error).toMatchObject({ code: "aborted" });
    expect((error as Error).cause).toBe(reason);
  });
});

test("a signal that is over by time says so in the cause", async () => {
  const { connection } = await readingFrom([], { fetch: silence });
  const error = (await failure(connection.goals.get({ signal: AbortSignal.timeout(5) }))) as Error;
  expect(error.cause).toMatchObject({ name: "TimeoutError" });
});

test("the reason is in no message, and not in JSON", async () => {
  const { connection } = await readingFrom(["{}"]);
  const error = await failure(connection.goals.get({ signal: AbortSignal.abort("canary") }));
  expect(String(error)).not.toContain("canary");
  expect(JSON.stringify(error)).not.toContain("canary");
  expect(inspect(error)).toContain("canary");
});
