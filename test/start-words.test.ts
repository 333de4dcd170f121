import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { expectWindowPossible, whatIsMissing } from "../examples/start/login-way.ts";
import { readSettings } from "../examples/start/settings.ts";
import { createTerminal } from "../examples/start/terminal.ts";
import { flat, runProgram } from "./start/run-program.ts";

const words = Array.from({ length: 60 }, () => "word").join(" ");

test.each([
  [0, 80],
  [undefined, 80],
  [1, 40],
  [60, 60],
  [1000, 88],
])("a terminal that says it has %s columns gets lines of at most %i", (columns, most) => {
  const stream = Object.assign(new PassThrough(), columns === undefined ? {} : { columns });
  createTerminal(stream).say(words);
  const lines = String(stream.read()).split("\n");
  const longest = Math.max(...lines.map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(most);
  expect(longest).toBeGreaterThan(most - 5);
});

test("a person who wants no browser to be opened is still a person", () => {
  const place = { environment: { BROWSER: "none" }, platform: "linux" } as const;
  expect(whatIsMissing({ ...place, terminal: true })).toBeUndefined();
});

test("a window without a display: the other way is named, before anything starts", async () => {
  const { ended, output, errors } = runProgram({ args: ["--login", "window"] });
  expect(await ended).toBe(1);
  expect(flat(errors())).toMatch(/^ Stopped: There is no display here .* npm start -- --login browser /);
  expect(output()).toBe(errors());
  for (const platform of ["darwin", "win32"] as const)
    expect(() => {
      expectWindowPossible({ environment: {}, platform });
    }).not.toThrow();
});

test("what counts only at the real Withings is said to be ignored at the sandbox", async () => {
  const { ended, output } = runProgram({ environment: { WITHINGS_CLOUD: "us" } });
  expect(await ended).toBe(0);
  expect(flat(output())).toContain("WITHINGS_CLOUD is ignored: without WITHINGS_CLIENT_ID");
  const real = { WITHINGS_CLIENT_ID: "an-id", WITHINGS_CLIENT_SECRET: "a-secret", WITHINGS_CLOUD: "us" };
  expect(readSettings([], real).ignored).toEqual([]);
});

test("it counts the people who can log in, and says how long the login may take", async () => {
  const { ended, output } = runProgram();
  expect(await ended).toBe(0);
  expect(flat(output())).toContain("10 invented people who can log in");
  expect(flat(output()).match(/five minutes/g)).toHaveLength(1);
});
