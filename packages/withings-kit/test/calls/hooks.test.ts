import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { CallHooks, RequestEvent, ResponseEvent, RetryEvent } from "withings-kit";
import { measure, survey, user } from "withings-kit/operations";
import { answer, freshCredentials, refusal } from "../data/support/reading.js";
import { canary } from "../support/login.js";
import { broken, type Handle, nothing, numbered, program, renewed } from "./support/program.js";
import { breath, passing, turnableTime } from "./support/time.js";

turnableTime();

type Told =
  | ({ readonly hook: "request" } & RequestEvent)
  | ({ readonly hook: "response" } & ResponseEvent)
  | ({ readonly hook: "retry" } & RetryEvent);

function told(): { readonly events: Told[]; readonly hooks: CallHooks } {
  const events: Told[] = [];
  return {
    events,
    hooks: {
      onRequest: (event) => events.push({ hook: "request", ...event }),
      onResponse: (event) => events.push({ hook: "response", ...event }),
      onRetry: (event) => events.push({ hook: "retry", ...event }),
    },
  };
}

const durationMs = expect.any(Number) as number;

describe("hooks", () => {
  test("are told of each request, its answer, and each repetition, in this order", async () => {
    const { events, hooks } = told();
    const { person } = program(({ index }) => [refusal(522), broken(), nothing][index] ?? nothing, { hooks });
    await passing((await person()).call(measure.getMeas, {}));
    await breath();
    const common = { operation: "measure getmeas", userID: "363" };
    const waitMs = expect.any(Number) as number;
    expect(events).toEqual([
      { hook: "request", ...common, attempt: 1 },
      { hook: "response", ...common, attempt: 1, status: 522, durationMs },
      { hook: "retry", ...common, attempt: 1, code: "withings_unavailable", waitMs },
      { hook: "request", ...common, attempt: 2 },
      { hook: "response", ...common, attempt: 2, code: "network_failed", durationMs },
      { hook: "retry", ...common, attempt: 2, code: "network_failed", waitMs },
      { hook: "request", ...common, attempt: 3 },
      { hook: "response", ...common, attempt: 3, status: 0, durationMs },
    ]);
  });

  test("know how long the answer took, and how long is waited", async () => {
    const { events, hooks } = told();
    const { person } = program(
      async ({ index }) => {
        await new Promise((resolve) => setTimeout(resolve, 1_234));
        return index === 0 ? refusal(601, "", { wait_seconds: 17 }) : nothing;
      },
      { hooks },
    );
    await passing((await person()).call(measure.getMeas, {}));
    expect(events).toMatchObject([
      { hook: "request" },
      { hook: "response", durationMs: 1_234 },
      { hook: "retry", code: "rate_limited", waitMs: 17_000 },
      { hook: "request" },
      { hook: "response", durationMs: 1_234 },
    ]);
  });

  test("are told of both requests of a call whose token had to be renewed, and of signed ones without a person", async () => {
    const { events, hooks } = told();
    const handle: Handle = ({ index, form }) =>
      form["action"] === "getnonce"
        ? answer({ nonce: "n" })
        : index === 0
          ? refusal(401)
          : index === 1
            ? renewed("new")
            : answer({ devices: [] });
    const { person, withings } = program(handle, { hooks });
    await passing((await person()).call(user.getDevice, {}));
    await passing(withings.call(survey.get, { surveyid: 7 }));
    await breath();
    expect(events.filter(({ hook }) => hook === "request")).toEqual([
      { hook: "request", operation: "user v2 getdevice", userID: "363", attempt: 1 },
      { hook: "request", operation: "user v2 getdevice", userID: "363", attempt: 1 },
      { hook: "request", operation: "signature v2 getnonce", attempt: 1 },
      { hook: "request", operation: "survey v2 get", attempt: 1 },
    ]);
  });

  test("are told once for calls that share an answer", async () => {
    const { events, hooks } = told();
    const { person } = program(undefined, { hooks });
    const connection = await person();
    await Promise.all([1, 2, 3].map(() => connection.call(measure.getMeas, {})));
    await breath();
    expect(events).toHaveLength(2);
  });

  test("get no token, no secret, no parameter, and nothing of an answer", async () => {
    const { events, hooks } = told();
    const secretAnswer = answer({ measuregrps: [{ comment: "canary-answer" }], more: 0, updatetime: 1 });
    const outcomes = [refusal(401, "canary-answer"), renewed(`${canary.accessToken}new`), broken("ECANARY")];
    const { withings } = program(({ index }) => outcomes[index] ?? secretAnswer, { hooks });
    const connection = await withings.adopt(freshCredentials());
    await passing(connection.call(measure.getMeas, { startdate: 1_777_777_777, enddate: 1_888_888_888 }));
    await breath();
    expect(events.length).toBeGreaterThanOrEqual(7);
    const text = inspect(events, { depth: 9, showHidden: true }) + JSON.stringify(events);
    expect(text).toMatch(/getmeas/);
    for (const secret of [...Object.values(canary), "canary", "1777777777", "1888888888", "Bearer"])
      expect(text).not.toContain(secret);
  });

  test("that throw end nothing: what they throw is an uncaught exception of its own", async () => {
    const thrown: unknown[] = [];
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const catching = (error: unknown): void => void thrown.push(error);
    process.on("uncaughtException", catching);
    const throwing = (name: string) => (): never => {
      throw new Error(name);
    };
    try {
      const { person, sent } = program(({ index }) => (index === 0 ? broken() : nothing), {
        hooks: {
          onRequest: throwing("onRequest"),
          onResponse: throwing("onResponse"),
          onRetry: throwing("onRetry"),
        },
      });
      const connection = await person();
      expect(await passing(connection.call(measure.getMeas, {}))).toMatchObject({ measuregrps: [] });
      expect(await connection.call(measure.getMeas, numbered(1))).toMatchObject({ measuregrps: [] });
      await breath();
      expect(sent).toHaveLength(3);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of others) process.on("uncaughtException", listener);
    }
    expect(thrown.map((error) => (error as Error).message)).toEqual([
      "onRequest",
      "onResponse",
      "onRetry",
      "onRequest",
      "onResponse",
      "onRequest",
      "onResponse",
    ]);
  });

  test("cannot change what is sent: what they are told is no part of it", async () => {
    const { person, sent } = program(({ index }) => (index === 0 ? broken() : nothing), {
      hooks: {
        onRequest: (event) => Object.assign(event, { operation: "x", userID: "y", attempt: 99 }),
      },
    });
    await passing((await person()).call(measure.getMeas, {}));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ accessToken: "access-363", form: sent[0]?.form });
  });

  test("may be left out, each and all", async () => {
    for (const hooks of [undefined, {}, { onRetry: undefined }]) {
      const { person } = program(undefined, { hooks });
      expect(await (await person()).call(measure.getMeas, {})).toMatchObject({ measuregrps: [] });
    }
  });
});
