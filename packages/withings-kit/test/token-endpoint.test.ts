import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { createSandbox } from "withings-sandbox";
import { type WithingsErrorCode, WithingsTokenError } from "withings-kit";
import {
  authorize,
  authorizeAt,
  callback,
  canary,
  endingAt,
  failure,
  pretendEndpoint,
  redirectUri,
  tokenAnswer,
} from "./support/login.js";

const logIn = (answer: Parameters<typeof pretendEndpoint>[0]): ReturnType<typeof authorize> =>
  authorize({ webView: endingAt((request) => callback(request)), fetch: pretendEndpoint(answer).fetch });
const refusal = (status: number, error: string, body: unknown = {}): string =>
  JSON.stringify({ status, body, error });

describe("an answer is worth nothing until it is whole", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["no access token", { access_token: undefined }, "withingsAccessToken"],
    ["an empty access token", { access_token: "" }, "withingsAccessToken"],
    ["an access token with a line break", { access_token: "a\r\nb" }, "withingsAccessToken"],
    ["a numeric access token", { access_token: 5 }, "withingsAccessToken"],
    ["no refresh token", { refresh_token: null }, "withingsRefreshToken"],
    ["no userid", { userid: undefined }, "userID"],
    ["an empty userid", { userid: "" }, "userID"],
    ["an object as userid", { userid: {} }, "userID"],
    ["a token type that is not bearer", { token_type: "mac" }, "tokenType"],
    ["no token type", { token_type: undefined }, "tokenType"],
    ["a scope that is no text", { scope: 5 }, "scope"],
    ["no expires_in", { expires_in: undefined }, "expires"],
    ["expires_in 0", { expires_in: 0 }, "expires"],
    ["expires_in -1", { expires_in: -1 }, "expires"],
    ['expires_in "NaN"', { expires_in: "NaN" }, "expires"],
    ['expires_in ""', { expires_in: "" }, "expires"],
    ["expires_in 1e12", { expires_in: 1e12 }, "expires"],
  ])("%s fails the whole", async (_what, body, field) => {
    const error = await failure(logIn(tokenAnswer(body)));
    expect(error).toMatchObject({ name: "WithingsDecodingError", code: "answer_invalid", field });
  });

  test.each<[string, string, WithingsErrorCode]>([
    ["HTML", "<html>Bad gateway</html>", "answer_unreadable"],
    ["nothing", "", "answer_unreadable"],
    ["half of it", tokenAnswer().slice(0, 60), "answer_unreadable"],
    ["null", "null", "answer_invalid"],
    ["a list", "[]", "answer_invalid"],
    ["a text", '"ok"', "answer_invalid"],
    ["no status", '{"body":{}}', "answer_invalid"],
    ["a status that is no number", '{"status":"ok","body":{}}', "answer_invalid"],
    ["status 0 and an empty body", '{"status":0,"body":{}}', "answer_invalid"],
    ["status 0 and an empty list", '{"status":0,"body":[]}', "answer_invalid"],
    ["status 0 and no body", '{"status":0}', "answer_invalid"],
    ["status 0 and null", '{"status":0,"body":null}', "answer_invalid"],
  ])("%s is an error", async (_what, answer, code) => {
    expect(await failure(logIn(answer))).toMatchObject({ name: "WithingsDecodingError", code });
  });

  test.each<[string, Record<string, unknown>]>([
    ["the userid as a string", { userid: "363" }],
    ["the userid as a number", { userid: 363 }],
    ["expires_in as a string", { expires_in: "10800" }],
    ["the token type in lower case", { token_type: "bearer" }],
    ["no csrf_token", { csrf_token: undefined }],
    ["fields that nobody knows yet", { hash_userid: "x", news: [1] }],
  ])("%s is accepted", async (_what, body) => {
    const credentials = await logIn(tokenAnswer(body));
    expect([credentials?.userID, credentials?.expires]).toEqual(["363", 10800]);
  });

  test("a status as text and another content type are accepted, as both have been seen", async () => {
    const text = tokenAnswer().replace('"status":0', '"status":"0"');
    expect(await logIn(new Response(text, { headers: { "content-type": "text/plain" } }))).not.toBeNull();
  });
});

describe("a refusal says what it was and what to do", () => {
  test.each<[string, string, WithingsErrorCode, RegExp]>([
    [
      "a bad code",
      refusal(503, "Invalid Params: invalid code"),
      "code_rejected",
      /30 seconds.*http:\/\/localhost:8765\/callback$/,
    ],
    [
      "a wrong redirect URI",
      refusal(293, "callback URL is wrong"),
      "redirect_uri_rejected",
      /exactly this callback URL .*http:\/\/localhost:8765\/callback$/,
    ],
    [
      "a redirect URI that does not match",
      refusal(503, "Invalid Params: redirect_uri mismatch"),
      "redirect_uri_rejected",
      /http:\/\/localhost:8765\/callback$/,
    ],
    [
      "a wrong client secret",
      refusal(503, "Invalid Params: invalid client_secret"),
      "client_rejected",
      /Check clientID, clientSecret and cloud/,
    ],
    ["a wrong client", refusal(401, "unauthorized"), "client_rejected", /Check clientID/],
    ["a wrong signature", refusal(342, "The signature is invalid"), "client_rejected", /Check clientID/],
    [
      "two requests at once",
      refusal(601, "Same arguments in less than 10 seconds", { wait_seconds: 188 }),
      "rate_limited",
      /Wait 188 seconds/,
    ],
    ["too many requests", refusal(601, "Too Many Requests"), "rate_limited", /Try again later/],
    ["a timeout at Withings", refusal(522, "timeout"), "withings_unavailable", /Try again later/],
    ["a bad state at Withings", refusal(524, ""), "withings_unavailable", /Try again later/],
    [
      "an error that nobody explains",
      refusal(2556, "An unknown error occurred"),
      "token_request_rejected",
      /An unknown error occurred/,
    ],
    ["a status that nobody knows", refusal(98765, ""), "token_request_rejected", /status 98765 \(error\)/],
    ["a missing action", refusal(2554, "Not implemented"), "token_request_rejected", /not implemented/i],
  ])("%s", async (_what, answer, code, words) => {
    const error = await failure(logIn(answer));
    expect(error).toBeInstanceOf(WithingsTokenError);
    const { status } = JSON.parse(answer) as { status: number };
    expect(error).toMatchObject({ code, status });
    expect((error as Error).message).toMatch(words);
  });

  test("with its family from Withings' table, and the seconds to wait", async () => {
    const error = await failure(logIn(refusal(601, "Same arguments", { wait_seconds: "7" })));
    expect(error).toMatchObject({ status: 601, statusFamily: "too_many_requests", waitSeconds: 7 });
  });

  test("also where HTTP says 400 beside it", async () => {
    const error = await failure(logIn(new Response(refusal(503, "invalid code"), { status: 400 })));
    expect(error).toMatchObject({ code: "code_rejected", status: 503 });
  });

  test.each([
    "<script>alert(1)</script>\r\n\u001b[31mred\u0000",
    "é".repeat(50),
    "x".repeat(100_000),
    "many words ".repeat(10_000),
  ])("and quotes of Withings' words only what is short and printable", async (words) => {
    const error = await failure(logIn(refusal(503, words)));
    expect((error as Error).message).toMatch(/^[ -~]{1,500}$/);
  });

  test("as the sandbox gives them", async () => {
    const sandbox = createSandbox();
    expect(await failure(authorizeAt(sandbox, { clientSecret: "wrong" }))).toBeInstanceOf(WithingsTokenError);
    sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "delay", delayMs: 0, times: 1 });
    const late = endingAt((request) => callback(request, { code: "0".repeat(40) }));
    expect(await failure(authorizeAt(sandbox, { webView: late }))).toMatchObject({
      code: "code_rejected",
      status: 503,
    });
  });
});

describe("the transport", () => {
  test.each([301, 302, 303, 307, 308])("a redirect with %i is not followed", async (status) => {
    const { fetch, sent } = pretendEndpoint(
      new Response(tokenAnswer(), { status, headers: { location: "https://evil.example/" } }),
    );
    const error = await failure(authorize({ webView: endingAt((request) => callback(request)), fetch }));
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "http_error", httpStatus: status });
    expect(sent.map(({ url }) => new URL(url).host)).toEqual(["wbsapi.withings.net"]);
  });

  test("over a real connection, too, a redirect carries the secret nowhere", async () => {
    const reached: string[] = [];
    const server = createServer((request, response) => {
      reached.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        resolve((server.address() as { port: number }).port);
      });
    });
    const apiUrl = `http://127.0.0.1:${port}`;
    const error = await failure(
      authorize({
        webView: endingAt((request) => callback(request)),
        fetch: undefined,
        cloud: { accountUrl: apiUrl, apiUrl },
      }),
    );
    server.close();
    expect(error).toMatchObject({ code: "http_error", httpStatus: 307 });
    expect(reached).toEqual(["/v2/oauth2"]);
  });

  test.each([500, 502, 503, 504])("HTTP %i is an error, whatever the body says", async (status) => {
    for (const body of ["<html>", tokenAnswer(), refusal(503, "Invalid Params: invalid refresh_token")])
      expect(await failure(logIn(new Response(body, { status })))).toMatchObject({
        code: "http_error",
        httpStatus: status,
      });
  });

  test.each([400, 401, 403, 429])(
    "HTTP %i is an error, also where the body says that all is well",
    async (status) => {
      expect(await failure(logIn(new Response(tokenAnswer(), { status })))).toMatchObject({
        code: "http_error",
        httpStatus: status,
      });
    },
  );

  test("a code is sent once: nothing is tried again by itself", async () => {
    for (const answer of [
      new TypeError("fetch failed"),
      new Response("", { status: 502 }),
      refusal(601, "Same arguments"),
    ]) {
      const { fetch, sent } = pretendEndpoint(answer);
      await failure(authorize({ webView: endingAt((request) => callback(request)), fetch }));
      expect(sent).toHaveLength(1);
    }
  });

  test("a lost connection is told with the system's own code, and with nothing else of what fetch threw", async () => {
    const cause = Object.assign(new Error(`connect ECONNREFUSED ${canary.clientSecret}`), {
      code: "ECONNREFUSED",
    });
    const error = await failure(logIn(new TypeError(`fetch failed ${canary.code}`, { cause })));
    expect(error).toMatchObject({
      name: "WithingsTransportError",
      code: "network_failed",
      systemCode: "ECONNREFUSED",
    });
    expect((error as Error).message).toContain("ECONNREFUSED");
    expect((error as Error).cause).toBeUndefined();
  });

  test("an answer of more than 1 MiB is not read to its end, and a never-ending one is given up", async () => {
    for (const kind of ["oversize", "endless"] as const) {
      const sandbox = createSandbox();
      sandbox.faults.add({ operation: "oauth2 requesttoken", kind });
      expect(await failure(authorizeAt(sandbox))).toMatchObject({ code: "answer_too_large" });
    }
  });

  test("a dropped connection over TCP is a network failure", async () => {
    const sandbox = createSandbox();
    await using server = await serving(sandbox);
    sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "drop", when: "after" });
    const error = await failure(
      authorizeAt(sandbox, { cloud: server.cloud, fetch: undefined, person: { fetch: globalThis.fetch } }),
    );
    expect(error).toMatchObject({ code: "network_failed" });
  });
});

async function serving(sandbox: ReturnType<typeof createSandbox>) {
  const server = await sandbox.listen({ port: 0 });
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

test("the signature is Withings' own example's", async () => {
  const { fetch, sent } = pretendEndpoint('{"status":0,"body":{"nonce":"nonce"}}', tokenAnswer());
  await authorize({
    webView: endingAt((request) => callback(request)),
    fetch,
    clientID: "client_id",
    clientSecret: "clientsecret",
    clientAuthentication: "signature",
    clock: () => 1637090717_000,
  });
  expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
    action: "getnonce",
    client_id: "client_id",
    timestamp: "1637090717",
    signature: "613fa7b29b5c3a14ca7759886e9783750e057caba3e8e601495d5b470a30d1ac",
  });
  expect(sent[0]?.url).toBe("https://wbsapi.withings.net/v2/signature");
  expect([...(sent[1]?.form.keys() ?? [])]).toEqual([
    "action",
    "client_id",
    "nonce",
    "signature",
    "grant_type",
    "code",
    "redirect_uri",
  ]);
  expect(redirectUri).toBe(sent[1]?.form.get("redirect_uri"));
});
