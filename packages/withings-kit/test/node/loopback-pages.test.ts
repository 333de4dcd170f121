import { describe, expect, test } from "vitest";
import type { CallbackVerdict, WithingsErrorCode } from "withings-kit";
import { WithingsTokenError, WithingsTransportError } from "withings-kit";
import { type RawAnswer, rawHttp, request } from "./support/raw-http.js";
import { code, state, waitingLogin } from "./support/waiting-login.js";

const canary = '<script>alert("canary")</script>';

test("every answer forbids scripts, frames, copies, referrers and guesses about its type", async () => {
  const login = await waitingLogin();
  const { port, target } = login;
  const start = new URL(login.startUrl).pathname;
  const send = async (more: Parameters<typeof request>[1]): Promise<RawAnswer> => await request(port, more);
  const answers: [number, RawAnswer][] = [
    [303, await send({ target: start })],
    [410, await send({ target: start })],
    [404, await send({ target: "/favicon.ico" })],
    [405, await send({ method: "POST", headers: ["content-length: 0"] })],
    [405, await send({ method: "CONNECT", target: "a:1" })],
    [400, await send({ target: "/callback?state=wrong" })],
    [400, await send({ target: "//evil" })],
    [400, await rawHttp(port, "no http\r\n\r\n")],
    [403, await send({ headers: ["origin: null"] })],
    [414, await send({ target: `/callback?${"x".repeat(9_000)}` })],
    [421, await send({ host: "evil" })],
    [421, await rawHttp(port, "GET /callback HTTP/1.1\r\n\r\n")],
    [431, await send({ headers: [`x: ${"x".repeat(20_000)}`] })],
    [200, await send({ method: "HEAD" })],
    [400, await send({ headers: ["expect: a-miracle"] })],
    [400, await send({ headers: ["expect: 100-continue"] })],
    [303, await send({ target })],
    [200, await send({})],
  ];
  expect(answers.map(([, { status }]) => status)).toEqual(answers.map(([status]) => status));
  for (const [, { headers }] of answers) {
    expect(headers).toMatchObject({
      "content-type": expect.stringMatching(/^text\/(html|plain); charset=utf-8$/) as string,
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]+='; frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/,
      ) as string,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      connection: "close",
    });
    expect(Object.keys(headers).join()).not.toMatch(/access-control|server|x-powered-by/);
  }
});

test("the answer to too many bad requests has them too", async () => {
  const { port } = await waitingLogin();
  let answer = await request(port, { target: "/x" });
  for (let count = 0; count < 50; count++) answer = await request(port, { target: "/x" });
  expect(answer.status).toBe(429);
  expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
});

test("nothing that arrives is ever shown", async () => {
  const { port, target, loginUrl } = await waitingLogin();
  const attack = encodeURIComponent(canary);
  const answers = [
    await request(port, { target: `/callback?error=${attack}&error_description=${attack}&state=${attack}` }),
    await request(port, { target: `/callback?code=${attack}&x=${canary.replaceAll(" ", "")}` }),
    await request(port, { target: `/${attack}` }),
    await request(port, { target: `/${canary.replaceAll(" ", "")}` }),
    await request(port, { host: canary }),
    await request(port, { headers: [`referer: ${canary}`, `user-agent: ${canary}`, `x: ${canary}`] }),
    await request(port, { target: `${target}&x=${attack}` }),
    await request(port),
  ];
  for (const { text } of answers) expect(text).not.toMatch(/canary|alert|%3Cscript/i);
  for (const { text } of answers)
    for (const secret of [code, state, loginUrl]) expect(text).not.toContain(secret);
});

test("the code leaves the address bar, and nothing leads away from this machine", async () => {
  const { port, target, redirectUri } = await waitingLogin();
  const answers = [
    await request(port, { target: "/callback?state=wrong&redirect_uri=https://evil.example" }),
    await request(port, { target: "//evil.example" }),
    await request(port, { target }),
  ];
  expect(answers.map(({ headers }) => headers["location"])).toEqual([undefined, undefined, redirectUri]);
});

describe("the page at the end", () => {
  const page = async (verdict: Exclude<CallbackVerdict, { type: "ignored" }>): Promise<string> => {
    const login = await waitingLogin({ verdict });
    await request(login.port, { target: login.target });
    const { body } = await request(login.port);
    await login.result;
    return body;
  };

  test("says who was connected", async () => {
    const body = await page({ type: "connected", userID: "36312345" });
    expect(body).toContain("Withings user <b>36312345</b>");
    expect(body).toContain("You can close this window");
  });

  test("escapes the one thing that is not written in it", async () => {
    const body = await page({ type: "connected", userID: `${canary}&'` });
    expect(body).toContain("&#60;script&#62;alert(&#34;canary&#34;)&#60;/script&#62;&#38;&#39;");
    expect(body).not.toContain("<script");
  });

  test("says that access was refused", async () => {
    expect(await page({ type: "refused" })).toContain("You did not allow access");
  });

  test.each([
    ["network_failed", /could not reach Withings/],
    ["code_rejected", /did not accept the login code/],
    ["client_rejected", /client ID and secret/],
    ["redirect_uri_rejected", /must be registered at Withings, letter for letter/],
    ["rate_limited", /Wait a minute/],
    ["withings_unavailable", /a problem of its own/],
    ["timed_out", /did not answer the program in time/],
    ["answer_unreadable", /could not be understood/],
  ] satisfies [WithingsErrorCode, RegExp][])("says what failed: %s", async (failure, words) => {
    const error = new WithingsTransportError(failure, `${canary} ${code}`);
    const body = await page({ type: "failed", error });
    expect(body).toMatch(words);
    expect(body).toContain(`<code>${failure}</code>`);
    expect(body).not.toMatch(/canary|c0de/);
  });

  test.each([canary, "constructor", "__proto__", undefined])(
    "says of a failure it does not know (%s) that the program knows",
    async (unknown) => {
      const error = new WithingsTokenError(unknown as WithingsErrorCode, canary);
      const body = await page({ type: "failed", error });
      expect(body).toContain("The program says what it was.");
      expect(body).not.toMatch(/canary|undefined|<code>/);
    },
  );

  test("has no script and loads nothing", async () => {
    const body = await page({ type: "connected", userID: "1" });
    expect(body).not.toMatch(/<script|<link|<img|<form|<iframe|\bsrc=|href=|url\(|@import|\son\w+=/i);
  });
});
