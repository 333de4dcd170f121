import { describe, expect, test } from "vitest";
import { memoryStore } from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { measure, user } from "withings-kit/operations";
import { answer, now, refusal } from "../data/support/reading.js";
import { failure } from "../support/login.js";
import { broken, gate, nothing, numbered, program } from "./support/program.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";

turnableTime();

/** An answer that tells which request it was made for. */
const counted = ({ index }: { readonly index: number }): string =>
  answer({ updatetime: index, timezone: "", measuregrps: [] });

describe("equal calls", () => {
  test("at once make one request, and each has an answer of its own", async () => {
    const { person, sent } = program(() => answer({ updatetime: 1, measuregrps: [{ grpid: 1 }] }));
    const connection = await person();
    const answers = await passing(
      Promise.all(Array.from({ length: 5 }, () => connection.call(measure.getMeas, numbered(1)))),
    );
    expect(sent).toHaveLength(1);
    for (const one of answers) expect(one).toEqual({ updatetime: 1, measuregrps: [{ grpid: 1 }] });
    // Whoever changes theirs changes nobody else's.
    Object.assign(answers[0]?.measuregrps[0] ?? {}, { grpid: 2 });
    expect(answers.slice(1).map(({ measuregrps }) => measuregrps[0]?.grpid)).toEqual([1, 1, 1, 1]);
    expect((await connection.call(measure.getMeas, numbered(1))).measuregrps[0]?.grpid).toBe(1);
  });

  test("within ten seconds make one request, and a new one when Withings takes it again", async () => {
    const { person, sent } = program(counted);
    const connection = await person();
    const updated = async (): Promise<unknown> => (await connection.call(measure.getMeas, {})).updatetime;
    expect(await updated()).toBe(0);
    await elapse(9_999);
    expect(await updated()).toBe(0);
    await elapse(1_001);
    expect(await updated()).toBe(1);
    expect(sent).toHaveLength(2);
  });

  test("are counted from the answer, since Withings may have counted them as late as that", async () => {
    const { opened, open } = gate<string>();
    const { person, sent } = program((request) => (request.index === 0 ? opened : counted(request)));
    const connection = await person();
    const first = connection.call(measure.getMeas, {});
    await elapse(9_000);
    open(counted({ index: 0 }));
    await first;
    await elapse(9_000);
    await connection.call(measure.getMeas, {});
    expect(sent).toHaveLength(1);
  });

  test("are forgotten when the program's clock is turned, as beside a sandbox whose clock is", async () => {
    const time = { now };
    const { person, sent } = program(counted, { clock: () => time.now });
    const connection = await person();
    const updated = async (): Promise<unknown> => (await connection.call(measure.getMeas, {})).updatetime;
    expect(await updated()).toBe(0);
    time.now += 9_000;
    expect(await updated()).toBe(0);
    time.now += 5 * 60_000;
    expect(await Promise.all([updated(), updated()])).toEqual([1, 1]);
    expect(sent).toHaveLength(2);
  });

  test("give nothing of somebody who was disconnected meanwhile, by whatever program", async () => {
    const store = memoryStore();
    const { person } = program(counted, { store });
    const connection = await person();
    await connection.call(measure.getMeas, {});
    for await (const { key, generation } of store.list("")) await store.delete(key, { expected: generation });
    expect(await failure(connection.call(measure.getMeas, {}))).toMatchObject({ code: "not_connected" });
  });

  test("are those that mean the same: in any order, with times as dates or numbers, and with what is undefined", async () => {
    const { person, sent } = program();
    const connection = await person();
    const at = new Date("2026-11-01T00:00:00Z");
    const seconds = at.getTime() / 1000;
    await connection.call(measure.getMeas, { startdate: at, enddate: seconds + 60, meastypes: [1, 6] });
    await connection.call(measure.getMeas, {
      meastypes: [1, 6],
      enddate: new Date(at.getTime() + 60_000),
      startdate: seconds,
      offset: undefined,
    });
    await connection.measures.list({
      types: ["weight", "fatRatio"],
      since: at,
      until: new Date((seconds + 60) * 1000),
    });
    expect(sent).toHaveLength(1);
    await connection.call(measure.getMeas, { startdate: at, enddate: seconds + 60, meastypes: [6, 1] });
    await connection.call(measure.getMeas, { startdate: at, enddate: seconds + 61, meastypes: [1, 6] });
    await connection.call(user.getDevice, {});
    await connection.call(user.getGoals, {});
    expect(sent).toHaveLength(5);
  });

  test("are shared by two connections of one person, and never by two people", async () => {
    const { person, sent } = program(({ accessToken }) => answer({ goals: { steps: accessToken } }));
    const [one, again, other] = [await person("1"), await person("1"), await person("12")];
    const all = await Promise.all([one, again, other].map((each) => each.call(user.getGoals, {})));
    expect(all.map(({ goals }) => (goals as { steps: unknown }).steps)).toEqual([
      "access-1",
      "access-1",
      "access-12",
    ]);
    expect(sent).toHaveLength(2);
    expect(sent.map(({ accessToken }) => accessToken).sort()).toEqual(["access-1", "access-12"]);
  });

  test("share no error: the next makes a request of its own", async () => {
    const { person, sent } = program(({ index }) => (index === 0 ? refusal(503, "bad") : nothing));
    const connection = await person();
    const [one, two] = await Promise.all([
      failure(connection.call(measure.getMeas, {})),
      failure(connection.call(measure.getMeas, {})),
    ]);
    expect([one, two]).toMatchObject([{ code: "api_refused" }, { code: "api_refused" }]);
    expect(sent).toHaveLength(1);
    expect(await connection.call(measure.getMeas, {})).toMatchObject({ measuregrps: [] });
    expect(sent).toHaveLength(2);
  });
});

describe("a write", () => {
  test("is never shared", async () => {
    const { person, sent } = program();
    const connection = await person();
    await Promise.all([1, 2].map(() => connection.measures.confirmUser(1, true)));
    expect(sent).toHaveLength(2);
  });

  test("makes the person's answers from before it forgotten, and nobody else's", async () => {
    const { person, sent } = program(counted);
    const [one, other] = [await person("1"), await person("12")];
    await one.call(measure.getMeas, {});
    await other.call(measure.getMeas, {});
    await one.measures.confirmUser(1, true);
    expect((await one.call(measure.getMeas, {})).updatetime).toBe(3);
    expect((await other.call(measure.getMeas, {})).updatetime).toBe(1);
    expect(sent).toHaveLength(4);
  });

  test("also makes forgotten what was read while it was under way: that may be from before it", async () => {
    const written = gate<string>();
    const { person } = program((request) =>
      request.form["action"] === "confirmuser" ? written.opened : counted(request),
    );
    const connection = await person();
    const write = connection.measures.confirmUser(1, true);
    await breath();
    expect((await connection.call(measure.getMeas, {})).updatetime).toBe(1);
    written.open(answer({}));
    await write;
    expect((await connection.call(measure.getMeas, {})).updatetime).toBe(2);
  });

  test("also where nobody knows what became of it", async () => {
    const { person } = program((request) =>
      request.form["action"] === "confirmuser" ? broken() : counted(request),
    );
    const connection = await person();
    await connection.call(measure.getMeas, {});
    await failure(connection.measures.confirmUser(1, true));
    expect((await connection.call(measure.getMeas, {})).updatetime).toBe(2);
  });

  test("and a read that it overtook gives nobody else what it read", async () => {
    const read = gate<string>();
    const { person } = program((request) => (request.index === 0 ? read.opened : counted(request)));
    const connection = await person();
    const early = connection.call(measure.getMeas, {});
    await breath();
    await connection.measures.confirmUser(1, true);
    const late = connection.call(measure.getMeas, {});
    read.open(counted({ index: 0 }));
    expect((await early).updatetime).toBe(0);
    expect((await late).updatetime).toBe(2);
    expect((await connection.call(measure.getMeas, {})).updatetime).toBe(2);
  });
});

describe("whoever may wait longer", () => {
  test("goes on where the call that they shared had no more time for its turn", async () => {
    const { person, sent } = program(counted, { budget: requestBudget({ perMinute: 1 }) });
    const connection = await person();
    await connection.call(user.getDevice, {});
    const hasty = failure(connection.call(measure.getMeas, {}, { maxWaitMs: 10 }));
    const patient = [connection.call(measure.getMeas, {}), connection.call(measure.getMeas, {})];
    expect(await passing(hasty)).toMatchObject({ code: "budget_exhausted" });
    expect(await passing(Promise.all(patient))).toMatchObject([{ updatetime: 1 }, { updatetime: 1 }]);
    expect(sent).toHaveLength(2);
  });

  test("goes on where it had none for what Withings said or for another attempt", async () => {
    for (const outcome of [() => refusal(601, "", { wait_seconds: 20 }), () => broken()]) {
      const { person, sent } = program((request) => (request.index === 0 ? outcome() : counted(request)));
      const connection = await person();
      const hasty = failure(connection.call(measure.getMeas, {}, { maxWaitMs: 0 }));
      const patient = connection.call(measure.getMeas, {});
      expect(await passing(hasty)).toMatchObject({ name: expect.stringMatching(/^Withings/) as string });
      expect((await passing(patient)).updatetime).toBe(1);
      expect(sent).toHaveLength(2);
    }
  });

  test("is told what the call met with where time would not help", async () => {
    const { person, sent } = program(() => refusal(503));
    const connection = await person();
    const both = [0, 1000].map((maxWaitMs) => failure(connection.call(measure.getMeas, {}, { maxWaitMs })));
    expect(await passing(Promise.all(both))).toMatchObject([
      { code: "api_refused" },
      { code: "api_refused" },
    ]);
    expect(sent).toHaveLength(1);
  });
});

describe("whoever aborts", () => {
  test("ends their own call and no other's, whoever asked first", async () => {
    for (const leaving of [0, 1]) {
      const { opened, open } = gate<string>();
      const { person, sent } = program(() => opened);
      const connection = await person();
      const controllers = [new AbortController(), new AbortController()];
      const calls = controllers.map(({ signal }) => connection.call(measure.getMeas, {}, { signal }));
      const left = failure(calls[leaving] ?? Promise.reject(new Error("Nobody left.")));
      await breath();
      controllers[leaving]?.abort();
      expect(await left).toMatchObject({ name: "WithingsTransportError", code: "aborted" });
      expect(sent[0]?.signal?.aborted).toBe(false);
      open(nothing);
      expect(await calls[1 - leaving]).toMatchObject({ measuregrps: [] });
      expect(sent).toHaveLength(1);
    }
  });

  test("last ends the request itself, and who comes after that makes another", async () => {
    const { person, sent } = program(({ index }) => (index === 0 ? gate<string>().opened : nothing));
    const connection = await person();
    const controllers = [new AbortController(), new AbortController()];
    const left = controllers.map(({ signal }) => failure(connection.call(measure.getMeas, {}, { signal })));
    await breath();
    for (const controller of controllers) controller.abort();
    expect(await Promise.all(left)).toMatchObject([{ code: "aborted" }, { code: "aborted" }]);
    expect(sent[0]?.signal?.aborted).toBe(true);
    expect(await connection.call(measure.getMeas, {})).toMatchObject({ measuregrps: [] });
    expect(sent).toHaveLength(2);
  });

  test("before the call, or after its answer, meets with no surprise", async () => {
    const { person, sent } = program();
    const connection = await person();
    expect(
      await failure(connection.call(measure.getMeas, {}, { signal: AbortSignal.abort() })),
    ).toMatchObject({ code: "aborted" });
    expect(sent).toEqual([]);
    const controller = new AbortController();
    await connection.call(measure.getMeas, {}, { signal: controller.signal });
    controller.abort();
    await connection.call(measure.getMeas, {});
    expect(sent).toHaveLength(1);
  });

  test("a write ends it, also while new credentials are awaited, and it is not sent later", async () => {
    const { opened, open } = gate<string>();
    const { person, sent } = program(({ url }) => (url.endsWith("/oauth2") ? opened : refusal(401)));
    const connection = await person();
    const controller = new AbortController();
    const write = failure(connection.measures.confirmUser(1, true, { signal: controller.signal }));
    await breath(20);
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(["/v2/measure", "/v2/oauth2"]);
    controller.abort();
    expect(await write).toMatchObject({ code: "aborted" });
    open(refusal(503));
    await elapse(60_000);
    expect(sent.filter(({ url }) => url.endsWith("/measure"))).toHaveLength(1);
  });
});
