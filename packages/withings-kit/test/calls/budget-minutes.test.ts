import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createSandbox, type SandboxOptions, visitor } from "withings-sandbox";
import { createWithings, memoryStore, WithingsError } from "withings-kit";
import { type RequestBudget, requestBudget } from "withings-kit/data";
import { measure } from "withings-kit/operations";
import { traffic } from "../connection/support/wire.js";
import { redirectUri } from "../support/login.js";
import { numbered } from "./support/program.js";
import { passing, turnableTime } from "./support/time.js";

turnableTime();

const minuteMs = 60_000;

/** Somebody who wants to send a request. */
const arrival = fc.record({
  person: fc.nat(4),
  at: fc.oneof(fc.nat(200_000), fc.nat(400), fc.constant(0)),
  durationMs: fc.oneof(fc.constant(0), fc.nat(500), fc.nat(90_000)),
  maxWaitMs: fc.oneof(fc.constant(Infinity), fc.nat(150_000)),
  abortAfterMs: fc.option(fc.nat(100_000), { freq: 6 }),
});

interface Stay {
  readonly sentAt: number;
  readonly countedUntil: number;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function arrive(
  {
    person,
    at,
    durationMs,
    maxWaitMs,
    abortAfterMs,
  }: typeof arrival extends fc.Arbitrary<infer T> ? T : never,
  { budget, stays }: { readonly budget: RequestBudget; readonly stays: Stay[] },
): Promise<void> {
  await delay(at);
  const controller = new AbortController();
  if (abortAfterMs !== null)
    setTimeout(() => {
      controller.abort();
    }, abortAfterMs);
  const asked = performance.now();
  try {
    const place = await budget.take({
      application: "app",
      person: String(person),
      maxWaitMs,
      signal: controller.signal,
    });
    const sentAt = performance.now();
    await delay(durationMs);
    stays.push({ sentAt, countedUntil: performance.now() + minuteMs });
    place.leave();
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    expect(["budget_exhausted", "aborted"]).toContain(error.code);
    // Nobody waits longer than they wanted.
    expect(performance.now() - asked).toBeLessThanOrEqual(Math.min(maxWaitMs, abortAfterMs ?? Infinity));
  }
}

test("no 60 seconds ever hold more requests than allowed, whoever arrives when, however long answers take", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(arrival, { minLength: 1, maxLength: 40 }),
      fc.array(fc.record({ at: fc.nat(200_000), ms: fc.nat(30_000) }), { maxLength: 2 }),
      async (perMinute, arrivals, pauses) => {
        const budget = requestBudget({ perMinute });
        const stays: Stay[] = [];
        const begun = performance.now();
        const all = Promise.all([
          ...arrivals.map((each) => arrive(each, { budget, stays })),
          ...pauses.map(async ({ at, ms }) => {
            await delay(at);
            await budget.pause("app", ms);
          }),
        ]);
        await vi.runAllTimersAsync();
        await all;
        for (const { sentAt } of stays) {
          const counted = stays.filter((other) => other.sentAt <= sentAt && sentAt < other.countedUntil);
          expect(counted.length).toBeLessThanOrEqual(perMinute);
          for (const { at, ms } of pauses) {
            const from = begun + at;
            expect(sentAt > from && sentAt < from + ms).toBe(false);
          }
        }
        // Whoever has all the time gets a place.
        const patient = arrivals.filter((each) => each.maxWaitMs === Infinity && each.abortAfterMs === null);
        expect(stays.length).toBeGreaterThanOrEqual(patient.length);
      },
    ),
    { numRuns: 150 },
  );
});

/** A program with so much to do that its budget is always spent, for some minutes, against a sandbox that counts too. */
async function saturate(
  options: SandboxOptions & { readonly latencyMs?: number; readonly minutes: number },
): Promise<{ readonly answered: number; readonly refused: number; readonly minutes: number }> {
  const { latencyMs = 0, minutes, ...behaviour } = options;
  const sandbox = createSandbox(behaviour);
  let answered = 0;
  let refused = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (latencyMs > 0) await delay(latencyMs / 2);
    traffic.underWay++;
    const response = await sandbox.fetch(new Request(input, init)).finally(() => {
      traffic.underWay--;
    });
    if (latencyMs > 0) await delay(latencyMs / 2);
    return response;
  };
  const withings = createWithings({
    ...sandbox.application,
    redirectUri,
    store: memoryStore(),
    cloud: sandbox.cloud,
    fetch,
    clock: () => sandbox.clock.now().getTime(),
    hooks: {
      onResponse: ({ status }) => {
        if (status === 601) refused++;
        else answered++;
      },
    },
  });
  const person = sandbox.people.find("nothing");
  const connection = await passing(
    withings.connect({
      scope: "user.metrics",
      webView: visitor({ fetch: sandbox.fetch, email: person.email ?? "", person: person.id }),
    }),
  );
  if (connection === null) throw new Error("The scripted person did not log in.");
  // The login's own requests are not the program's calls, and Withings counted them.
  await passing(delay(minuteMs + 1));
  const until = performance.now() + minutes * minuteMs;
  let number = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < until)
      await connection.call(measure.getMeas, numbered(number++), { maxWaitMs: Infinity });
  };
  const atEnd = delay(minutes * minuteMs - 1).then(() => ({ answered, refused, minutes }));
  const all = Promise.all(Array.from({ length: 150 }, work));
  const counted = await passing(atEnd);
  await passing(all);
  return counted;
}

describe("a program that always has something to do", () => {
  test.each([
    ["a minute that begins with the first request", { rateLimitWindow: "fixed" } as const],
    ["a minute that slides", { rateLimitWindow: "sliding" } as const],
    ["answers that take half a second", { rateLimitWindow: "sliding", latencyMs: 500 } as const],
  ])("uses at least 98 % of what it may, and nothing is too much: %s", async (_what, options) => {
    const { answered, refused, minutes } = await saturate({ ...options, minutes: 4 });
    expect(refused).toBe(0);
    expect(answered / (minutes * 120)).toBeGreaterThanOrEqual(0.98);
    expect(answered / (minutes * 120)).toBeLessThanOrEqual(1);
  });
});
