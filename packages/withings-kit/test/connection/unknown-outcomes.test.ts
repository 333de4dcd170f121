import { describe, expect, test } from "vitest";
import { type WithingsError } from "withings-kit";
import { failure } from "../support/login.js";
import { answering, expired } from "./support/refreshes.js";
import { never } from "./support/gate.js";
import { scripted } from "./support/scripted-store.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError, type Tap } from "./support/wire.js";
import { createWorld, devices, type StoredRecord, works } from "./support/world.js";

turnableTime();

const forkPolicies = ["both-live", "first-use-wins", "latest-wins", "strict"] as const;

const half = (body: object): string => JSON.stringify({ status: 0, body }).slice(0, 60);
const unknownOutcomes: readonly (readonly [string, string, Tap])[] = [
  ["an answer lost after it was done", "network_failed", lose("ECONNRESET")],
  ["a route that is lost", "network_failed", lose("EHOSTUNREACH")],
  ["a socket that closes", "network_failed", lose("UND_ERR_SOCKET")],
  ["an answer that never comes", "timed_out", hang],
  ["HTTP 500", "http_error", async (_sent, send) => answer(await (await send()).text(), { status: 500 })],
  ["HTTP 502 with a page", "http_error", spoil(() => answer("<html>", { status: 502 }))],
  ["HTTP 304", "http_error", spoil(() => new Response(null, { status: 304 }))],
  ["a redirect", "http_error", spoil(() => answer("", { status: 302, headers: { location: "/" } }))],
  ["a page", "answer_unreadable", spoil(() => answer("<html>Withings is being improved</html>"))],
  ["nothing", "answer_unreadable", spoil(() => answer(""))],
  ["half an answer", "answer_unreadable", answering(half)],
  ["null", "answer_invalid", answering(() => null)],
  ["a list", "answer_invalid", answering(() => [])],
  ["an envelope without a status", "answer_invalid", answering((body) => ({ body }))],
  ["an empty body with status 0", "answer_invalid", answering(() => ({ status: 0, body: {} }))],
  ["an empty list for a body", "answer_invalid", answering(() => ({ status: 0, body: [] }))],
  ["no body with status 0", "answer_invalid", answering(() => ({ status: 0 }))],
  [
    "somebody else's tokens",
    "answer_invalid",
    answering((body) => ({ status: 0, body: { ...body, userid: 999 } })),
  ],
  ["a timeout of Withings", "withings_unavailable", answering(() => ({ status: 522, body: {} }))],
  ["a bad state of Withings", "withings_unavailable", answering(() => ({ status: 524, body: {} }))],
  ["an error of Withings", "token_request_rejected", answering(() => ({ status: 2556, body: {} }))],
  [
    "an error of Withings that quotes a rejection",
    "token_request_rejected",
    answering(() => ({ status: 2556, body: {}, error: "An unknown error occurred: invalid refresh_token" })),
  ],
  ...(
    [
      ["access_token", undefined],
      ["access_token", ""],
      ["access_token", 5],
      ["access_token", null],
      ["refresh_token", undefined],
      ["refresh_token", ""],
      ["refresh_token", {}],
      ["expires_in", undefined],
      ["expires_in", 0],
      ["expires_in", -1],
      ["expires_in", "soon"],
      ["expires_in", 1e12],
      ["token_type", undefined],
      ["token_type", "mac"],
      ["userid", {}],
      ["scope", 5],
    ] as const
  ).map(
    ([field, value]) =>
      [
        `${field} ${value === undefined ? "missing" : JSON.stringify(value)}`,
        "answer_invalid",
        answering((body) => ({ status: 0, body: { ...body, [field]: value } })),
      ] as const,
  ),
];

function lose(code: string): Tap {
  return async (_sent, send) => {
    await send();
    throw networkError(code);
  };
}

function spoil(spoilt: () => Response): Tap {
  return async (_sent, send) => {
    await send();
    return spoilt();
  };
}

async function hang(...[sent, send]: Parameters<Tap>): Promise<Response> {
  await send();
  return new Promise((_resolve, reject) => {
    sent.init.signal?.addEventListener("abort", () => {
      reject(new DOMException("This operation was aborted", "AbortError"));
    });
  });
}

const samePair = (before: string, after: string): void => {
  const [old, now] = [before, after].map((text) =>
    JSON.stringify((JSON.parse(text) as StoredRecord).current),
  );
  expect(now).toBe(old);
};

describe("when nobody knows whether the refresh token was spent", () => {
  test.each(unknownOutcomes)(
    "(%s) the same pair stays stored, and the call says so",
    async (_what, code, tap) => {
      const { connection, wire, text, events, program } = await expired();
      const before = (await text(connection.userID)) ?? "";
      wire.tap = tap;
      const one = await program({ waitMs: 0 }).connection(connection.userID);
      const error = (await passing(failure(one.credentials()))) as WithingsError;
      expect(error).toMatchObject({ code, oldRefreshToken: "unknown", userID: connection.userID });
      expect(error.message).toMatch(/Keep the refresh token and retry with it/);
      samePair(before, (await text(connection.userID)) ?? "");
      await breath(20);
      expect(events.at(-1)).toMatchObject({
        type: "refreshDelayed",
        code,
        connection: { userID: connection.userID, status: "expiring" },
      });
      expect(await connection.status()).toMatchObject({ status: "expiring" });
    },
  );

  describe.each(forkPolicies)("and Withings treats forks as %s", (forkPolicy) => {
    test.each(["drop", "http", "html", "empty", "truncate", "wrong-userid"] as const)(
      "(%s), the old token is sent again and nothing is lost, where Withings keeps it alive",
      async (kind) => {
        const { connection, sandbox, refreshes } = await expired({ forkPolicy });
        sandbox.faults.add({
          operation: "oauth2 requesttoken",
          times: 1,
          when: "after",
          ...(kind === "http" ? { kind, httpStatus: 503 } : { kind }),
        });
        const first = await passing(connection.credentials().catch((error: unknown) => error));
        await elapse(60_000);
        if (forkPolicy === "strict") {
          // There is no second chance, against what Withings documents: no client could do better.
          expect(await passing(failure(connection.credentials()))).toMatchObject({
            code: "reauthorization_required",
          });
          return;
        }
        await passing(works(connection));
        expect(first).toBeDefined();
        const [one, two] = refreshes();
        expect(refreshes()).toHaveLength(2);
        expect(two?.refreshToken).toBe(one?.refreshToken);
        expect(await connection.status()).toMatchObject({ status: "connected" });
      },
    );

    test("nothing is lost when it goes wrong again and again for 7 hours", async () => {
      if (forkPolicy === "strict") return;
      const { connection, sandbox, wire } = await expired({ forkPolicy });
      wire.tap = lose("ECONNRESET");
      for (let hour = 0; hour < 7; hour++) {
        await passing(failure(connection.credentials()));
        sandbox.clock.advance({ hours: 1 });
      }
      wire.tap = (_sent, send) => send();
      await passing(works(connection));
    });
  });

  test("a later program begins again at once, though the access token seems fresh", async () => {
    const { connected, program, store, wire, sandbox, events, refreshes } = createWorld();
    const { userID } = await connected();
    // Withings refused the access token, which led to a refresh whose answer was lost when the program died.
    const dying = scripted(store);
    const first = await program({ store: dying }).connection(userID);
    wire.tap = async (sent, send) => {
      if (sent.kind === "api") return answer({ status: 401, body: {} });
      await send();
      dying.script = () => never();
      return never();
    };
    devices(first).catch(() => undefined);
    await breath(40);
    expect(refreshes()).toHaveLength(1);
    wire.tap = (_sent, send) => send();
    sandbox.clock.advance({ minutes: 2 });
    const later = await program().connection(userID);
    expect(await later.status()).toMatchObject({ status: "expiring" });
    // The dead one's lease ends.
    await elapse(25_000);
    expect(refreshes()).toHaveLength(1);
    await later.credentials();
    await elapse(1_000);
    expect(refreshes()).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: "refreshed", connection: { status: "connected" } });
    await works(later);
  });

  test("an answer that leaves the userid out is taken: whose refresh token it was is known", async () => {
    const { connection, wire } = await expired();
    wire.tap = answering(({ userid: _missing, ...body }) => ({ status: 0, body }));
    expect((await connection.credentials()).userID).toBe(connection.userID);
    wire.tap = (_sent, send) => send();
    await works(connection);
  });

  test("an answer that leaves the scope out keeps the one that is known", async () => {
    const { connection, wire } = await expired();
    wire.tap = answering(({ scope: _missing, ...body }) => ({ status: 0, body }));
    expect((await connection.credentials()).scope).toBe("user.info,user.metrics");
  });
});
