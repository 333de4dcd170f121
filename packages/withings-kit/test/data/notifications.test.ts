import { describe, expect, test } from "vitest";
import type { Subscription, SubscriptionChange, WantedSubscription } from "withings-kit";
import { notificationCategories } from "withings-kit/contract";
import { failure } from "../support/login.js";
import { answer, guest, parametersOf, readingFrom, refusal } from "./support/reading.js";
import { nothingStrange } from "./support/wire-rows.js";

const callbackUrl = "https://app.example.com/withings/callback";
const row = { appli: 44, callbackurl: callbackUrl, comment: "nights", expires: 2_147_483_647 };

const list = (profiles: unknown): string => answer({ profiles });

async function first(changes: object = {}): Promise<Subscription> {
  const { connection } = await readingFrom([list([{ ...row, ...changes }])]);
  const [subscription] = await connection.notifications.list({ onStrangeRow: nothingStrange }).toArray();
  if (subscription === undefined) throw new Error("There is no subscription.");
  return subscription;
}

describe("a subscription", () => {
  test("has its category by name and number, its callback URL, comment and end", async () => {
    expect(await first()).toEqual({
      category: { name: "sleep", code: 44 },
      callbackUrl,
      comment: "nights",
      expiresAt: new Date("2038-01-19T03:14:07Z"),
    });
  });

  test("quirk: comment and end are absent, empty or null", async () => {
    const nothing = { comment: null, expiresAt: null };
    expect(await first({ comment: "", expires: null })).toMatchObject(nothing);
    expect(await first({ comment: undefined, expires: undefined })).toMatchObject(nothing);
  });

  test.each(notificationCategories)(
    "of category $appli, $name, has a name, by which it can be asked for",
    async ({ appli }) => {
      const { category } = await first({ appli });
      expect(category.code).toBe(appli);
      expect(category.name).not.toBe("unknown");
      const { connection, sent } = await readingFrom([list([])]);
      await connection.notifications.list({ category: category.name as "weight" });
      expect(parametersOf(sent[0])).toEqual({ appli: String(appli) });
    },
  );

  test("of a category that is not known yet keeps its number, and may have it as text", async () => {
    expect((await first({ appli: 777 })).category).toEqual({ name: "unknown", code: 777 });
    expect((await first({ appli: "44" })).category).toEqual({ name: "sleep", code: 44 });
  });

  test("gives what came beside that it does not know", async () => {
    expect(await first({ health: "good" })).toMatchObject({ others: { health: "good" } });
    expect(await first()).not.toHaveProperty("others");
  });
});

describe("notifications", () => {
  test.each([
    ["list", async ({ notifications }) => notifications.list(), { action: "list" }],
    [
      "list of a category",
      async ({ notifications }) => notifications.list({ category: 4 }),
      { action: "list", appli: "4" },
    ],
    [
      "subscribe",
      async ({ notifications }) => notifications.subscribe({ category: "weight", callbackUrl }),
      { action: "subscribe", appli: "1", callbackurl: callbackUrl },
    ],
    [
      "subscribe with a comment, to a category by its number",
      async ({ notifications }) =>
        notifications.subscribe({ category: 777, callbackUrl, comment: "the scale" }),
      { action: "subscribe", appli: "777", callbackurl: callbackUrl, comment: "the scale" },
    ],
    [
      "get",
      async ({ notifications }) => notifications.get({ category: "sleep", callbackUrl }),
      { action: "get", appli: "44", callbackurl: callbackUrl },
    ],
    [
      "update of the callback URL",
      async ({ notifications }) =>
        notifications.update({ category: "sleep", callbackUrl }, { callbackUrl: `${callbackUrl}/2` }),
      { action: "update", appli: "44", callbackurl: callbackUrl, new_callbackurl: `${callbackUrl}/2` },
    ],
    [
      "update of the category",
      async ({ notifications }) =>
        notifications.update({ category: "sleep", callbackUrl }, { category: "activity" }),
      { action: "update", appli: "44", callbackurl: callbackUrl, new_appli: "16" },
    ],
    [
      "update of the comment",
      async ({ notifications }) =>
        notifications.update({ category: "sleep", callbackUrl }, { comment: "other" }),
      { action: "update", appli: "44", callbackurl: callbackUrl, comment: "other" },
    ],
    [
      "revoke",
      async ({ notifications }) => notifications.revoke({ category: "sleep", callbackUrl }),
      { action: "revoke", appli: "44", callbackurl: callbackUrl },
    ],
    [
      "revoke of all of a callback URL",
      async ({ notifications }) => notifications.revoke({ callbackUrl }),
      { action: "revoke", callbackurl: callbackUrl },
    ],
  ] satisfies readonly (readonly [
    string,
    (connection: Awaited<ReturnType<typeof readingFrom>>["connection"]) => Promise<unknown>,
    object,
  ])[])("%s sends what Withings asks for", async (_name, call, form) => {
    const { connection, sent } = await readingFrom([answer(row)]);
    await call(connection);
    expect(sent.map(({ form: fields }) => Object.fromEntries(fields))).toEqual([form]);
    expect(sent[0]?.url).toMatch(/\/notify$/);
    expect(new Headers(sent[0]?.init.headers).get("authorization")).toMatch(/^Bearer canaryaccess/);
  });

  test.each([
    ["a category that there is not", { category: "wieght" as "weight", callbackUrl }, "category"],
    ["a category that every object has", { category: "toString" as "weight", callbackUrl }, "category"],
    ["a category that is no whole number", { category: 1.5, callbackUrl }, "category"],
    ["no callback URL", { category: 1 } as unknown as WantedSubscription, "callbackUrl"],
    [
      "a callback URL that is too long",
      { category: 1, callbackUrl: `https://x.example/${"x".repeat(255)}` },
      "callbackUrl",
    ],
    ["a comment that is too long", { category: 1, callbackUrl, comment: "x".repeat(256) }, "comment"],
  ] as const)("refuses %s before anything is sent, and names it", async (_name, wanted, option) => {
    const { connection, sent } = await readingFrom([answer({})]);
    for (const call of [
      connection.notifications.subscribe(wanted),
      connection.notifications.reconcile([{ category: "sleep", callbackUrl }, wanted]),
    ])
      expect(await failure(call)).toMatchObject({ name: "WithingsConfigurationError", option });
    expect(sent).toEqual([]);
  });

  test.each([
    [{ callbackUrl, comment: "both" }, "comment"],
    [{}, "callbackUrl"],
  ])("changes one thing at a time: %j is refused", async (change, option) => {
    const { connection, sent } = await readingFrom([answer({})]);
    const error = await failure(
      connection.notifications.update({ category: 1, callbackUrl }, change as SubscriptionChange),
    );
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option });
    expect(sent).toEqual([]);
  });

  test("refuses the category that belongs to an application, and says who may have it", async () => {
    const { connection, sent } = await readingFrom([answer({})]);
    for (const call of [
      connection.notifications.subscribe({ category: "deviceSetUp", callbackUrl }),
      connection.notifications.reconcile([
        { category: "sleep", callbackUrl },
        { category: "deviceSetUp", callbackUrl },
      ]),
    ]) {
      const error = await failure(call);
      expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "operation" });
      expect((error as Error).message).toContain("use withings.call");
    }
    expect(sent).toEqual([]);
  });

  test("hands over a subscription that cannot be read, and the rest arrives", async () => {
    const { connection, strange, onStrangeRow } = await readingFrom([
      list([row, { ...row, appli: "weights" }, { ...row, callbackurl: null }, row]),
    ]);
    expect(await connection.notifications.list({ onStrangeRow }).toArray()).toHaveLength(2);
    expect(strange.map(({ reason }) => reason)).toEqual(["appli is no number", "callbackurl is missing"]);
  });

  test("quirk: one subscription stands where a list is expected, or none at all", async () => {
    for (const [profiles, count] of [
      [row, 1],
      [[], 0],
      [{}, 0],
      [null, 0],
      [undefined, 0],
    ] as const) {
      const { connection } = await readingFrom([list(profiles)]);
      expect(await connection.notifications.list().toArray()).toHaveLength(count);
    }
  });

  test("quirk: a callback URL that Withings will not have is refused with 293, and is not repeated in the error", async () => {
    const secret = `${callbackUrl}?token=s3cret-canary`;
    const { connection } = await readingFrom([refusal(293, `Fail to connect to callback url:[${secret}]`)]);
    const error = await failure(connection.notifications.subscribe({ category: 1, callbackUrl: secret }));
    expect(error).toMatchObject({
      name: "WithingsApiError",
      code: "api_refused",
      operation: "notify subscribe",
      status: 293,
      message: expect.stringContaining("must be registered for your application") as string,
    });
    expect((error as Error).message).not.toContain("s3cret-canary");
  });

  test.each(['{"status":0}', '{"status":0,"body":[]}', '{"status":0,"body":null}', '{"status":0,"body":{}}'])(
    "quirk: what went well may be answered with %s",
    async (text) => {
      const { connection } = await readingFrom([text]);
      await connection.notifications.subscribe({ category: 1, callbackUrl });
      await connection.notifications.revoke({ callbackUrl });
      expect(await connection.notifications.list({ onStrangeRow: nothingStrange }).toArray()).toEqual([]);
    },
  );

  test("a subscription whose outcome is not known is not begun a second time", async () => {
    const { connection, sent } = await readingFrom([new TypeError("fetch failed")]);
    const error = await failure(connection.notifications.subscribe({ category: 1, callbackUrl }));
    expect(error).toMatchObject({ name: "WithingsTransportError" });
    expect(sent).toHaveLength(1);
  });
});

test("subscriptions of somebody of the sandbox begin, are listed, change and end", async () => {
  const asked: string[] = [];
  const { connection, sandbox } = await guest("everything", {
    duplicateFilter: "off",
    probeFetch: async (input, init) => {
      asked.push(`${init?.method ?? ""} ${input instanceof Request ? input.url : input.toString()}`);
      return Promise.resolve(new Response(null));
    },
  });
  const { notifications } = connection;
  const nights = { category: "sleep", callbackUrl } as const;
  await notifications.subscribe({ category: "weight", callbackUrl, comment: "the scale" });
  await notifications.subscribe(nights);
  expect(asked).toEqual([`HEAD ${callbackUrl}`, `HEAD ${callbackUrl}`]);
  const named = async (options = {}): Promise<unknown> =>
    (await notifications.list(options).toArray()).map(({ category: { name }, comment }) => [name, comment]);
  expect(await named()).toEqual([
    ["weight", "the scale"],
    ["sleep", null],
  ]);
  expect(await named({ category: "sleep" })).toEqual([["sleep", null]]);
  // What was written is seen at once: no answer from before is given again.
  await notifications.update(nights, { comment: "nights" });
  expect(await notifications.get(nights)).toEqual({
    category: { name: "sleep", code: 44 },
    callbackUrl,
    comment: "nights",
    expiresAt: null,
  });
  await notifications.update(nights, { category: "activity" });
  expect(await named()).toEqual([
    ["weight", "the scale"],
    ["activity", "nights"],
  ]);
  expect(await failure(notifications.get(nights))).toMatchObject({ code: "api_refused", status: 286 });
  await notifications.revoke({ category: "activity", callbackUrl });
  await notifications.revoke({ callbackUrl });
  expect(await named()).toEqual([]);
  expect(sandbox.held.subscriptions).toBe(0);
});
