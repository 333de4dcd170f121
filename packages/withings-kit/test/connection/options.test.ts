import { describe, expect, test } from "vitest";
import { type ConnectOptions, type WithingsError, type WithingsOptions } from "withings-kit";
import { failure } from "../support/login.js";
import { turnableTime } from "./support/time.js";
import { createWorld } from "./support/world.js";

turnableTime();

/** Options as a program in JavaScript might give them. */
type Given<T> = Partial<Record<keyof T, unknown>>;

const told = async (call: () => Promise<unknown>): Promise<string | undefined> => {
  const error = (await failure(call())) as WithingsError;
  expect(error).toMatchObject({ name: "WithingsConfigurationError", code: "configuration_invalid" });
  expect(error.message).toMatch(/^The option \w+ is missing or cannot be used\. Give (?!undefined).+\.$/);
  return error.option;
};

describe("an option of createWithings that cannot be used is told by its name, by every call, before anything is sent", () => {
  test.each<[string, Given<WithingsOptions>]>([
    ["clientID", { clientID: "" }],
    ["clientID", { clientID: undefined }],
    ["clientSecret", { clientSecret: "two words" }],
    ["store", { store: undefined }],
    ["store", { store: null }],
    ["store", { store: {} }],
    ["store", { store: "./connections" }],
    ["cloud", { cloud: "asia" }],
    ["cloud", { cloud: { accountUrl: "http://example.com", apiUrl: "http://example.com" } }],
    ["clientAuthentication", { clientAuthentication: "basic" }],
    ["fetch", { fetch: "fetch" }],
    ["clock", { clock: () => NaN }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: 2 ** 31 }],
    ["waitMs", { waitMs: -1 }],
    ["waitMs", { waitMs: NaN }],
    ["waitMs", { waitMs: 2 ** 31 }],
    ["waitMs", { waitMs: "soon" }],
  ])("%s %j", async (option, wrong) => {
    const { program, connect, wire } = createWorld();
    const withings = program(wrong as Partial<WithingsOptions>);
    const calls = [
      () => connect({ by: withings }),
      () => withings.connection("363"),
      () => withings.connections()[Symbol.asyncIterator]().next(),
      () => withings.adopt({} as Parameters<typeof withings.adopt>[0]),
      () => withings.disconnect("363"),
    ];
    for (const call of calls) expect(await told(call)).toBe(option);
    expect(wire.sent).toEqual([]);
  });
});

describe("an option of connect that cannot be used is told by its name before anybody logs in", () => {
  test.each<[string, Given<ConnectOptions>]>([
    ["scope", { scope: "" }],
    ["scope", { scope: [] }],
    ["mode", { mode: "test" }],
    ["webView", { webView: {} }],
    ["expectUserID", { expectUserID: 363 }],
    ["expectUserID", { expectUserID: "" }],
    ["expectUserID", { expectUserID: null }],
    ["callbackUrlScheme", { callbackUrlScheme: "HTTP" }],
    ["timeoutMs", { timeoutMs: -5 }],
  ])("%s %j", async (option, wrong) => {
    const { connect, wire } = createWorld();
    expect(await told(() => connect(wrong as Partial<ConnectOptions>))).toBe(option);
    expect(wire.sent).toEqual([]);
  });

  test.each([undefined, "", "not a URL", "http://example.com/callback", "javascript:alert(1)"])(
    "redirectUri %j, which no other call needs",
    async (redirectUri) => {
      const { program, connect, connected } = createWorld();
      const { userID } = await connected();
      const withings = program({ redirectUri });
      expect(await told(() => connect({ by: withings }))).toBe("redirectUri");
      expect((await withings.connection(userID)).userID).toBe(userID);
    },
  );
});

test.each([undefined, "", "two words", 363, null])("a userID %j is told by its name", async (userID) => {
  const { withings } = createWorld();
  expect(await told(() => withings.connection(userID as string))).toBe("userID");
  expect(await told(() => withings.disconnect(userID as string))).toBe("userID");
});

test("waitMs 0 is allowed: nobody waits", async () => {
  const { program, connected } = createWorld();
  const { userID } = await connected();
  expect((await (await program({ waitMs: 0 }).connection(userID)).credentials()).userID).toBe(userID);
});
