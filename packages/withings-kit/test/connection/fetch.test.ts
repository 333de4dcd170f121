import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { gate } from "./support/gate.js";
import { scripted } from "./support/scripted-store.js";
import { breath, passing, turnableTime } from "./support/time.js";
import { answer, networkError, type Sent } from "./support/wire.js";
import { createWorld, devices, type World, works } from "./support/world.js";

turnableTime();

const calls = ({ wire }: World): Sent[] => wire.sent.filter(({ kind }) => kind === "api");

/** A connection whose calls are answered by the test, and what was sent. */
async function answered(...answers: (() => Response | Promise<Response>)[]) {
  const world = createWorld();
  const connection = await world.connected();
  world.wire.tap = async (sent, send) => {
    if (sent.kind !== "api") return send();
    const next = answers[Math.min(calls(world).length, answers.length) - 1];
    return next ? next() : answer({ status: 0, body: {} });
  };
  return { ...world, connection, calls: () => calls(world) };
}

const ok = (): Response => answer({ status: 0, body: {} });
const refused =
  (status: number): (() => Response) =>
  () =>
    answer({ status, body: {}, error: "invalid_token" });

describe("fetch() sends the token to Withings' API and nowhere else", () => {
  test.each([
    ["/v2/user", "/v2/user"],
    ["v2/user", "/v2/user"],
    ["/v2/user?action=getdevice#top", "/v2/user?action=getdevice#top"],
    ["/v2/../v2/user", "/v2/user"],
    // A path that looks like a host stays a path.
    ["//evil.example/v2/user", "//evil.example/v2/user"],
    ["/\\evil.example/v2/user", "//evil.example/v2/user"],
    ["/https://evil.example/", "/https://evil.example/"],
  ])("the path %s goes to %s of the API", async (path, sentTo) => {
    const { connection, sandbox, calls } = await answered();
    await connection.fetch(path);
    expect(calls().map(({ url }) => url)).toEqual([sandbox.cloud.apiUrl + sentTo]);
  });

  test("a whole URL of the API is taken, as text and as a URL", async () => {
    const { connection, sandbox, calls } = await answered();
    await connection.fetch(`${sandbox.cloud.apiUrl}/v2/user`);
    await connection.fetch(new URL(`${sandbox.cloud.apiUrl.toUpperCase()}:443/v2/user`));
    expect(calls().map(({ url }) => url)).toEqual(Array(2).fill(`${sandbox.cloud.apiUrl}/v2/user`));
  });

  test.each([
    "https://evil.example/v2/user",
    "https://withings-sandbox.invalid.evil.example/v2/user",
    "https://withings-sandbox.invalid@evil.example/v2/user",
    "https://user@withings-sandbox.invalid/v2/user",
    "https://user:password@withings-sandbox.invalid/v2/user",
    "https://withings-sandbox.invalid:8443/v2/user",
    "https://withings-sandbox.invalid./v2/user",
    "http://withings-sandbox.invalid/v2/user",
    "ws://withings-sandbox.invalid/v2/user",
    "\\\\evil.example\\v2\\user",
    "\\/evil.example/v2/user",
    " //evil.example/v2/user",
    "\t//evil.example/v2/user",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "data:,x",
    "blob:https://withings-sandbox.invalid/1",
    // No URLs at all.
    "https://",
    "http://[",
    "https://withings-sandbox.invalid:99999/",
  ])("%j is refused before anything is sent", async (input) => {
    const { connection, wire } = await answered();
    wire.sent.length = 0;
    const error = await failure(connection.fetch(input));
    expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "input" });
    expect(wire.sent).toEqual([]);
  });

  test("of an API below a path, nothing beside that path is taken", async () => {
    const { program, connected, sandbox, wire } = createWorld();
    const { userID } = await connected();
    const cloud = { ...sandbox.cloud, apiUrl: `${sandbox.cloud.apiUrl}/withings/` };
    const other = program({ cloud });
    await other.adopt(await (await program().connection(userID)).credentials());
    const connection = await other.connection(userID);
    wire.sent.length = 0;
    await connection.fetch("/v2/user");
    expect(wire.sent.map(({ url }) => url)).toEqual([`${sandbox.cloud.apiUrl}/withings/v2/user`]);
    for (const input of ["/../v2/user", "../v2/user", `${sandbox.cloud.apiUrl}/v2/user`, "/%2e%2e/v2/user"])
      expect(await failure(connection.fetch(input))).toMatchObject({ option: "input" });
    expect(wire.sent).toHaveLength(1);
  });

  test("a redirect is handed over, not followed", async () => {
    const { connection, calls } = await answered(
      () => new Response(null, { status: 307, headers: { location: "https://evil.example/" } }),
    );
    const response = await devices(connection);
    expect(response.status).toBe(307);
    expect(calls().map(({ init }) => init.redirect)).toEqual(["manual"]);
    // Not even where the caller asks for it: it would carry the token elsewhere.
    await devices(connection, { redirect: "follow" });
    expect(calls().at(-1)?.init.redirect).toBe("manual");
  });

  test("a fetch that works only when it is called as a function, as those of browsers, is called so", async () => {
    const { program, connected, wire } = createWorld();
    const { userID } = await connected();
    const asBrowsers = function (this: unknown, ...request: Parameters<typeof fetch>): Promise<Response> {
      if (this !== undefined) throw new TypeError("Illegal invocation");
      return wire.fetch(...request);
    };
    const connection = await program({ fetch: asBrowsers }).connection(userID);
    await works(connection);
  });
});

describe("fetch() sends what it is given", () => {
  test("headers stay, and the token is added", async () => {
    const { connection, calls } = await answered();
    const { withingsAccessToken } = await connection.credentials();
    await connection.fetch("/v2/user", {
      headers: [
        ["x-mine", "1"],
        ["Authorization", "Bearer mine"],
      ],
    });
    const headers = new Headers(calls()[0]?.init.headers);
    expect(Object.fromEntries(headers)).toEqual({
      "x-mine": "1",
      authorization: `Bearer ${withingsAccessToken}`,
    });
  });

  test("the caller's headers are not changed", async () => {
    const { connection } = await answered();
    const headers = new Headers({ "x-mine": "1" });
    await connection.fetch("/v2/user", { headers });
    expect(Object.fromEntries(headers)).toEqual({ "x-mine": "1" });
  });

  const form = new FormData();
  form.set("action", "getdevice");
  test.each<[string, () => BodyInit, RegExp | null]>([
    ["text", () => "action=getdevice", /^text\/plain/],
    ["a form", () => new URLSearchParams({ action: "getdevice" }), /^application\/x-www-form-urlencoded/],
    ["form data", () => form, /^multipart\/form-data; boundary=/],
    ["a blob", () => new Blob(["action=getdevice"], { type: "application/x-mine" }), /^application\/x-mine$/],
    ["bytes", () => new TextEncoder().encode("action=getdevice"), null],
    ["a stream", () => new Blob(["action=getdevice"]).stream(), null],
  ])("a body that is %s is sent, by POST, also the second time", async (_kind, body, type) => {
    const { connection, calls } = await answered(refused(401), ok);
    expect((await connection.fetch("/v2/user", { body: body() })).status).toBe(200);
    expect(calls()).toHaveLength(2);
    const texts = await Promise.all(
      calls().map(({ init, url }) => new Request(url, { ...init, signal: null }).text()),
    );
    expect(texts[0]).toContain("getdevice");
    expect(texts[1]).toBe(texts[0]);
    for (const { init } of calls()) {
      expect(init.method).toBe("POST");
      const sentType = new Headers(init.headers).get("content-type");
      if (type) expect(sentType).toMatch(type);
      else expect(sentType).toBeNull();
    }
  });

  test("the caller's content type stays", async () => {
    const { connection, calls } = await answered();
    const headers = { "content-type": "application/json" };
    await connection.fetch("/v2/user", { body: "{}", headers });
    expect(new Headers(calls()[0]?.init.headers).get("content-type")).toBe("application/json");
  });

  test("without a body it is a GET, and a method stays as it is", async () => {
    const { connection, calls } = await answered();
    await connection.fetch("/v2/user");
    await connection.fetch("/v2/user", { method: "DELETE" });
    await connection.fetch("/v2/user", { method: "PUT", body: "x" });
    expect(calls().map(({ init }) => init.method)).toEqual(["GET", "DELETE", "PUT"]);
  });
});

describe("fetch() gives what Withings answered", () => {
  test.each<[string, () => Response, string]>([
    [
      "an error of Withings",
      () => answer({ status: 503, body: {}, error: "Invalid Params" }),
      "Invalid Params",
    ],
    ["a missing scope", () => answer({ status: 403, body: {}, error: "Insufficient_scope" }), "Insufficient"],
    ["too many requests", () => answer({ status: 601, body: { wait_seconds: 8 } }), "wait_seconds"],
    ["an HTTP error", () => answer("<html>bad gateway</html>", { status: 502 }), "bad gateway"],
    ["HTML", () => answer("<html>hello</html>"), "hello"],
    ["nothing", () => answer(""), ""],
    ["text", () => answer("status 401"), "status 401"],
    ["a number", () => answer("401"), "401"],
    ["null", () => answer("null"), "null"],
    ["an envelope cut short", () => answer('{"status":0,"body":{"dev'), "dev"],
    ["a status deep inside", () => answer({ body: { status: 401 }, status: 0 }), "401"],
  ])("%s, as it is, sent once", async (_what, response, text) => {
    const { connection, calls } = await answered(response);
    const given = await devices(connection);
    expect(given.status).toBe(response().status);
    expect(await given.text()).toContain(text);
    expect(calls()).toHaveLength(1);
  });

  test("an error of the network is the library's own, without what was sent", async () => {
    const { connection } = await answered(() => Promise.reject(networkError("ECONNRESET")));
    expect(await failure(devices(connection))).toMatchObject({
      name: "WithingsTransportError",
      code: "network_failed",
      systemCode: "ECONNRESET",
    });
  });
});

describe("a token that Withings refuses", () => {
  test.each([
    ["status 100", refused(100)],
    ["status 101", refused(101)],
    ["status 102", refused(102)],
    ["status 200", refused(200)],
    ["status 401", refused(401)],
    ["HTTP 401 with an envelope", () => answer({ status: 0 }, { status: 401 })],
    ["HTTP 401 with a page", () => answer("<html>", { status: 401 })],
    [
      "status 401 at the end of a long body",
      () => answer(`{"body":{"text":"${"x".repeat(2 ** 20)}"},"status":401}`),
    ],
    ["status 401 after spaces", () => answer('\n { "status" :\t401 }')],
  ])("(%s) is renewed once, and the call repeated once with the new one", async (_how, refusal) => {
    const { connection, calls, refreshes } = await answered(refusal, ok);
    const response = await devices(connection);
    expect(await response.json()).toMatchObject({ status: 0 });
    expect(refreshes()).toHaveLength(1);
    expect(calls()).toHaveLength(2);
    expect(calls()[1]?.accessToken).not.toBe(calls()[0]?.accessToken);
    expect(calls()[1]?.accessToken).toBe((await connection.credentials()).withingsAccessToken);
  });

  test("twice is given back as it is, after one renewal", async () => {
    const { connection, calls, refreshes } = await answered(refused(401));
    expect(await (await devices(connection)).json()).toMatchObject({ status: 401, error: "invalid_token" });
    expect(calls()).toHaveLength(2);
    expect(refreshes()).toHaveLength(1);
  });

  test("is not renewed when somebody else did meanwhile: the call is repeated with what is stored", async () => {
    const world = createWorld();
    const { connected, program, wire, sandbox, refreshes } = world;
    const connection = await connected();
    const other = await program().connection(connection.userID);
    wire.tap = async (sent, send) => {
      if (sent.kind !== "api" || calls(world).length > 1) return send();
      // Just before Withings refuses it, another program renews it.
      sandbox.clock.advance({ minutes: 179 });
      await other.credentials();
      return answer({ status: 401, body: {}, error: "invalid_token" });
    };
    const response = await devices(connection);
    expect(await response.json()).toMatchObject({ status: 0 });
    expect(refreshes()).toHaveLength(1);
    expect(calls(world)).toHaveLength(2);
  });

  test("by 20 calls at once is renewed once", async () => {
    const world = createWorld();
    const { connected, wire, refreshes } = world;
    const connection = await connected();
    const { withingsAccessToken: rejected } = await connection.credentials();
    wire.tap = async (sent, send) =>
      sent.accessToken === rejected ? answer({ status: 401, body: {}, error: "invalid_token" }) : send();
    await Promise.all(Array.from({ length: 20 }, () => works(connection)));
    expect(refreshes()).toHaveLength(1);
  });

  test("while a renewal for its age is under way is renewed with it", async () => {
    const world = createWorld();
    const { connected, wire, sandbox, refreshes } = world;
    const connection = await connected();
    sandbox.clock.advance({ minutes: 177 });
    const { withingsAccessToken: rejected } = await connection.credentials();
    wire.tap = async (sent, send) => {
      await breath();
      return sent.accessToken === rejected
        ? answer({ status: 401, body: {}, error: "invalid_token" })
        : send();
    };
    await passing(works(connection));
    await breath(20);
    expect(refreshes()).toHaveLength(1);
  });

  test("while a renewal in the background is about to fail waits for another", async () => {
    const { connected, wire, sandbox, refreshes } = createWorld();
    const connection = await connected();
    sandbox.clock.advance({ minutes: 177 });
    const { withingsAccessToken: rejected } = await connection.credentials();
    const failing = gate();
    wire.tap = async (sent, send) => {
      if (sent.accessToken === rejected) return answer({ status: 401, body: {}, error: "invalid_token" });
      if (sent.kind !== "refresh" || refreshes().length > 1) return send();
      await failing.pass();
      throw networkError("ECONNREFUSED");
    };
    await connection.credentials();
    const call = works(connection);
    await failing.reached;
    await breath();
    failing.open();
    await passing(call);
    expect(refreshes()).toHaveLength(2);
  });

  test("is told as it is where the renewal fails, and nothing is lost", async () => {
    const { connection, wire } = await answered(refused(401));
    wire.tap = (sent) =>
      sent.kind === "api" ? Promise.resolve(refused(401)()) : Promise.reject(networkError("ENOTFOUND"));
    expect(await passing(failure(devices(connection)))).toMatchObject({
      code: "network_failed",
      oldRefreshToken: "good",
    });
    wire.tap = (_sent, send) => send();
    await passing(works(connection));
  });
});

describe("the first call that works", () => {
  const spare = async ({ text }: World, userID: string): Promise<boolean> =>
    (await text(userID))?.includes('"previous"') === true;

  test("confirms the new tokens, and the old refresh token is forgotten", async () => {
    const store = scripted();
    const world = createWorld({ store });
    const connection = await world.connected();
    world.sandbox.clock.advance({ hours: 4 });
    await connection.credentials();
    expect(await world.record(connection.userID)).toMatchObject({ confirmed: false });
    expect(await spare(world, connection.userID)).toBe(true);
    await works(connection);
    expect(await world.record(connection.userID)).toMatchObject({ confirmed: true });
    expect(await spare(world, connection.userID)).toBe(false);
    // Only the first is worth a write.
    const written = store.texts.length;
    await works(connection);
    expect(store.texts).toHaveLength(written);
  });

  test("only confirms when it worked: an error of Withings proves nothing", async () => {
    const world = createWorld();
    const connection = await world.connected();
    world.sandbox.clock.advance({ hours: 4 });
    await connection.credentials();
    world.wire.tap = () => Promise.resolve(answer({ status: 601, body: {} }));
    await devices(connection);
    expect(await spare(world, connection.userID)).toBe(true);
  });

  test("that was made with older tokens confirms nothing", async () => {
    const world = createWorld();
    const connection = await world.connected();
    const other = await world.program().connection(connection.userID);
    world.wire.tap = async (sent, send) => {
      const response = await send();
      if (sent.kind === "api") {
        world.wire.tap = (_sent, each) => each();
        world.sandbox.clock.advance({ minutes: 179 });
        await other.credentials();
      }
      return response;
    };
    await works(connection);
    expect(await world.record(connection.userID)).toMatchObject({ confirmed: false });
    expect(await spare(world, connection.userID)).toBe(true);
  });
});
