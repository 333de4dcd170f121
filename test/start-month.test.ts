import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { type Connection, createWithings, memoryStore } from "withings-kit";
import { createSandbox, type Sandbox, type Story, visitor } from "withings-sandbox";
import { describe, expect, test } from "vitest";
import { lastMonth, type Month } from "../examples/start/month.ts";
import { monthReport } from "../examples/start/month-words.ts";
import { sparkline } from "../examples/start/sparkline.ts";
import { createTerminal } from "../examples/start/terminal.ts";
import { flat } from "./start/run-program.ts";

const everyScope = "user.info,user.metrics,user.activity";
const signal = new AbortController().signal;

interface Reader {
  readonly person: { readonly id: number };
  readonly scope?: string;
  /** Changes what the sandbox answers. */
  readonly change?: (answer: string) => string;
}

async function connectionTo(
  sandbox: Sandbox,
  { person, scope = everyScope, change }: Reader,
): Promise<Connection> {
  const { clientID, clientSecret } = sandbox.application;
  const changed: typeof fetch = async (...args) => {
    const answer = await sandbox.fetch(...args);
    return change === undefined ? answer : new Response(change(await answer.text()), answer);
  };
  const withings = createWithings({
    clientID,
    clientSecret,
    redirectUri: "example://withings/auth",
    store: memoryStore(),
    cloud: sandbox.cloud,
    fetch: changed,
    clock: sandbox.clock.nowMs,
  });
  const webView = visitor({ fetch: sandbox.fetch, person: person.id });
  const connection = await withings.connect({ scope, webView });
  if (connection === null) throw new Error("Nobody was connected.");
  expect(connection.userID).toBe(String(person.id));
  return connection;
}

/** The last month of one of a sandbox's people, as npm start reads it. */
async function monthOf(sandbox: Sandbox, reader: Reader): Promise<Month> {
  return lastMonth(await connectionTo(sandbox, reader), { now: sandbox.clock.now(), signal });
}

/** What npm start prints of it, in a pipe or to what says that it is a terminal. */
function printed(month: Month, what: object = {}): string {
  const stream = Object.assign(new PassThrough(), what);
  const terminal = createTerminal(stream);
  const { chart, sentences } = monthReport(month);
  if (chart.length > 0) terminal.chart(chart);
  for (const sentence of sentences) terminal.say(sentence);
  return String(stream.read());
}

/** A sandbox at a day of which its people's data are known. */
function sandboxAt(day = "2026-11-22T12:00:00Z"): Sandbox {
  const sandbox = createSandbox();
  sandbox.clock.set(new Date(day));
  return sandbox;
}

const told = async (story: Story, day?: string): Promise<string> => {
  const sandbox = sandboxAt(day);
  return printed(await monthOf(sandbox, { person: sandbox.people.find(story) }));
};

/** Rows of the chart: where the bars begin, the bars, and whether the columns beside are as they should be. */
const chartRow =
  /^( {5}(?:weight|sleep|resting heart rate) +)([▁▂▃▄▅▆▇█·]+) {2}\S+ (?:kg|h|bpm) +\S+ - \S+$/gm;

describe("the last month of everybody at the sandbox", () => {
  const { people } = createSandbox();
  const visible = people.list().filter(({ id }) => id !== people.demo.id);

  test.each(visible.map((person) => [person.firstName, person] as const))(
    "is told of %s in lines of 80 characters, with bars for 30 days that stand below each other",
    async (_name, person) => {
      const text = printed(await monthOf(sandboxAt(), { person }));
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(text).not.toMatch(/NaN|Infinity|undefined|null|error/);
      const rows = [...text.matchAll(chartRow)];
      for (const [, , bars = ""] of rows) expect(bars).toHaveLength(30);
      expect(new Set(rows.map(([, before = ""]) => before.length)).size).toBe(rows.length === 0 ? 0 : 1);
      expect(rows.length === 0).toBe(flat(text).includes("Nothing yet: no weight, sleep or heart rate"));
    },
  );

  test("has all three of somebody with everything, and says where days are without a value", async () => {
    const text = await told("everything");
    expect([...text.matchAll(chartRow)]).toHaveLength(3);
    expect(text).toMatch(/^ +24 Oct {18}22 Nov {2}average {2}range$/m);
    expect(flat(text)).toMatch(
      /a dot a day without a value: no weight on \d+ of 30 days.* The resting heart rate is the lowest of each night\./,
    );
  });

  test("ends today where the person is, which is tomorrow elsewhere", async () => {
    expect(await told("traveller")).toMatch(/^ +25 Oct {18}23 Nov /m);
  });

  test("leaves out weigh-ins that may be somebody else's, and says so", async () => {
    expect(flat(await told("household"))).toMatch(/Left out: \d+ weigh-ins? that may be somebody else's/);
  });

  test("names what somebody with a scale alone has nothing of", async () => {
    const text = await told("body-scan");
    expect([...text.matchAll(chartRow)]).toHaveLength(1);
    expect(flat(text)).toContain("There is no sleep or heart rate in these 30 days.");
  });

  test("has colours in a terminal, with the same columns, and none where NO_COLOR is set", async () => {
    const sandbox = sandboxAt();
    const month = await monthOf(sandbox, { person: sandbox.people.find("everything") });
    // Whatever the environment of the tests is: where they run by themselves, colours are off.
    const terminal = (environment: object) => ({
      isTTY: true,
      getColorDepth: () => WriteStream.prototype.getColorDepth({ TERM: "xterm-256color", ...environment }),
    });
    const coloured = printed(month, terminal({}));
    expect(coloured).toContain("\u001b[36m");
    expect(stripVTControlCharacters(coloured)).toBe(printed(month));
    expect(printed(month, terminal({ NO_COLOR: "1" }))).toBe(printed(month));
  });

  test("is a kind word for somebody with nothing", async () => {
    expect(flat(await told("nothing")).trim()).toMatch(/^Nothing yet: .* That is fine\./);
  });
});

describe("what cannot be read", () => {
  test("for lack of a scope is told, and the rest is shown", async () => {
    const sandbox = sandboxAt();
    const person = sandbox.people.find("everything");
    const text = printed(await monthOf(sandbox, { person, scope: "user.info,user.metrics" }));
    expect([...text.matchAll(chartRow)].map(([line]) => line.trim().split(" ")[0])).toEqual(["weight"]);
    expect(flat(text)).toMatch(
      /The sleep could not be read\. .* did not grant user\.activity: connect again/,
    );
    expect(flat(text)).toMatch(/The resting heart rate could not be read\. .* user\.activity/);
  });

  test.each([
    ["measure getmeas", "weight", ["sleep", "resting"]],
    // The day's lowest heart rate stands in for the night's.
    ["sleep v2 getsummary", "sleep", ["weight", "resting"]],
  ])("of %s does not spoil the rest", async (operation, subject, rest) => {
    const sandbox = sandboxAt();
    sandbox.faults.add({ operation, kind: "status", status: 2554 });
    const text = printed(await monthOf(sandbox, { person: sandbox.people.find("everything") }));
    expect([...text.matchAll(chartRow)].map(([line]) => line.trim().split(" ")[0])).toEqual(rest);
    expect(flat(text)).toContain(`The ${subject} could not be read. Withings refused ${operation}`);
    expect(flat(text)).toContain(`lowest of each ${subject === "sleep" ? "day" : "night"}.`);
  });

  test("ends it where the person must log in again, or somebody aborts", async () => {
    const sandbox = sandboxAt();
    const person = sandbox.people.find("everything");
    const connection = await connectionTo(sandbox, { person });
    const now = sandbox.clock.now();
    await expect(lastMonth(connection, { now, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    sandbox.people.disconnect({ personId: person.id });
    await expect(lastMonth(connection, { now, signal })).rejects.toMatchObject({
      code: "reauthorization_required",
    });
  });

  test("of rows is counted, and the others are shown", async () => {
    const sandbox = sandboxAt();
    const person = sandbox.people.find("everything");
    const change = (answer: string): string => answer.replaceAll(/"grpid":\d+1,/g, '"grpid":"none",');
    const text = printed(await monthOf(sandbox, { person, change }));
    expect(flat(text)).toMatch(/Left out: \d+ rows? that could not be read\./);
    expect([...text.matchAll(chartRow)]).toHaveLength(3);
  });
});

test.each([
  [[1, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"],
  [[70, undefined, 72], "▁·█"],
  [[70, 70, 70], "▄▄▄"],
  [[70], "▄"],
  [[undefined, undefined], "··"],
  [[-1e9, 0, 1e9], "▁▅█"],
  [[], ""],
])("%j is drawn as %s", (values, bars) => {
  expect(sparkline(values)).toBe(bars);
});
