import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WithingsStoreError, type StoredCredentials } from "withings-kit";
import { fingerprint } from "../../src/connection/fingerprint.js";
import {
  confirmed,
  connected,
  type ConnectionRecord,
  readRecord,
  writeRecord,
} from "../../src/connection/record.js";
import { begun, failed, refused, rotated, settled, tokenToSend } from "../../src/connection/transitions.js";
import { failure } from "../support/login.js";

// They are quick, and what they look for is rare.
fc.configureGlobal({ numRuns: Number(process.env["RECORD_RUNS"] ?? 300) });

const userID = "363";

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const time = fc.integer({ min: 1_500_000_000_000, max: 2_000_000_000_000 });
const credentials: fc.Arbitrary<StoredCredentials> = fc.record({
  version: fc.constant(1),
  userID: fc.constant(userID),
  withingsAccessToken: word,
  withingsRefreshToken: word,
  expires: fc.integer({ min: 1, max: 10_800 }),
  scope: fc.constantFrom("", "user.info", "user.info,user.metrics"),
  tokenType: fc.constant("Bearer"),
  obtainedAt: time.map((at) => new Date(at).toISOString()),
});

/** What can happen to a record. */
const step: fc.Arbitrary<(record: ConnectionRecord) => ConnectionRecord> = fc.oneof(
  fc.tuple(credentials, time).map(
    ([current, now]) =>
      (record: ConnectionRecord) =>
        connected(current, now, record),
  ),
  fc.constant(confirmed),
  withToken((record, token, now) => begun(record, token, now)),
  withToken((record, token, now) => refused(record, token, now)),
  fc.tuple(credentials).map(([current]) => (record: ConnectionRecord) => {
    const token = tokenToSend(record);
    return token === undefined ? record : rotated(record, token, current);
  }),
  // Somebody who was slower than those that are stored.
  fc.tuple(credentials).map(([current]) => (record: ConnectionRecord) => {
    const spent = record.previous ?? record.current.withingsRefreshToken;
    return settled(record, { before: spent, spent, current }) ?? record;
  }),
  fc
    .tuple(
      fc.constantFrom("network_failed", "rate_limited", "answer_invalid"),
      fc.nat(200_000),
      fc.boolean(),
      time,
    )
    .map(
      ([code, waitMs, unknown, now]) =>
        (record: ConnectionRecord) =>
          failed(record, { code, waitMs, unknown }, now),
    ),
);

/** A step that only a record with a token to send can take. */
function withToken(
  take: (record: ConnectionRecord, token: string, now: number) => ConnectionRecord,
): fc.Arbitrary<(record: ConnectionRecord) => ConnectionRecord> {
  return time.map((now) => (record) => {
    const token = tokenToSend(record);
    return token === undefined ? record : take(record, token, now);
  });
}

/** A record after anything that can happen. */
const record: fc.Arbitrary<ConnectionRecord> = fc
  .tuple(credentials, time, fc.array(step, { maxLength: 12 }))
  .map(([current, now, steps]) => steps.reduce((before, next) => next(before), connected(current, now)));

const read = (value: string): Promise<ConnectionRecord> => readRecord({ value }, userID);

describe("a record", () => {
  test("is read as it was written, after anything that can happen", async () => {
    await fc.assert(
      fc.asyncProperty(record, async (each) => {
        expect(writeRecord(await read(writeRecord(each)))).toBe(writeRecord(each));
        expect(await read(writeRecord(each))).toEqual(JSON.parse(writeRecord(each)));
      }),
    );
  });

  test("stays small, however long a connection lives", () => {
    fc.assert(
      fc.property(credentials, fc.array(step, { minLength: 200, maxLength: 300 }), (current, steps) => {
        const last = steps.reduce((before, next) => next(before), connected(current, 0));
        expect(writeRecord(last).length).toBeLessThan(1_200);
      }),
      { numRuns: 20 },
    );
  });

  const unreadable = async (text: string): Promise<void> => {
    const error = await failure(read(text));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "WithingsStoreError", code: "record_unreadable", userID });
    expect((error as WithingsStoreError).message).toMatch(
      /^What is stored of the connection of 363 (has no usable \w+\. It was left as it is: restore it|was written by a later version)/,
    );
  };

  test("that is any other JSON, or none, is unreadable and nothing else", async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.json(), fc.string()), unreadable), { numRuns: 300 });
    for (const text of ["", "null", "[]", "1", '"x"', '{"version":1}', '{"__proto__":{"version":1}}'])
      await unreadable(text);
  });

  test("with any of its fields missing or anything else is read or unreadable, and can be used if it is read", async () => {
    const fields = [
      ...["version", "connectedAt", "newestAt", "current", "confirmed", "previous", "spare", "attempt"],
      ...["cooldown", "refused", "reauthorization"],
    ];
    await fc.assert(
      fc.asyncProperty(
        record,
        fc.constantFrom(...fields),
        fc.oneof(fc.constant(undefined), fc.constant(null), fc.jsonValue()),
        async (each, field, value) => {
          const text = JSON.stringify({ ...each, [field]: value });
          const got = await read(text).catch((error: unknown) => error);
          if (WithingsStoreError.isInstance(got)) return unreadable(text);
          expect(got).not.toBeInstanceOf(Error);
          const usable = got as ConnectionRecord;
          const token = tokenToSend(usable);
          const next = token === undefined ? usable : failed(begun(usable, token, 1), failureAt, 1);
          expect((await read(writeRecord(confirmed(next)))).current).toEqual(usable.current);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("that cannot be read shows none of its values", async () => {
    await fc.assert(
      fc.asyncProperty(record, fc.nat(), async (each, cut) => {
        const text = writeRecord({
          ...each,
          current: {
            ...each.current,
            withingsAccessToken: "canary1canary1",
            withingsRefreshToken: "canary2",
          },
        });
        for (const spoilt of [
          text.slice(0, cut % text.length),
          text.replace('"userID":"363"', '"userID":"364"'),
          text.replace('"expires"', '"expired"'),
          text.replace('"version":1', '"version":"canary3"'),
          JSON.stringify({ ...each, refused: "canary4" }),
        ]) {
          const error = (await failure(read(spoilt))) as Error;
          const said = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
          expect(said).not.toMatch(/canary|Unexpected token|364/);
        }
      }),
    );
  });
});

const failureAt = { code: "network_failed", waitMs: 5, unknown: true } as const;

describe("the refresh token to send", () => {
  test("is never one that was refused, after anything that can happen", () => {
    fc.assert(
      fc.property(record, (each) => {
        const token = tokenToSend(each);
        if (token === undefined) return;
        expect(each.refused).not.toContain(fingerprint(token));
        const { current, confirmed: worked, previous, spare = [] } = each;
        const others = worked ? [] : [...spare, previous];
        expect([current.withingsRefreshToken, ...others]).toContain(token);
      }),
    );
  });

  test("is there as long as the person need not log in again", () => {
    fc.assert(
      fc.property(credentials, time, fc.array(step, { maxLength: 12 }), (current, now, steps) => {
        // Each credentials are new ones, as Withings never gives the same twice.
        let serial = 0;
        const fresh = (each: ConnectionRecord): ConnectionRecord => ({
          ...each,
          current: { ...each.current, withingsRefreshToken: `token${String(++serial)}` },
        });
        let last = connected(current, now);
        for (const next of steps) {
          const after = next(last);
          last = after.current === last.current ? after : fresh(after);
          if (last.reauthorization) expect(tokenToSend(last)).toBeUndefined();
          else if (!last.confirmed) expect(tokenToSend(last)).toBeDefined();
        }
      }),
    );
  });

  test("is the current one first, then, once, the one before it", () => {
    fc.assert(
      fc.property(credentials, credentials, time, (old, current, now) => {
        fc.pre(old.withingsRefreshToken !== current.withingsRefreshToken);
        const renewed = rotated(connected(old, now), old.withingsRefreshToken, current);
        expect(tokenToSend(renewed)).toBe(current.withingsRefreshToken);
        const once = refused(renewed, current.withingsRefreshToken, now);
        expect(tokenToSend(once)).toBe(old.withingsRefreshToken);
        expect(once.reauthorization).toBeUndefined();
        const twice = refused(once, old.withingsRefreshToken, now);
        expect(tokenToSend(twice)).toBeUndefined();
        expect(twice.reauthorization).toEqual({ since: now, reason: "refresh_token_rejected" });
        expect(tokenToSend(refused(confirmed(renewed), current.withingsRefreshToken, now))).toBeUndefined();
      }),
    );
  });
});

describe("new credentials for a refresh token", () => {
  const pairs = fc
    .tuple(credentials, credentials, credentials)
    .filter((three) => new Set(three.map(({ withingsRefreshToken }) => withingsRefreshToken)).size === 3);

  test("take the place of those that they were asked for", () => {
    fc.assert(
      fc.property(pairs, time, ([old, mine], now) => {
        const spent = old.withingsRefreshToken;
        const next = settled(connected(old, now), { before: spent, spent, current: mine });
        expect(next).toMatchObject({ current: mine, confirmed: false, previous: spent });
      }),
    );
  });

  test("never take the place of others that somebody was faster with: only their refresh token is kept", () => {
    fc.assert(
      fc.property(pairs, time, ([old, theirs, mine], now) => {
        const spent = old.withingsRefreshToken;
        const news = { before: spent, spent, current: mine };
        const stored = rotated(connected(old, now), spent, theirs);
        const next = settled(stored, news);
        expect(next).toEqual({ ...stored, spare: [mine.withingsRefreshToken] });
        // Where theirs turned out to be dead, mine are the way back.
        const dead = [theirs.withingsRefreshToken, spent].reduce(
          (each, token) => refused(each, token, now),
          stored,
        );
        expect(dead.reauthorization).toBeDefined();
        expect(settled(dead, news)).toMatchObject({ current: mine, previous: spent });
        expect(settled(dead, news)).not.toHaveProperty("reauthorization");
        // It is laid aside once, and forgotten when theirs have worked.
        expect(settled(next ?? stored, news)).toBeUndefined();
        expect(settled(confirmed(stored), news)).toBeUndefined();
        expect(confirmed(next ?? stored)).toEqual(confirmed(stored));
        expect(settled(connected(theirs, now), news)).toBeUndefined();
        // Theirs first, then mine, then the one that both came from.
        const tokens: (string | undefined)[] = [];
        for (let each = next ?? stored; ; each = refused(each, tokens.at(-1) ?? "", now)) {
          tokens.push(tokenToSend(each));
          if (tokens.at(-1) === undefined) break;
        }
        expect(tokens).toEqual([theirs.withingsRefreshToken, mine.withingsRefreshToken, spent, undefined]);
      }),
    );
  });
});

test("no failure ever changes the credentials that are stored", () => {
  fc.assert(
    fc.property(record, time, fc.nat(200_000), fc.boolean(), (each, now, waitMs, unknown) => {
      const token = tokenToSend(each);
      if (token === undefined) return;
      const begunRecord = begun(each, token, now);
      for (const next of [
        begunRecord,
        failed(begunRecord, { code: "http_error", waitMs, unknown }, now),
        refused(begunRecord, token, now),
        confirmed(each),
      ])
        expect(next.current).toEqual(each.current);
    }),
  );
});

test("that an outcome is unknown is remembered until there are new credentials", () => {
  fc.assert(
    fc.property(record, credentials, time, fc.boolean(), (each, current, now, unknown) => {
      const token = tokenToSend(each);
      if (token === undefined) return;
      const lost = failed(begun(each, token, now), { ...failureAt, unknown: true }, now);
      const again = failed(begun(lost, token, now + 60_000), { ...failureAt, unknown }, now + 60_000);
      // Since the first time: Withings' 8 hours began there.
      expect(again.attempt).toEqual({ ...lost.attempt, unknown: true });
      expect(rotated(again, token, current).attempt).toBeUndefined();
      expect(rotated(again, token, current).cooldown).toBeUndefined();
    }),
  );
});

test("fingerprints tell tokens apart and do not hold them", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{40}$/), { minLength: 2, maxLength: 50 }),
      (tokens) => {
        const prints = tokens.map(fingerprint);
        expect(new Set(prints).size).toBe(tokens.length);
        for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
      },
    ),
  );
  // The published test values of FNV-1a, 64 bits.
  expect(fingerprint("")).toBe("cbf29ce484222325");
  expect(fingerprint("a")).toBe("af63dc4c8601ec8c");
  expect(fingerprint("foobar")).toBe("85944171f73967e8");
});
