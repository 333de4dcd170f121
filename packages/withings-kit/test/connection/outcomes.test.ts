import { describe, expect, test } from "vitest";
import { ReauthorizationRequired, type WithingsError } from "withings-kit";
import { failure } from "../support/login.js";
import { breath, elapse, passing, turnableTime } from "./support/time.js";
import { answer, networkError, type Tap } from "./support/wire.js";
import { createWorld, devices, type StoredRecord, type WorldOptions, works } from "./support/world.js";

turnableTime();

const forkPolicies = ["both-live", "first-use-wins", "latest-wins", "strict"] as const;

/** A connection whose access token has expired. */
async function expired(options: WorldOptions = {}) {
  const world = createWorld(options);
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  return { ...world, connection };
}

/** Changes the answers of refreshes; the sandbox has done what they asked for. */
function answering(change: (body: Readonly<Record<string, unknown>>) => unknown): Tap {
  return async (sent, send) => {
    if (sent.kind !== "refresh") return send();
    const given = (await (await send()).json()) as { readonly body: Readonly<Record<string, unknown>> };
    return answer(change(given.body));
  };
}

const refused = { status: 503, body: {}, error: "Invalid Params: invalid refresh_token" };

describe("when Withings definitely rejects the refresh token", () => {
  const rejected = async () => {
    const world = await expired();
    world.sandbox.clock.advance({ days: 400 });
    return world;
  };

  test("calls throw ReauthorizationRequired, which says who, why, and what to do", async () => {
    const { connection } = await rejected();
    const error = (await failure(connection.credentials())) as ReauthorizationRequired;
    expect(ReauthorizationRequired.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      code: "reauthorization_required",
      userID: connection.userID,
      reason: "refresh_token_rejected",
    });
    expect(error.message).toBe(
      `Withings no longer accepts the connection of ${connection.userID}: the link was ended, was not used for a year, or a renewed token was lost. Let the person log in again with connect.`,
    );
  });

  test("nobody ever sends it again: not this program, not another, not a later one", async () => {
    const { connection, program, refreshes, sandbox, wire } = await rejected();
    await failure(connection.credentials());
    expect(refreshes()).toHaveLength(1);
    const other = await program().connection(connection.userID);
    for (let day = 0; day < 3; day++) {
      for (const each of [connection, other, await program().connection(connection.userID)]) {
        const calls = [each.credentials(), devices(each), each.credentials()];
        for (const call of calls)
          expect(await failure(call)).toMatchObject({ code: "reauthorization_required" });
      }
      sandbox.clock.advance({ days: 1 });
    }
    expect(refreshes()).toHaveLength(1);
    expect(wire.sent.filter(({ kind }) => kind === "api")).toEqual([]);
  });

  test("the event comes once, however many wait, and what is stored stays", async () => {
    const { connection, events, record } = await rejected();
    const { current } = await record(connection.userID);
    const all = await Promise.all(Array.from({ length: 10 }, () => failure(connection.credentials())));
    for (const error of all) expect(error).toMatchObject({ code: "reauthorization_required" });
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
    expect((await record(connection.userID)).current).toEqual(current);
  });

  test("while the access token seems fresh, calls throw as well: nobody is given dead credentials", async () => {
    const { connected, withings, program, wire, sandbox } = createWorld();
    const connection = await connected();
    await program().disconnect(connection.userID);
    const dead = await (await connected()).credentials();
    await program({ clientID: sandbox.application.clientID, store: createWorld().store }).disconnect(
      connection.userID,
    );
    expect(await failure(devices(connection))).toMatchObject({ code: "reauthorization_required" });
    wire.sent.length = 0;
    for (const call of [() => connection.credentials(), () => devices(connection)])
      expect(await failure(call())).toMatchObject({ code: "reauthorization_required" });
    expect(wire.sent).toEqual([]);
    // Bringing the same dead credentials from elsewhere changes nothing.
    expect(await failure((await withings.adopt(dead)).credentials())).toMatchObject({
      code: "reauthorization_required",
    });
  });

  test("in the background, calls say so from then on", async () => {
    const { connected, sandbox, wire, events } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ minutes: 176 });
    wire.tap = (sent, send) => (sent.kind === "refresh" ? Promise.resolve(answer(refused)) : send());
    await connection.credentials();
    await breath(20);
    expect(events.at(-1)).toMatchObject({ type: "reauthorizationRequired" });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
  });

  test("a new login heals it, and forgets nothing that was refused", async () => {
    const { connection, connected, record, refreshes, sandbox } = await rejected();
    await failure(connection.credentials());
    const { refused } = await record(connection.userID);
    expect(refused).toHaveLength(1);
    await connected();
    await works(connection);
    sandbox.clock.advance({ hours: 4 });
    await works(connection);
    expect(refreshes()).toHaveLength(2);
    expect((await record(connection.userID)).refused).toEqual(refused);
  });

  test("of a pair that never worked, the refresh token before it is tried, once", async () => {
    const { connection, sandbox, wire, refreshes, record } = await expired();
    const first = await record(connection.userID);
    await connection.credentials();
    // Somebody's lost answer: the pair that is stored is dead, the token that it was spent for lives.
    const { current } = await record(connection.userID);
    wire.tap = (sent, send) =>
      sent.refreshToken === current.withingsRefreshToken ? Promise.resolve(answer(refused)) : send();
    sandbox.clock.advance({ hours: 3 });
    await works(connection);
    expect(refreshes().map(({ refreshToken }) => refreshToken)).toEqual([
      first.current.withingsRefreshToken,
      current.withingsRefreshToken,
      first.current.withingsRefreshToken,
    ]);
  });

  test("of a pair that never worked, and of the one before it, the connection has come to its end", async () => {
    const { connection, sandbox, refreshes } = await expired();
    await connection.credentials();
    sandbox.clock.advance({ days: 400 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(
      new Set(
        refreshes()
          .slice(1)
          .map(({ refreshToken }) => refreshToken),
      ).size,
    ).toBe(2);
    await failure(connection.credentials());
    expect(refreshes()).toHaveLength(3);
  });

  test("of a pair that has worked, the one before it is not tried", async () => {
    const { connection, sandbox, refreshes } = await expired();
    await works(connection);
    sandbox.clock.advance({ days: 400 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(refreshes()).toHaveLength(2);
  });

  test("while its access token still works, the connection ends with that, and says so", async () => {
    const { connection, wire, sandbox, events } = await expired();
    await connection.credentials();
    // Refused, and the one before it cannot be reached: then the access token works, which is the end of the one before it.
    let calls = 0;
    wire.tap = (sent, send) => {
      if (sent.kind === "api" && ++calls === 1) return Promise.resolve(answer({ status: 401, body: {} }));
      if (sent.kind !== "refresh") return send();
      return sent.refreshToken === wire.sent.find(({ kind }) => kind === "refresh")?.refreshToken
        ? Promise.reject(networkError("ECONNRESET"))
        : Promise.resolve(answer(refused));
    };
    await passing(failure(devices(connection)));
    await works(connection);
    await elapse(60_000);
    wire.tap = (_sent, send) => send();
    expect(await connection.status()).not.toMatchObject({ status: "needsReauthorization" });
    sandbox.clock.advance({ hours: 3 });
    expect(await failure(connection.credentials())).toMatchObject({ code: "reauthorization_required" });
    expect(await connection.status()).toMatchObject({ status: "needsReauthorization" });
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
  });

  test("it cannot be adopted again, whatever time it is brought with, nor take the place of living tokens", async () => {
    const { connection, connected, withings, sandbox, refreshes, events, record } = await rejected();
    await failure(connection.credentials());
    const { current } = await record(connection.userID);
    const brought = { ...current, obtainedAt: new Date(sandbox.clock.nowMs() + 60_000).toISOString() };
    for (const status of ["needsReauthorization", "connected"]) {
      const adopted = await withings.adopt(brought);
      expect(await adopted.status()).toMatchObject({ status });
      await connected();
    }
    await works(connection);
    await breath(20);
    expect(events.filter(({ type }) => type === "reauthorizationRequired")).toHaveLength(1);
    expect(refreshes()).toHaveLength(1);
  });

  test("that somebody else renewed meanwhile, theirs is taken and nothing is marked", async () => {
    const world = await expired();
    const { connection, program, wire, record, events } = world;
    const other = await program().connection(connection.userID);
    wire.tap = async (sent, send) => {
      if (sent.kind !== "refresh" || world.refreshes().length > 1) return send();
      // This program slept, and its lease ended.
      await other.credentials();
      await works(other);
      return answer(refused);
    };
    // The other's turn comes when the lease is over, after 20 seconds.
    const given = await passing(connection.credentials());
    const { current, refused: dead, reauthorization } = await record(connection.userID);
    expect(given.withingsAccessToken).toBe(current.withingsAccessToken);
    expect([dead, reauthorization]).toEqual([[], undefined]);
    expect(events.some(({ type }) => type === "reauthorizationRequired")).toBe(false);
  });
});

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
    const { connected, program, wire, sandbox, events } = createWorld();
    const connection = await connected();
    // Withings refused the access token, which led to a refresh whose answer was lost when the program died.
    wire.tap = async (sent, send) => {
      if (sent.kind === "api") return answer({ status: 401, body: {} });
      await send();
      return new Promise(() => undefined);
    };
    devices(connection).catch(() => undefined);
    await breath(40);
    wire.tap = (_sent, send) => send();
    sandbox.clock.advance({ minutes: 2 });
    const later = await program().connection(connection.userID);
    expect(await later.status()).toMatchObject({ status: "expiring" });
    await elapse(25_000);
    await later.credentials();
    await elapse(1_000);
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
