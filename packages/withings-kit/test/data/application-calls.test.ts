import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  createWithings,
  memoryStore,
  type Withings,
  type WithingsError,
  type WithingsOptions,
} from "withings-kit";
import { type Operation, services } from "withings-kit/contract";
import * as wire from "withings-kit/operations";
import {
  heart,
  measure,
  notify,
  nudge,
  oauth2,
  signature,
  user,
  type WireOperation,
} from "withings-kit/operations";
import { anyParameters } from "../support/any-parameters.js";
import { canary, failure, pretendEndpoint, type Sent } from "../support/login.js";
import { answer, now, parametersOf, readingFrom, refusal } from "./support/reading.js";
import { partner, partnerUrl } from "./support/partner.js";

const hmac = (...values: readonly string[]): string =>
  createHmac("sha256", canary.clientSecret).update(values.join(",")).digest("hex");

const nonces = (...names: readonly string[]): readonly string[] => names.map((nonce) => answer({ nonce }));

/** An application whose endpoint answers as told. */
function application(
  answers: Parameters<typeof pretendEndpoint>,
  options: Partial<WithingsOptions> = {},
): { readonly withings: Withings; readonly sent: readonly Sent[] } {
  const { fetch, sent } = pretendEndpoint(...answers);
  const withings = createWithings({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    store: memoryStore(),
    fetch,
    clock: () => now,
    ...options,
  });
  return { withings, sent };
}

const called = Object.entries(services).flatMap(([service, stated]) =>
  Object.entries(stated).map(([name, operation]) => ({
    name: `${operation.service} ${operation.action ?? "authorize"}`,
    operation,
    // As though each went either way, as in JavaScript: the compiler would not let them be called by the wrong one.
    table: Reflect.get(Reflect.get(wire, service) as object, name) as WireOperation<
      object,
      object,
      "bearerOrSignature"
    >,
  })),
);

/** Parameters that an operation may be called with, always the same, in a signed call or in one with an access token. */
function fitting(operation: Operation, signed: boolean): Readonly<Record<string, unknown>> {
  const { signedWhen } = operation;
  // Those that are signed only with one value of many take some looking for.
  const numRuns = signedWhen === undefined ? 1 : 200;
  const found = fc.sample(anyParameters(operation), { numRuns, seed: 7 }).find((given) => {
    if (signedWhen === undefined) return true;
    const { parameter, value } = signedWhen;
    const isSigned = value === undefined ? parameter in given : String(given[parameter]) === value;
    return isSigned === signed;
  });
  if (found === undefined) throw new Error("No parameters fit.");
  return found;
}

describe("a signed call", () => {
  test("asks for a nonce with a signed timestamp, signs action, client id and nonce, and bears no token", async () => {
    const { withings, sent } = application([...nonces("n0nce"), answer({ nudgeid: 7 })]);
    expect(
      await withings.call(nudge.create, { iconids: [1], content: ["Drink", "water"], model: 17 }),
    ).toEqual({
      nudgeid: 7,
    });
    const timestamp = String(now / 1000);
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual(["/v2/signature", "/v2/nudge"]);
    expect(sent.map(({ form }) => Object.fromEntries(form))).toEqual([
      {
        action: "getnonce",
        client_id: canary.clientID,
        timestamp,
        signature: hmac("getnonce", canary.clientID, timestamp),
      },
      {
        action: "create",
        iconids: "[1]",
        content: '["Drink","water"]',
        model: "17",
        client_id: canary.clientID,
        nonce: "n0nce",
        signature: hmac("create", canary.clientID, "n0nce"),
      },
    ]);
    for (const { init } of sent) expect(new Headers(init.headers).has("authorization")).toBe(false);
    expect(JSON.stringify(sent)).not.toContain(canary.clientSecret);
  });

  test("has a nonce of its own, however many are made at once", async () => {
    const { withings, sent } = application([
      async () => Promise.resolve(new Response(answer({ nonce: `n${sent.length}`, nudges: [], nudgeid: 1 }))),
    ]);
    await Promise.all([
      withings.call(nudge.list, {}),
      withings.call(nudge.list, { offset: 1 }),
      withings.call(nudge.get, { nudgeid: 1 }),
      withings.call(nudge.delete, { nudgeid: 1 }),
      withings.call(nudge.delete, { nudgeid: 1 }),
    ]);
    const used = sent.map(({ form }) => form.get("nonce")).filter((nonce) => nonce !== null);
    expect(used).toHaveLength(5);
    expect(new Set(used).size).toBe(5);
    // No two requests for one are the same, or Withings would take the second for the first once more.
    const asked = sent.filter(({ url }) => url.endsWith("/v2/signature")).map(({ init }) => init.body);
    expect(new Set(asked).size).toBe(5);
  });

  test("that reads is shared with an equal one, and one that writes never is", async () => {
    const { withings, sent } = application([
      async () => Promise.resolve(new Response(answer({ nonce: "n", nudges: [] }))),
    ]);
    await Promise.all([withings.call(nudge.list, {}), withings.call(nudge.list, {})]);
    expect(sent).toHaveLength(2);
    await Promise.all([1, 2].map(() => withings.call(nudge.delete, { nudgeid: 1 })));
    expect(sent).toHaveLength(6);
  });

  test("that fails on the way is sent again where it reads, with a fresh nonce, and not where it writes", async () => {
    const reading = application([
      ...nonces("n1"),
      new TypeError("fetch failed"),
      ...nonces("n2"),
      answer({ nudges: [] }),
    ]);
    await reading.withings.call(nudge.list, {});
    expect(reading.sent.map(({ form }) => form.get("nonce"))).toEqual([null, "n1", null, "n2"]);
    const writing = application([...nonces("n1"), new TypeError("fetch failed")]);
    expect(await failure(writing.withings.call(nudge.delete, { nudgeid: 1 }))).toMatchObject({
      code: "network_failed",
    });
    expect(writing.sent).toHaveLength(2);
  });

  test("that is refused tells Withings' status, and nothing that proves the application", async () => {
    const { withings } = application([
      ...nonces("canarynonce44canarynonce44"),
      refusal(2553, `Not allowed: canarynonce44canarynonce44 of ${canary.clientSecret}`),
    ]);
    const error = await failure(withings.call(nudge.get, { nudgeid: 1 }));
    expect(error).toMatchObject({
      name: "WithingsApiError",
      operation: "nudge v2 get",
      status: 2553,
      statusFamily: "unauthorized",
    });
    const shown = inspect(error, { depth: Infinity }) + JSON.stringify(error);
    for (const secret of [
      "canarynonce44",
      canary.clientSecret,
      hmac("get", canary.clientID, "canarynonce44canarynonce44"),
    ])
      expect(shown).not.toContain(secret);
  });

  test("that is refused with 403 is not told to ask a person for a scope, of which it needs none", async () => {
    const { withings } = application([...nonces("n"), refusal(403, "forbidden")]);
    const error = (await failure(withings.call(nudge.get, { nudgeid: 1 }))) as WithingsError;
    expect(error).toMatchObject({ code: "api_refused", status: 403 });
    expect(error.message).not.toMatch(/grant/);
  });

  test("ends when it is aborted, and sends nothing where it was before", async () => {
    const controller = new AbortController();
    const { withings, sent } = application([
      () => {
        controller.abort();
        return new Promise<Response>(() => undefined);
      },
    ]);
    const waiting = withings.call(nudge.get, { nudgeid: 1 }, { signal: controller.signal });
    expect(await failure(waiting)).toMatchObject({ code: "aborted" });
    const aborted = withings.call(nudge.get, { nudgeid: 2 }, { signal: AbortSignal.abort() });
    expect(await failure(aborted)).toMatchObject({ code: "aborted" });
    expect(sent).toHaveLength(1);
  });

  test("goes on for the other of two that share it, when one is aborted while the nonce is awaited", async () => {
    let give: (nonce: Response) => void = () => undefined;
    const nonce = new Promise<Response>((resolve) => (give = resolve));
    const { withings, sent } = application([() => nonce, answer({ nudges: [] })]);
    const controller = new AbortController();
    const left = failure(withings.call(nudge.list, {}, { signal: controller.signal }));
    const going = withings.call(nudge.list, {});
    await vi.waitFor(() => {
      expect(sent).toHaveLength(1);
    });
    controller.abort();
    expect(await left).toMatchObject({ code: "aborted" });
    give(new Response(answer({ nonce: "n" })));
    expect(await going).toEqual({ nudges: [] });
    expect(sent).toHaveLength(2);
  });

  test("takes two turns in the budget of the application, whose turns people share", async () => {
    const turns: string[] = [];
    const budget: WithingsOptions["budget"] = {
      take: async ({ application: of, person }) => {
        turns.push(`${of === canary.clientID ? "ours" : of} ${person || "nobody"}`);
        return Promise.resolve({ leave: () => undefined });
      },
      pause: () => Promise.resolve(),
    };
    const { withings } = application([...nonces("n"), answer({ nudge: {} })], { budget });
    await withings.call(nudge.get, { nudgeid: 1 });
    expect(turns).toEqual(["ours nobody", "ours nobody"]);
  });
});

describe("a call of the application", () => {
  test("for tokens is proved by the secret, and for a nonce by a signed timestamp", async () => {
    const tokens = application([answer({ access_token: "a" })]);
    await tokens.withings.call(oauth2.requestToken, { grant_type: "refresh_token", refresh_token: "r" });
    expect(tokens.sent.map(({ form }) => Object.fromEntries(form))).toEqual([
      {
        action: "requesttoken",
        grant_type: "refresh_token",
        refresh_token: "r",
        client_id: canary.clientID,
        client_secret: canary.clientSecret,
      },
    ]);
    const nonce = application(nonces("n1") as string[]);
    expect(await nonce.withings.call(signature.getNonce, {})).toEqual({ nonce: "n1" });
    const timestamp = String(now / 1000);
    expect(nonce.sent.map(parametersOf)).toEqual([
      { client_id: canary.clientID, timestamp, signature: hmac("getnonce", canary.clientID, timestamp) },
    ]);
  });

  test("gets another nonce each time it asks for one", async () => {
    const { withings } = await partner();
    const got = await Promise.all([1, 2, 3].map(() => withings.call(signature.getNonce, {})));
    expect(new Set(got.map(({ nonce }) => nonce)).size).toBe(3);
  });

  test("without a contract is refused what is for partners, and may do what is not", async () => {
    const { withings, personId } = await partner({ contract: false });
    expect(await failure(withings.call(user.get, { userid: personId }))).toMatchObject({
      code: "api_refused",
      statusFamily: "unauthorized",
    });
    expect(await withings.call(oauth2.revoke, { userid: personId })).toEqual({});
  });
});

describe("an operation that is called by whom Withings would not have it from is refused, and nothing is sent:", () => {
  const asked = called.map((each) => [each.name, each] as const);

  test.each(asked)("%s", async (_name, { operation, table }) => {
    const { authentication, host } = operation;
    const { withings, sent } = application([answer({})]);
    const person = await readingFrom([answer({})]);
    const refused: unknown[] = [];
    if (authentication !== "signature" && authentication !== "client")
      refused.push(await failure(withings.call(table, fitting(operation, false))));
    if (authentication !== "bearer")
      refused.push(await failure(person.connection.call(table, fitting(operation, true))));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused)
      expect(error).toMatchObject({
        name: "WithingsConfigurationError",
        code: "configuration_invalid",
        option: "operation",
      });
    const words = refused.map((error) => (error as Error).message);
    const advice =
      host === "account"
        ? [/is a page that a browser opens: use connect/, /is a page that a browser opens: use connect/]
        : [
            ...(authentication.startsWith("bearer")
              ? [/use call of their connection\. Nothing was sent\./]
              : []),
            ...(authentication === "bearer" ? [] : [/use withings\.call\. Nothing was sent\./]),
          ];
    expect(words).toEqual(advice.map((part) => expect.stringMatching(part) as unknown));
    expect([...sent, ...person.sent]).toEqual([]);
  });

  test("what a signature or a token may prove is decided by what is given", async () => {
    const { withings, sent } = application([
      async () => Promise.resolve(new Response(answer({ nonce: "n" }))),
    ]);
    const callbackurl = `${partnerUrl}/hook`;
    await withings.call(notify.subscribe, { callbackurl, appli: 53 });
    await withings.call(heart.get, { signal_token: "t" });
    expect(sent.map(({ form }) => form.get("action"))).toEqual(["getnonce", "subscribe", "getnonce", "get"]);
    expect(await failure(withings.call(notify.subscribe, { callbackurl, appli: 1 }))).toMatchObject({
      option: "operation",
    });
    expect(await failure(withings.call(heart.get, { signalid: 1 }))).toMatchObject({ option: "operation" });
    expect(sent).toHaveLength(4);
  });
});

describe("wrong parameters are told by name before anything is sent, a nonce included:", () => {
  test.each(
    called.filter(({ operation }) => operation.host === "api").map((each) => [each.name, each] as const),
  )("%s", async (_name, { operation, table }) => {
    const signed = !operation.authentication.startsWith("bearer");
    const given = fitting(operation, signed);
    const { withings, sent } = application([answer({})]);
    const person = await readingFrom([answer({})]);
    const call = async (parameters: object): Promise<unknown> =>
      failure(signed ? withings.call(table, parameters) : person.connection.call(table, parameters));
    const problem = { name: "WithingsConfigurationError", code: "configuration_invalid" };
    expect(await call({ ...given, unheardOf: 1 })).toMatchObject({ ...problem, option: "unheardOf" });
    for (const [name, { required, proof, when }] of Object.entries(operation.parameters)) {
      if (proof === true) {
        expect(await call({ ...given, [name]: "x" })).toMatchObject({ ...problem, option: name });
        continue;
      }
      if (!(name in given)) continue;
      const error = await call({ ...given, [name]: Symbol("no value") });
      expect(error).toMatchObject({ ...problem, option: name });
      expect((error as Error).message).toMatch(/ Give ./);
      if (required === true && when === undefined) {
        const { [name]: _left, ...rest } = given;
        expect(await call(rest), name).toMatchObject({ ...problem, option: name });
      }
    }
    expect([...sent, ...person.sent]).toEqual([]);
  });

  test("a day that there is not, for one, says what is allowed", async () => {
    const { connection } = await readingFrom([answer({})]);
    const error = await failure(
      connection.call(measure.getActivity, { startdateymd: "2026-02-30", enddateymd: "2026-03-01" }),
    );
    expect((error as Error).message).toBe(
      'The parameter startdateymd of measure v2 getactivity cannot be used. Give a day that there is, as "2026-11-22".',
    );
  });
});
