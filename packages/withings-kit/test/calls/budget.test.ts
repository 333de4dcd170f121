import { describe, expect, test } from "vitest";
import type { WithingsError } from "withings-kit";
import { type BudgetRequest, type RequestBudget, requestBudget } from "withings-kit/data";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { gate, nothing, numbered, program, renewed } from "./support/program.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";

turnableTime();

/** A budget with nothing left, and what gives the next place back. */
async function spent(perMinute: number): Promise<{ budget: RequestBudget; take: Take }> {
  const budget = requestBudget({ perMinute });
  const take: Take = (request) =>
    budget.take({ application: "app", person: "1", maxWaitMs: 600_000, ...request });
  for (let count = 0; count < perMinute; count++) (await take({ person: "first" })).leave();
  return { budget, take };
}
type Take = (request?: Partial<BudgetRequest>) => ReturnType<RequestBudget["take"]>;

describe("the budget of an application", () => {
  test("is 120 requests a minute if nothing else is said, and the next goes out when the first's minute is over", async () => {
    const { person, sent } = program();
    const connection = await person();
    const calls = Promise.all(
      Array.from({ length: 125 }, (_, number) => connection.call(measure.getMeas, numbered(number))),
    );
    await breath(20);
    expect(sent).toHaveLength(120);
    await passing(calls);
    expect(sent).toHaveLength(125);
    const waits = sent.slice(120).map(({ at }) => at - (sent[0]?.at ?? 0));
    for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(60_000);
    for (const ms of waits) expect(ms).toBeLessThan(60_010);
  });

  test("is one for all connections, all calls, fetch too, and every object that the process made of it", async () => {
    const { person, sent, fetch } = program();
    const [one, two] = [await person("1"), await person("2")];
    const other = program(undefined, { fetch });
    const three = await other.person("3");
    const calls = [
      ...Array.from({ length: 60 }, (_, number) => one.call(measure.getMeas, numbered(number))),
      ...Array.from({ length: 40 }, (_, number) =>
        two.measures.list({ since: new Date(number * 1000) }).toArray(),
      ),
      ...Array.from({ length: 15 }, () => one.fetch("/v2/user")),
      ...Array.from({ length: 30 }, (_, number) => three.call(measure.getMeas, numbered(number))),
    ];
    await breath(50);
    expect(sent).toHaveLength(120);
    await passing(Promise.all(calls));
    expect(sent).toHaveLength(145);
  });

  test("is another's where the fetch is another: a sandbox's requests are not Withings'", async () => {
    const [one, two] = [program(), program()];
    const calls = [one, two].map(async ({ person }) => {
      const connection = await person();
      await Promise.all(
        Array.from({ length: 120 }, (_, number) => connection.call(measure.getMeas, numbered(number))),
      );
    });
    const begun = performance.now();
    await passing(Promise.all(calls));
    expect(performance.now()).toBe(begun);
  });

  test("can be one's own: it is asked for each request, with who wants it, and told when it was answered", async () => {
    const told: string[] = [];
    const budget: RequestBudget = {
      take: ({ application, person, maxWaitMs, signal }) => {
        told.push(`take ${application} ${person} ${maxWaitMs <= 120_000} ${signal instanceof AbortSignal}`);
        return Promise.resolve({ leave: () => told.push("leave") });
      },
      pause: (application, ms) => Promise.resolve(void told.push(`pause ${application} ${ms}`)),
    };
    const { person } = program(
      ({ index }) => (index === 0 ? JSON.stringify({ status: 601, body: { wait_seconds: 7 } }) : nothing),
      { budget, clientID: "mine" },
    );
    const connection = await person();
    await passing(connection.call(measure.getMeas, {}));
    await connection.measures.confirmUser(1, true);
    await connection.fetch("/v2/user");
    expect(told).toEqual([
      "take mine 363 true true",
      "leave",
      "pause mine 7000",
      "take mine 363 true true",
      "leave",
      "take mine 363 true true",
      "leave",
      "take mine 363 true false",
      "leave",
    ]);
  });

  test.each([0, -1, NaN, 0.5, "many" as unknown as number])(
    "cannot be %s a minute, which is told at once",
    (perMinute) => {
      expect(() => requestBudget({ perMinute })).toThrow(
        expect.objectContaining({ code: "configuration_invalid", option: "perMinute" }),
      );
    },
  );

  test("gives a place back only once, however often it is told", async () => {
    const { take } = await spent(2);
    const places = await passing(Promise.all([take(), take()]));
    for (let time = 0; time < 3; time++) places[0].leave();
    const third = take();
    let state = "waits";
    const fourth = take().then(() => (state = "went out"));
    await passing(third);
    // The second is still under way, so that only one went out.
    await elapse(59_000);
    expect(state).toBe("waits");
    places[1].leave();
    await passing(fourth);
  });
});

describe("who waits for a turn", () => {
  test("gets it by turns with other people, whoever asked for more and earlier", async () => {
    const { take } = await spent(6);
    const order: string[] = [];
    const wanted = Array.from("aaaaaaaaabbbc");
    const all = wanted.map((person) =>
      take({ person }).then((place) => {
        order.push(person);
        place.leave();
      }),
    );
    await passing(Promise.all(all));
    expect(order.slice(0, 3).sort()).toEqual(["a", "b", "c"]);
    expect(order.slice(3, 5).sort()).toEqual(["a", "b"]);
    expect(order.slice(5, 7).sort()).toEqual(["a", "b"]);
    expect(order.slice(7)).toEqual(Array.from("aaaaaa"));
  });

  test("gets it in the order of asking where it is the same person", async () => {
    const { take } = await spent(3);
    const order: number[] = [];
    const all = [1, 2, 3].map((each) => take().then(() => order.push(each)));
    await passing(Promise.all(all));
    expect(order).toEqual([1, 2, 3]);
  });

  test("is told when it takes longer than it may wait, with the seconds until it may try again", async () => {
    const { person, sent } = program(undefined, { budget: (await spent(1)).budget, clientID: "app" });
    const connection = await person();
    await elapse(20_000);
    const begun = performance.now();
    const error = (await passing(
      failure(connection.call(measure.getMeas, {}, { maxWaitMs: 5_000 })),
    )) as WithingsError;
    expect(error).toMatchObject({ name: "WithingsApiError", code: "budget_exhausted", waitSeconds: 35 });
    expect(error.message).toMatch(/not sent.*maxWaitMs/);
    expect(performance.now() - begun).toBe(5_000);
    expect(sent).toEqual([]);
  });

  test("that may wait for ever, or for none of the time, is understood", async () => {
    const { take } = await spent(1);
    const begun = performance.now();
    expect(await passing(failure(take({ maxWaitMs: 0 })))).toMatchObject({ code: "budget_exhausted" });
    expect(performance.now() - begun).toBeLessThan(5);
    await passing(take({ maxWaitMs: Infinity }));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(60_000 - 5);
  });

  test("frees its place by aborting, and leaves nothing behind", async () => {
    const { take } = await spent(1);
    const controller = new AbortController();
    const left = failure(take({ signal: controller.signal, person: "left" }));
    const next = take({ person: "next" });
    controller.abort();
    expect(await left).toMatchObject({ code: "aborted" });
    const begun = performance.now();
    const place = await passing(next);
    expect(performance.now() - begun).toBeLessThan(60_010);
    place.leave();
    expect(await failure(take({ signal: AbortSignal.abort() }))).toMatchObject({ code: "aborted" });
    // One place a minute: had the one that left kept it, this would be the third minute.
    await passing(take());
    expect(performance.now() - begun).toBeLessThan(120_020);
  });

  test("and aborts through a call ends before anything is sent, and the others go on", async () => {
    const { budget } = await spent(1);
    const { person, sent } = program(undefined, { budget, clientID: "app" });
    const connection = await person();
    const controller = new AbortController();
    const aborted = failure(connection.call(measure.getMeas, numbered(1), { signal: controller.signal }));
    const other = connection.call(measure.getMeas, numbered(2));
    await breath();
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted" });
    await passing(other);
    expect(sent.map(({ form }) => form["startdate"])).toEqual([String(numbered(2).startdate)]);
  });
});

test("a request counts from when it is sent until a minute after its answer: Withings counts it somewhere between", async () => {
  const answered = gate<string>();
  const { person, sent } = program(({ index }) => (index === 0 ? answered.opened : nothing), {
    budget: requestBudget({ perMinute: 1 }),
    timeoutMs: 100_000,
  });
  const connection = await person();
  const slow = connection.call(measure.getMeas, numbered(1));
  const next = connection.call(measure.getMeas, numbered(2), { maxWaitMs: 200_000 });
  await elapse(80_000);
  expect(sent).toHaveLength(1);
  answered.open(nothing);
  await slow;
  const answeredAt = performance.now();
  await passing(next);
  expect((sent[1]?.at ?? 0) - answeredAt).toBeGreaterThanOrEqual(60_000);
});

test("a request that fails counts like others: Withings may have seen it", async () => {
  const { person, sent } = program(({ index }) => (index === 0 ? new TypeError("fetch failed") : nothing), {
    budget: requestBudget({ perMinute: 1 }),
  });
  await passing((await person()).call(measure.getMeas, {}));
  expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
});

test("a call that renews its token and is made once more takes its turn twice", async () => {
  const { person, sent } = program(
    ({ url, accessToken }) =>
      url.endsWith("/oauth2")
        ? renewed("new")
        : accessToken === "new"
          ? nothing
          : JSON.stringify({ status: 401, body: {}, error: "" }),
    { budget: requestBudget({ perMinute: 1 }) },
  );
  await passing((await person()).call(measure.getMeas, {}));
  const [first, , again] = sent;
  expect(again?.accessToken).toBe("new");
  expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
});
