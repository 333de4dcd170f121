import { describe, expect, test } from "vitest";
import type { Connection, WithingsOptions } from "withings-kit";
import { measure, signature } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { answer, readingFrom } from "./support/reading.js";

const anything = undefined as never;

test.each<[string, (connection: Connection) => Promise<unknown>, string, RegExp]>([
  [
    "an operation's name",
    (c) => c.call("measure getmeas" as never, {}),
    "operation",
    /withings-kit\/operations/,
  ],
  ["no operation", (c) => c.call(anything, {}), "operation", /measure\.getMeas/],
  [
    "no parameters",
    (c) => c.call(measure.getMeas, anything),
    "parameters",
    /of measure getmeas are missing.*\{\}/,
  ],
  ["segments of no time", (c) => c.sleep.segments(anything).toArray(), "since", /Give a Date/],
  ["wishes that are no list", (c) => c.notifications.reconcile({} as never), "wanted", /Give an array/],
  [
    "a type that there is not",
    (c) => c.measures.list({ types: ["wieght" as "weight"] }).toArray(),
    "types",
    /wieght/,
  ],
  ["a number that is none", (c) => c.measures.list({ types: [NaN] }).toArray(), "types", /NaN/],
  ["no type at all", (c) => c.measures.list({ types: [] }).toArray(), "types", /Give an array such as/],
])("%s is told before anything is sent, with what to do", async (_what, call, option, words) => {
  const { connection, sent } = await readingFrom([answer({})]);
  const error = await failure(call(connection));
  expect(error).toMatchObject({ name: "WithingsConfigurationError", code: "configuration_invalid", option });
  expect((error as Error).message).toMatch(words);
  expect(sent).toEqual([]);
});

test.each<[Partial<WithingsOptions>, string]>([
  [{ hooks: { onResponse: 5 as never } }, "hooks"],
  [{ budget: 100 as never }, "budget"],
])("%j is told by the first call that needs it, and ends no program", async (options, option) => {
  const { connection, sent } = await readingFrom([answer({})], options);
  expect(await failure(connection.devices.list().toArray())).toMatchObject({
    code: "configuration_invalid",
    option,
  });
  expect(sent).toEqual([]);
});

const wanted = { category: "weight", callbackUrl: "https://app.example.com/hook" } as const;

test.each<[string, (connection: Connection) => Promise<unknown>, string, RegExp]>([
  ["of an ECG", (c) => c.heart.ecg("5" as never), "signalId", /Give the whole number that the recording has/],
  ["of a sound", (c) => c.stetho.sound(anything), "signalId", /signalId cannot be used/],
  ["of a group", (c) => c.measures.confirmUser(NaN, true), "id", /The parameter id of/],
  ["of an answer", (c) => c.measures.confirmUser(5, "yes" as never), "isTheirs", /isTheirs .* true or false/],
  [
    "of a subscription",
    (c) => c.notifications.get({ ...wanted, callbackUrl: "" }),
    "callbackUrl",
    /callbackUrl/,
  ],
  [
    "of a new one",
    (c) => c.notifications.subscribe({ ...wanted, callbackUrl: anything }),
    "callbackUrl",
    /Url .*missing/,
  ],
  ["of its end", (c) => c.notifications.revoke({ callbackUrl: 5 as never }), "callbackUrl", /callbackUrl/],
  ["of its category", (c) => c.notifications.subscribe({ ...wanted, category: 1.5 }), "category", /category/],
  ["of a change", (c) => c.notifications.update(wanted, { category: NaN }), "category", /category/],
  [
    "of no change",
    (c) => c.notifications.update(wanted, {} as never),
    "callbackUrl",
    /needs callbackUrl, or category, or comment/,
  ],
  [
    "of wishes",
    (c) => c.notifications.reconcile([{ ...wanted, callbackUrl: "" }]),
    "callbackUrl",
    /callbackUrl/,
  ],
])("an argument %s is told by the name that its caller knows", async (_what, call, option, words) => {
  const { connection, sent } = await readingFrom([answer({})]);
  const error = await failure(call(connection));
  expect(error).toMatchObject({ name: "WithingsConfigurationError", code: "configuration_invalid", option });
  expect((error as Error).message).toMatch(words);
  expect((error as Error).message).not.toMatch(/signalid|grpid|is_confirmed|callbackurl|appli\b/);
  expect(sent).toEqual([]);
});

/** What a program in JavaScript, or one that was told so, may give. */
const given = (options: object): never => options as never;

describe("an option that there is not is told by its name before anything is sent, with the one that was meant:", () => {
  test.each<[string, (connection: Connection) => PromiseLike<unknown>, string, RegExp]>([
    [
      "of a list",
      (c) => c.measures.list(given({ modifedSince: new Date() })),
      "modifedSince",
      /mean modifiedSince\?/,
    ],
    ["of all lists", (c) => c.devices.list(given({ sinal: 1 })), "sinal", /mean signal\?/],
    [
      "of another list",
      (c) => c.activity.days(given({ since: new Date() })),
      "since",
      /are .*firstDay, lastDay/,
    ],
    [
      "of windows",
      (c) => c.sleep.segments(given({ since: new Date(), feilds: [] })),
      "feilds",
      /mean fields\?/,
    ],
    [
      "of items",
      (c) => c.workouts.list(given({ lastday: "2026-11-22" })).toArray(),
      "lastday",
      /mean lastDay\?/,
    ],
    ["of an array", (c) => c.workouts.list().toArray(given({ limt: 5 })), "limt", /mean limit\?/],
    ["of one thing", (c) => c.goals.get(given({ row: true })), "row", /mean raw\?/],
    ["of an ECG", (c) => c.heart.ecg(5, given({ filterd: true })), "filterd", /mean filtered\?/],
    [
      "of a write",
      (c) => c.measures.confirmUser(5, true, given({ maxwaitms: 5 })),
      "maxwaitms",
      /mean maxWaitMs\?/,
    ],
    [
      "of any call",
      (c) => c.call(measure.getMeas, {}, given({ timeoutMs: 5 })),
      "timeoutMs",
      /are .*maxWaitMs/,
    ],
    ["that is no name", (c) => c.devices.list(given({ "a b": 5 })), "a b", /There is no such option here\./],
  ])("%s", async (_what, call, option, words) => {
    const { connection, sent } = await readingFrom([answer({})]);
    const error = await failure(Promise.resolve(call(connection)));
    expect(error).toMatchObject({
      name: "WithingsConfigurationError",
      code: "configuration_invalid",
      option,
    });
    expect((error as Error).message).toMatch(words);
    expect(sent).toEqual([]);
  });

  test("one that is undefined is as good as absent", async () => {
    const { connection } = await readingFrom([answer({ devices: [] })]);
    expect(await connection.devices.list(given({ sinal: undefined })).toArray()).toEqual([]);
  });
});

describe("a number that is none is told before anything is sent:", () => {
  test.each([NaN, -1, "5"])("maxWaitMs %j", async (maxWaitMs) => {
    const { connection, withings, sent } = await readingFrom([answer({})]);
    const options = given({ maxWaitMs });
    for (const call of [
      () => connection.measures.list(options).toArray(),
      () => connection.activity.intraday(options).toArray(),
      () => connection.goals.get(options),
      () => connection.measures.confirmUser(5, true, options),
      () => withings.call(signature.getNonce, {}, options),
    ])
      expect(await failure(call())).toMatchObject({ code: "configuration_invalid", option: "maxWaitMs" });
    expect(sent).toEqual([]);
  });

  test.each([NaN, -1, 1.5, "5", null])("limit %j", async (limit) => {
    const { connection, sent } = await readingFrom([answer({})]);
    const error = await failure(connection.devices.list().toArray(given({ limit })));
    expect(error).toMatchObject({ code: "configuration_invalid", option: "limit" });
    expect(sent).toEqual([]);
  });

  test("none and all are numbers", async () => {
    const { connection, sent } = await readingFrom([answer({ devices: [] })]);
    expect(await connection.devices.list().toArray({ limit: 0 })).toEqual([]);
    expect(sent).toEqual([]);
    const all = connection.devices.list({ maxWaitMs: Infinity }).toArray({ limit: Infinity });
    expect(await all).toEqual([]);
  });
});
