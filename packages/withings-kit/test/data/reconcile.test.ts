import { describe, expect, test } from "vitest";
import type { SandboxOptions } from "withings-sandbox";
import type { Connection, Subscription, SubscriptionDone, WantedSubscription } from "withings-kit";
import { failure } from "../support/login.js";
import { answer, type Guest, guest, now, parametersOf, readingFrom, refusal } from "./support/reading.js";

const base = "https://app.example.com/withings/callback";
const scale: WantedSubscription = { category: "weight", callbackUrl: `${base}?token=s3cret-canary&n=1` };
const nights: WantedSubscription = { category: "sleep", callbackUrl: `${base}/sleep` };
const steps: WantedSubscription = { category: "activity", callbackUrl: base };

const subscribed = (options: SandboxOptions = {}): Promise<Guest> =>
  guest("everything", {
    duplicateFilter: "off",
    probeFetch: () => Promise.resolve(new Response(null)),
    ...options,
  });

const names = (subscriptions: readonly Subscription[]): readonly string[] =>
  subscriptions.map(({ category }) => category.name);

const standing = async ({ notifications }: Connection): Promise<readonly unknown[]> =>
  names(await notifications.list().toArray());

const actions = ({ sandbox }: Guest): readonly string[] =>
  sandbox.requests.list().map(({ operation = "" }) => operation.replace("notify ", ""));

describe.each(["as_given", "rewritten"] as const)("where URLs come back %s, reconcile", (callbackUrlEcho) => {
  test("begins what is missing, ends what is not wanted, leaves the rest, and has nothing to do after that", async () => {
    const own = await subscribed({ callbackUrlEcho });
    const { connection, sandbox } = own;
    const { notifications } = connection;
    await notifications.subscribe(steps);
    await notifications.subscribe(scale);
    sandbox.requests.clear();

    const done = await notifications.reconcile([scale, nights]);
    const sleep = { name: "sleep", code: 44 };
    expect(done.added).toEqual([{ ...nights, category: sleep, comment: null, expiresAt: null }]);
    expect(names(done.removed)).toEqual(["activity"]);
    expect(names(done.kept)).toEqual(["weight"]);
    expect(await standing(connection)).toEqual(["weight", "sleep"]);
    // What is wanted begins before anything ends.
    expect(actions(own)).toEqual(["list", "subscribe", "revoke", "list"]);

    sandbox.requests.clear();
    const again = await notifications.reconcile([nights, scale]);
    expect([again.added, again.removed]).toEqual([[], []]);
    expect([...names(again.kept)].sort()).toEqual(["sleep", "weight"]);
    expect(actions(own).filter((action) => action !== "list")).toEqual([]);
  });

  test("moves a category to another URL without a moment in which nothing is told", async () => {
    const own = await subscribed({ callbackUrlEcho });
    const { connection, sandbox } = own;
    const { notifications } = connection;
    await notifications.reconcile([scale]);
    sandbox.requests.clear();
    const moved = { ...scale, callbackUrl: `${base}?token=another&n=1` };
    const { added, removed, kept } = await notifications.reconcile([moved]);
    expect([names(added), names(removed), kept]).toEqual([["weight"], ["weight"], []]);
    expect(added[0]?.callbackUrl).toBe(moved.callbackUrl);
    expect(actions(own)).toEqual(["list", "subscribe", "revoke"]);
    const [left] = await connection.notifications.list().toArray();
    expect(left?.callbackUrl).toContain("another");
  });

  test("ends everything where nothing is wanted", async () => {
    const { connection, sandbox } = await subscribed({ callbackUrlEcho });
    await connection.notifications.reconcile([scale, nights, steps]);
    const { removed } = await connection.notifications.reconcile([]);
    expect(names(removed)).toEqual(["weight", "sleep", "activity"]);
    expect(sandbox.held.subscriptions).toBe(0);
  });
});

test("reconcile leaves what is not wanted where somebody says that it stays", async () => {
  const { connection } = await subscribed();
  const { notifications } = connection;
  await notifications.subscribe(steps);
  await notifications.subscribe(nights);
  const { removed, kept } = await notifications.reconcile([], {
    keep: ({ callbackUrl }) => callbackUrl === base,
  });
  expect([names(removed), names(kept)]).toEqual([["sleep"], ["activity"]]);
  expect(await standing(connection)).toEqual(["activity"]);
});

test("reconcile takes the same wish, written twice, for one, by name or by number", async () => {
  const { connection } = await subscribed();
  const { added } = await connection.notifications.reconcile([
    nights,
    { ...nights, category: 44 },
    { ...nights, callbackUrl: `${base}/sleep/` },
  ]);
  expect(added).toHaveLength(1);
  expect(await standing(connection)).toEqual(["sleep"]);
});

/** What reconcile does about one subscription that Withings lists with this URL. */
async function changes(wantedUrl: string, listedUrl: string): Promise<readonly string[]> {
  const profiles = [{ appli: 44, callbackurl: listedUrl, expires: 2_147_483_647 }];
  const { connection, sent } = await readingFrom([answer({ profiles })]);
  await connection.notifications.reconcile([{ category: "sleep", callbackUrl: wantedUrl }]);
  return sent.slice(1).map(({ form }) => form.get("action") ?? "");
}

describe("quirk: Withings gives callback URLs back written otherwise, and reconcile knows them:", () => {
  test.each([
    ["as given", `${base}?a=1&b=%2F`],
    ["with a slash at the end of the path", `${base}/?a=1&b=%2F`],
    ["with & as HTML writes it", `${base}?a=1&amp;b=%2F`],
    ["with the host in capitals", `https://APP.Example.COM/withings/callback?a=1&b=%2F`],
    ["with the scheme in capitals", `HTTPS://app.example.com/withings/callback?a=1&b=%2F`],
    ["with the usual port", `https://app.example.com:443/withings/callback?a=1&b=%2F`],
    ["with escapes in small letters", `${base}?a=1&b=%2f`],
    ["with escapes of what needs none", `https://app.example.com/withings/c%61llback?a=%31&b=%2F`],
    ["escaped as a whole", encodeURIComponent(`${base}?a=1&b=%2F`)],
  ])("%s", async (_how, listedUrl) => {
    expect(await changes(`${base}?a=1&b=%2F`, listedUrl)).toEqual([]);
    expect(await changes(listedUrl, `${base}?a=1&b=%2F`)).toEqual([]);
  });

  test("without its slash at the end, where there was one", async () => {
    expect(await changes("https://app.example.com/", "https://app.example.com")).toEqual([]);
    expect(await changes(`${base}/`, base)).toEqual([]);
  });

  test.each([
    ["another host", "https://other.example.com/withings/callback?a=1"],
    ["another port", "https://app.example.com:8443/withings/callback?a=1"],
    ["another scheme", "http://app.example.com/withings/callback?a=1"],
    ["another path", "https://app.example.com/withings/callback/2?a=1"],
    ["a path in other letters", "https://app.example.com/Withings/callback?a=1"],
    ["another token", "https://app.example.com/withings/callback?a=2"],
    ["a token in other letters", "https://app.example.com/withings/callback?A=1"],
    ["no token", "https://app.example.com/withings/callback"],
    ["a user and a password", "https://user:password@app.example.com/withings/callback?a=1"],
    ["an escaped slash", "https://app.example.com/withings%2Fcallback?a=1"],
    ["what is no URL", "withings"],
  ])("but %s is another", async (_what, listedUrl) => {
    expect(await changes(`${base}?a=1`, listedUrl)).toEqual(["subscribe", "revoke"]);
  });
});

describe("quirk: subscriptions lapse without a word, and reconcile", () => {
  test("begins one that Withings no longer lists", async () => {
    const { connection, sandbox } = await guest("everything", {
      scope: "user.info,user.metrics,user.activity,user.sleepevents",
      duplicateFilter: "off",
      bedSubscriptionDays: 1,
      probeFetch: () => Promise.resolve(new Response(null)),
    });
    const { notifications } = connection;
    const bed: WantedSubscription = { category: "bedIn", callbackUrl: base };
    await notifications.reconcile([bed, nights]);
    sandbox.clock.advance({ days: 2 });
    const { added, kept } = await notifications.reconcile([bed, nights]);
    expect([names(added), names(kept)]).toEqual([["bedIn"], ["sleep"]]);
  });

  test("begins one whose end is past in its own place, and leaves one without an end", async () => {
    const listed = (expires: unknown): string =>
      answer({ profiles: [{ appli: 44, callbackurl: nights.callbackUrl, expires }] });
    for (const [expires, expected] of [
      [now / 1000 - 1, ["subscribe"]],
      [now / 1000 + 1, []],
      [null, []],
    ] as const) {
      const { connection, sent } = await readingFrom([listed(expires), answer({})]);
      const { added } = await connection.notifications.reconcile([nights]);
      expect(sent.slice(1).map(({ form }) => form.get("action"))).toEqual(expected);
      expect(added).toHaveLength(expected.length);
    }
  });
});

describe("where a call in the middle fails, reconcile", () => {
  const profiles = [
    { appli: 1, callbackurl: `${base}/old`, expires: 2_147_483_647 },
    { appli: 4, callbackurl: `${base}/old`, expires: 2_147_483_647 },
  ];
  const wanted = [scale, nights, steps];

  const run = async (
    ...answers: Parameters<typeof readingFrom>[0]
  ): Promise<{ error: Error; done: readonly SubscriptionDone[]; sent: readonly object[] }> => {
    const { connection, sent } = await readingFrom([answer({ profiles }), ...answers]);
    const done: SubscriptionDone[] = [];
    const error = await failure(
      connection.notifications.reconcile(wanted, { onChange: (change) => done.push(change) }),
    );
    return { error: error as Error, done, sent: sent.map(parametersOf) };
  };

  test("says which were begun, ends nothing, and gives Withings' own reason", async () => {
    const { error, done, sent } = await run(answer({}), refusal(293, "Fail to connect to callback url"));
    expect(error).toMatchObject({
      name: "WithingsApiError",
      code: "api_refused",
      operation: "notify subscribe",
      status: 293,
    });
    expect(error.message).toContain(
      "Of 3 subscriptions that were missing 1 were begun, of 2 that are not wanted 0 were ended: call reconcile again.",
    );
    expect(done).toMatchObject([
      {
        type: "added",
        subscription: { category: { name: "weight", code: 1 }, callbackUrl: scale.callbackUrl },
      },
    ]);
    expect(sent).toEqual([
      {},
      { appli: "1", callbackurl: scale.callbackUrl },
      { appli: "44", callbackurl: nights.callbackUrl },
    ]);
  });

  test("says which were ended", async () => {
    const { error, done, sent } = await run(...[1, 2, 3, 4].map(() => answer({})), refusal(2555));
    expect(error).toMatchObject({ operation: "notify revoke", status: 2555 });
    expect(error.message).toContain(
      "Of 3 subscriptions that were missing 3 were begun, of 2 that are not wanted 1 were ended",
    );
    expect(done.map(({ type, subscription }) => [type, subscription.callbackUrl])).toEqual([
      ...wanted.map(({ callbackUrl }) => ["added", callbackUrl]),
      ["removed", `${base}/old`],
    ]);
    expect(sent).toHaveLength(6);
  });

  test("where the answer is lost, says so and does not try again by itself: it may have been done", async () => {
    const { error, done, sent } = await run(answer({}), new TypeError("fetch failed"));
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "network_failed" });
    expect(error.message).toContain("1 were begun");
    expect(names(done.map(({ subscription }) => subscription))).toEqual(["weight"]);
    expect(sent).toHaveLength(3);
  });

  test("where it is aborted, ends at once", async () => {
    const controller = new AbortController();
    const { connection, sent } = await readingFrom([answer({ profiles }), answer({})]);
    const done: SubscriptionDone[] = [];
    const error = await failure(
      connection.notifications.reconcile(wanted, {
        signal: controller.signal,
        onChange: (change) => {
          done.push(change);
          controller.abort();
        },
      }),
    );
    expect(error).toMatchObject({ code: "aborted" });
    expect(done).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  test("where nothing can be listed, changes nothing", async () => {
    const { connection, sent } = await readingFrom([refusal(403, "Insufficient_scope")]);
    expect(await failure(connection.notifications.reconcile(wanted))).toMatchObject({
      code: "scope_missing",
      operation: "notify list",
    });
    expect(sent).toHaveLength(1);
  });

  test("shows no token of a callback URL", async () => {
    const { error } = await run(refusal(293, `Fail to connect to callback url:[${scale.callbackUrl}]`));
    const { inspect } = await import("node:util");
    expect(inspect(error) + JSON.stringify(error)).not.toContain("s3cret-canary");
  });

  test("goes on from there when it is called again", async () => {
    const own = await subscribed();
    const { connection, sandbox } = own;
    const { notifications } = connection;
    await notifications.subscribe({ category: "weight", callbackUrl: `${base}/old` });
    sandbox.faults.add({ operation: "notify revoke", kind: "status", status: 2555, times: 1 });
    await failure(notifications.reconcile(wanted));
    expect(await standing(connection)).toEqual(["weight", "weight", "sleep", "activity"]);
    const { added, removed, kept } = await notifications.reconcile(wanted);
    expect([added, names(removed), names(kept)]).toEqual([[], ["weight"], ["weight", "sleep", "activity"]]);
    expect(await standing(connection)).toEqual(["weight", "sleep", "activity"]);
  });
});
