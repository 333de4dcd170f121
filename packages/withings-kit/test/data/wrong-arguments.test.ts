import { expect, test } from "vitest";
import type { Connection, WithingsOptions } from "withings-kit";
import { measure } from "withings-kit/operations";
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
