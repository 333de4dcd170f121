import { format, inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StoredCredentials, WithingsCredentials, WithingsDecodingError } from "withings-kit";
import { canary } from "./support/login.js";

const stored: StoredCredentials = {
  version: 1,
  userID: "363",
  withingsAccessToken: canary.accessToken,
  withingsRefreshToken: canary.refreshToken,
  expires: 10800,
  scope: "user.info,user.metrics",
  tokenType: "Bearer",
  obtainedAt: "2026-11-22T10:00:00.000Z",
};

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("It should have thrown.");
};

describe("credentials", () => {
  test("hold what Withings sent, and when the access token ends", () => {
    const credentials = WithingsCredentials.fromJSON(stored);
    expect(credentials.userID).toBe("363");
    expect(credentials.withingsAccessToken).toBe(canary.accessToken);
    expect(credentials.withingsRefreshToken).toBe(canary.refreshToken);
    expect(credentials.expires).toBe(10800);
    expect(credentials.scope).toBe("user.info,user.metrics");
    expect(credentials.obtainedAt).toEqual(new Date("2026-11-22T10:00:00Z"));
    expect(credentials.expiresAt).toEqual(new Date("2026-11-22T13:00:00Z"));
    expect(credentials.isExpired(new Date("2026-11-22T12:59:59.999Z"))).toBe(false);
    expect(credentials.isExpired(new Date("2026-11-22T13:00:00Z"))).toBe(true);
    expect(
      WithingsCredentials.fromJSON({ ...stored, obtainedAt: new Date().toISOString() }).isExpired(),
    ).toBe(false);
  });

  test("cannot be changed from outside, by their dates neither", () => {
    const mine = { ...stored };
    const credentials = new WithingsCredentials(mine);
    Object.assign(mine, { userID: "1" });
    credentials.obtainedAt.setFullYear(1999);
    Object.assign(credentials.toJSON(), { userID: "2" });
    expect(credentials.toJSON()).toEqual(stored);
    expect(() => Object.assign(credentials, { userID: "3" })).toThrow(TypeError);
  });

  test("come back from storage as they were, as text and as data", () => {
    const credentials = new WithingsCredentials(stored);
    expect(WithingsCredentials.fromJSON(JSON.stringify(credentials)).toJSON()).toEqual(stored);
    expect(WithingsCredentials.fromJSON(credentials.toJSON()).toJSON()).toEqual(stored);
  });

  test("show no token, however they are printed", () => {
    const credentials = new WithingsCredentials(stored);
    const printed = [
      String(credentials),
      credentials.toString(),
      inspect(credentials),
      inspect(credentials, { depth: 9, showHidden: true, getters: true }),
      inspect({ deep: [credentials] }, { depth: 9, showHidden: true }),
      inspect(Object.assign(Object.create(null) as object, Object.assign({}, credentials)), {
        showHidden: true,
      }),
      format("%s %o %O %j", credentials, credentials, credentials, Object.keys(credentials)),
      JSON.stringify(Object.assign({}, credentials)),
    ].join("\n");
    expect(printed).toContain("363");
    expect(printed).not.toMatch(/canary/);
  });
});

describe("stored credentials that are not whole are refused, naming the field and never its value", () => {
  test.each<[string, unknown]>([
    ["version", { ...stored, version: 2 }],
    ["version", {}],
    ["version", null],
    ["version", 5],
    ["JSON", "{"],
    ["JSON", ""],
    ["userID", { ...stored, userID: 363 }],
    ["userID", { ...stored, userID: "" }],
    ["withingsAccessToken", { ...stored, withingsAccessToken: undefined }],
    ["withingsAccessToken", { ...stored, withingsAccessToken: "a\nb" }],
    ["withingsRefreshToken", { ...stored, withingsRefreshToken: null }],
    ["withingsRefreshToken", { ...stored, withingsRefreshToken: `${canary.refreshToken} ` }],
    ["expires", { ...stored, expires: "10800" }],
    ["expires", { ...stored, expires: 0 }],
    ["expires", { ...stored, expires: null }],
    ["scope", { ...stored, scope: undefined }],
    ["tokenType", { ...stored, tokenType: "mac" }],
    ["obtainedAt", { ...stored, obtainedAt: "yesterday" }],
    ["obtainedAt", { ...stored, obtainedAt: "2026-99-22T10:00:00.000Z" }],
    ["obtainedAt", { ...stored, obtainedAt: 0 }],
    ["obtainedAt", { ...stored, obtainedAt: new Date() }],
    ["userID", { ...stored, userID: { toJSON: () => "363" } }],
    ["withingsAccessToken", { ...stored, withingsAccessToken: [canary.accessToken] }],
    ["extra", { ...stored, extra: true }],
    ["constructor", { ...stored, constructor: "x" }],
    ["__proto__", JSON.parse(JSON.stringify(stored).replace("{", '{"__proto__":{},'))],
  ])("%s of %j", (field, value) => {
    for (const read of [
      () => WithingsCredentials.fromJSON(value),
      ...(field === "JSON" ? [] : [() => new WithingsCredentials(value as StoredCredentials)]),
    ]) {
      const error = thrownBy(read);
      expect(error).toBeInstanceOf(WithingsDecodingError);
      expect(error).toMatchObject({ code: "credentials_invalid", field });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/canary/);
    }
  });

  test("for anything whatever: it is read whole, or refused with that error", () => {
    const wrong = fc.anything({ withNullPrototype: true, withBigInt: false });
    const field = fc.constantFrom(...(Object.keys(stored) as (keyof StoredCredentials)[]));
    fc.assert(
      fc.property(field, wrong, (name, value) => {
        const given = { ...stored, [name]: value };
        try {
          expect(WithingsCredentials.fromJSON(given).toJSON()).toEqual(given);
        } catch (error) {
          if (!(error instanceof WithingsDecodingError)) throw error;
          expect(error.code).toBe("credentials_invalid");
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(thrownBy(() => WithingsCredentials.fromJSON(text))).toBeInstanceOf(WithingsDecodingError);
      }),
    );
  });
});
