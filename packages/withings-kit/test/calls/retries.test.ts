import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import type { WithingsError, WithingsOptions } from "withings-kit";
import { measure } from "withings-kit/operations";
import { answer, refusal } from "../data/support/reading.js";
import { failure } from "../support/login.js";
import { broken, type Handle, nothing, numbered, type Outcome, program, renewed } from "./support/program.js";
import { passing, turnableTime } from "./support/time.js";

turnableTime();

/** A program whose Withings answers in this order, the last again and again; and the waits before its requests. */
async function answering(
  outcomes: readonly (() => Outcome)[],
  options?: Partial<WithingsOptions>,
): Promise<
  ReturnType<typeof program> & { connection: Awaited<ReturnType<ReturnType<typeof program>["person"]>> }
> {
  const handle: Handle = ({ index }) => (outcomes[Math.min(index, outcomes.length - 1)] ?? (() => nothing))();
  const made = program(handle, options);
  return { ...made, connection: await made.person() };
}

/** The waits between requests. */
const waits = (sent: readonly { readonly at: number }[]): number[] =>
  sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));

const fine = (): Outcome => nothing;
const html = (status: number) => (): Outcome => new Response("<html>Bad gateway</html>", { status });

const passingFailures: readonly [string, () => Outcome, string][] = [
  ["status 522, Withings' timeout", () => refusal(522), "withings_unavailable"],
  ["status 524", () => refusal(524), "withings_unavailable"],
  ["HTTP 500", html(500), "http_error"],
  ["HTTP 502 with a page", html(502), "http_error"],
  ["HTTP 503 with what looks like an answer", () => new Response(nothing, { status: 503 }), "http_error"],
  ["a connection that breaks", () => broken(), "network_failed"],
  ["a name that is not found", () => broken("ENOTFOUND"), "network_failed"],
];

describe("a read", () => {
  test.each(passingFailures)("is sent again after %s", async (_what, outcome) => {
    const { connection, sent } = await answering([outcome, outcome, fine]);
    expect(await passing(connection.call(measure.getMeas, {}))).toMatchObject({ measuregrps: [] });
    expect(sent).toHaveLength(3);
    expect(sent.map(({ form }) => form)).toEqual([sent[0]?.form, sent[0]?.form, sent[0]?.form]);
  });

  test.each(passingFailures)("ends after five times of %s, with its error", async (_what, outcome, code) => {
    const { connection, sent } = await answering([outcome]);
    expect(await passing(failure(connection.call(measure.getMeas, {})))).toMatchObject({ code });
    expect(sent).toHaveLength(5);
  });

  test("that nobody answers is given up by and by, and sent again", async () => {
    const silence = program(({ index }) => (index === 0 ? new Promise<never>(() => undefined) : nothing), {
      timeoutMs: 4_000,
    });
    const connection = await silence.person();
    await passing(connection.call(measure.getMeas, {}));
    expect(silence.sent[0]?.signal?.aborted).toBe(true);
    const [wait = 0] = waits(silence.sent);
    expect(wait).toBeGreaterThanOrEqual(4_000);
    expect(wait).toBeLessThan(5_010);
  });

  test.each([
    ["wrong parameters", () => refusal(503, "Invalid params"), "api_refused"],
    ["something that is not implemented", () => refusal(2554), "api_refused"],
    ["a missing scope", () => refusal(403), "scope_missing"],
    ["HTTP 404", html(404), "http_error"],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "/" } }), "http_error"],
    ["HTML with HTTP 200", () => new Response("<html></html>"), "answer_unreadable"],
    ["JSON that is no envelope", () => "[1]", "answer_invalid"],
  ])("is not sent again after %s, which another time would not help", async (_what, outcome, code) => {
    const { connection, sent } = await answering([outcome]);
    expect(await passing(failure(connection.call(measure.getMeas, {})))).toMatchObject({ code });
    expect(sent).toHaveLength(1);
  });

  test("waits anything from nothing to a limit that doubles, so that many do not come back at once", async () => {
    const seen: number[][] = [[], [], [], []];
    for (let time = 0; time < 200; time++) {
      const { connection, sent } = await answering([() => broken()]);
      await passing(failure(connection.call(measure.getMeas, {})));
      for (const [index, wait] of waits(sent).entries()) seen[index]?.push(wait);
    }
    for (const [index, times] of seen.entries()) {
      const limit = 1_000 * 2 ** index;
      expect(times).toHaveLength(200);
      // The chance that 200 fair waits fail this is below one in 10^8.
      expect(Math.max(...times)).toBeLessThanOrEqual(limit + 2);
      expect(Math.max(...times)).toBeGreaterThan(limit * 0.9);
      expect(Math.min(...times)).toBeLessThan(limit * 0.1);
      const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
      expect(mean / limit).toBeGreaterThan(0.38);
      expect(mean / limit).toBeLessThan(0.62);
    }
  });

  test("has one time for everything: its turns, its waits, Withings' demands", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999_999);
    try {
      const { connection, sent } = await answering([() => broken()]);
      const begun = performance.now();
      expect(
        await passing(failure(connection.call(measure.getMeas, {}, { maxWaitMs: 6_500 }))),
      ).toMatchObject({ code: "network_failed" });
      // One and two seconds; four more would be too long.
      expect(sent).toHaveLength(3);
      expect(performance.now() - begun).toBeLessThan(3_500);
    } finally {
      vi.restoreAllMocks();
    }
    const { connection, sent } = await answering([() => broken(), fine]);
    expect(await failure(connection.call(measure.getMeas, {}, { maxWaitMs: 0 }))).toMatchObject({
      code: "network_failed",
    });
    expect(sent).toHaveLength(1);
  });

  test("ends while it waits to be sent again, when it is aborted", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    try {
      const { connection, sent } = await answering([() => broken()]);
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, 500);
      const begun = performance.now();
      const error = await passing(
        failure(connection.call(measure.getMeas, {}, { signal: controller.signal })),
      );
      expect(error).toMatchObject({ code: "aborted" });
      expect(performance.now() - begun).toBeLessThan(510);
      expect(sent).toHaveLength(1);
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe("a write", () => {
  test.each(passingFailures)(
    "is not sent again after %s: it may have been done",
    async (_what, outcome, code) => {
      const { connection, sent } = await answering([outcome, () => answer({})]);
      expect(await passing(failure(connection.measures.confirmUser(1, true)))).toMatchObject({ code });
      expect(sent).toHaveLength(1);
    },
  );

  test("is sent again when Withings refused it for being too much: it was not done", async () => {
    const { connection, sent } = await answering([
      () => refusal(601, "", { wait_seconds: 3 }),
      () => answer({}),
    ]);
    await passing(connection.measures.confirmUser(1, true));
    expect(sent).toHaveLength(2);
  });

  test("is sent again with a new token when the old one was not accepted: it was not done", async () => {
    const { connection, sent } = await answering([
      () => refusal(401),
      () => renewed("new"),
      () => answer({}),
    ]);
    await passing(connection.measures.confirmUser(1, true));
    expect(sent.map(({ accessToken }) => accessToken)).toEqual(["access-363", undefined, "new"]);
  });
});

describe("too many requests", () => {
  test("pause the whole application for exactly as long as Withings says", async () => {
    const { connection, person, sent } = await answering([
      () => refusal(601, "Too many requests", { wait_seconds: 188 }),
      fine,
    ]);
    const other = await person("2");
    const calls = [
      connection.call(measure.getMeas, {}, { maxWaitMs: 200_000 }),
      // This one comes while it lasts.
      new Promise((resolve) => setTimeout(resolve, 90_000)).then(() =>
        other.call(measure.getMeas, {}, { maxWaitMs: 200_000 }),
      ),
    ];
    await passing(Promise.all(calls));
    const [first, ...others] = sent.map(({ at }) => at - (sent[0]?.at ?? 0));
    expect([first, others.length]).toEqual([0, 2]);
    for (const at of others) {
      expect(at).toBeGreaterThanOrEqual(188_000);
      expect(at).toBeLessThan(188_010);
    }
  });

  test("pause all others also where the call that met with them has no time to wait", async () => {
    const { connection, sent } = await answering([() => refusal(601, "", { wait_seconds: 50 }), fine]);
    expect(await failure(connection.call(measure.getMeas, numbered(1), { maxWaitMs: 10_000 }))).toMatchObject(
      { code: "rate_limited", waitSeconds: 50, statusFamily: "too_many_requests" },
    );
    await passing(connection.call(measure.getMeas, numbered(2)));
    expect(waits(sent)[0]).toBeGreaterThanOrEqual(50_000);
    expect(waits(sent)[0]).toBeLessThan(50_010);
  });

  test.each([{}, { wait_seconds: 0 }, { wait_seconds: "soon" }, { wait_seconds: -5 }])(
    "without a time (%j) are waited out by minutes, twice as many each time",
    async (body) => {
      const { connection, sent } = await answering([() => refusal(601, "", body)]);
      const error = (await passing(
        failure(connection.call(measure.getMeas, {}, { maxWaitMs: 3_600_000 })),
      )) as WithingsError;
      expect(error).toMatchObject({ code: "rate_limited", status: 601 });
      expect(error).not.toHaveProperty("waitSeconds");
      const minutes = waits(sent).map((ms) => ms / 60_000);
      expect(minutes).toHaveLength(4);
      for (const [index, each] of minutes.entries()) {
        expect(each).toBeGreaterThanOrEqual(2 ** index);
        expect(each).toBeLessThan(2 ** index * 1.26);
      }
    },
  );

  test("whose pause is shorter than one that lasts already do not end that one", async () => {
    const { connection, sent } = await answering([
      () => refusal(601, "", { wait_seconds: 100 }),
      () => refusal(601, "", { wait_seconds: 5 }),
      fine,
    ]);
    await passing(Promise.all([1, 2].map((number) => connection.call(measure.getMeas, numbered(number)))));
    for (const { at } of sent.slice(2)) expect(at - (sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(100_000);
  });
});

describe("a token that Withings does not accept", () => {
  const renewing = (first: () => Outcome): readonly (() => Outcome)[] => [
    first,
    () => renewed("second"),
    fine,
  ];

  test.each([
    ["status 401", () => refusal(401, "invalid token")],
    ["status 100", () => refusal(100)],
    ["HTTP 401 with an envelope", () => new Response(refusal(401), { status: 401 })],
    ["HTTP 401 without one", html(401)],
  ])("is renewed after %s, and the call made once more", async (_what, first) => {
    const { connection, sent } = await answering(renewing(first));
    expect(await passing(connection.call(measure.getMeas, {}))).toMatchObject({ measuregrps: [] });
    expect(sent.map(({ accessToken }) => accessToken)).toEqual(["access-363", undefined, "second"]);
  });

  test("is renewed once: what is still not accepted then is told", async () => {
    const { connection, sent } = await answering([
      () => refusal(401),
      () => renewed("second"),
      () => refusal(401, "The access token provided is invalid"),
    ]);
    const error = await passing(failure(connection.call(measure.getMeas, {})));
    expect(error).toMatchObject({
      code: "api_refused",
      status: 401,
      statusFamily: "auth_failed",
      operation: "measure getmeas",
    });
    expect(sent).toHaveLength(3);
  });

  test("is renewed once by many calls at the same time", async () => {
    const { person, sent } = program(({ url, accessToken }) =>
      url.endsWith("/oauth2") ? renewed("second") : accessToken === "second" ? nothing : refusal(401),
    );
    const connection = await person();
    await passing(
      Promise.all(
        Array.from({ length: 20 }, (_, number) => connection.call(measure.getMeas, numbered(number))),
      ),
    );
    expect(sent.filter(({ url }) => url.endsWith("/oauth2"))).toHaveLength(1);
  });
});

test("what Withings says of an access token is not told on, whatever tokens look like", async () => {
  const { connection, sent } = await answering([() => refusal(503, "Invalid Params: access-363")]);
  const error = await failure(connection.call(measure.getMeas, {}));
  expect(error).toMatchObject({ code: "api_refused", status: 503 });
  expect(sent[0]?.accessToken).toBe("access-363");
  expect(inspect(error)).not.toContain("access-363");
});

test("status 403 names the scope that is missing, and what to do", async () => {
  const { connection } = await answering([() => refusal(403, "insufficient_scope")]);
  const error = (await failure(connection.call(measure.getMeas, {}))) as WithingsError;
  expect(error).toMatchObject({
    name: "WithingsApiError",
    code: "scope_missing",
    status: 403,
    operation: "measure getmeas",
    scopes: ["user.metrics"],
  });
  expect(error.message).toMatch(/did not grant user\.metrics: connect again/);
});
