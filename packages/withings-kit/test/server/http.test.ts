// The handlers on a real port, asked by a client that sends whatever it likes.
import { expect, test } from "vitest";
import { application, type Application, origin } from "./support/application.js";
import { listen, type SendRaw } from "./support/tcp.js";
import { measure } from "withings-kit/operations";

const data = { operations: [measure.getMeas] };
const returnTo = ["/settings", "example://withings/done"];

function everything(options: Parameters<typeof application>[0] = {}): Application {
  return application({ apps: { credentials: true }, data, returnTo, ...options });
}

/** A request, of which what is not said is usual. */
function request(
  line: string,
  { headers = {}, body = "" }: { headers?: Record<string, string>; body?: string } = {},
): string {
  const all = {
    host: "app.example.com",
    connection: "close",
    ...(line.startsWith("POST") && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

const post = (route: string, body: string, headers: Record<string, string> = {}): string =>
  request(`POST /withings/${route}`, { body, headers: { cookie: "session=ada", origin, ...headers } });

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

const pages = ["connect", "callback", "result", "return"];
const posts = ["attempts", "tickets", "disconnect", "call", "credentials"];

test.each<[string, string]>([
  ...pages.map((route): [string, string] => [route, "GET, HEAD"]),
  ["status", "GET, HEAD, OPTIONS"],
  ...posts.map((route): [string, string] => [route, "POST, OPTIONS"]),
])("%s answers to %s, and says so to every other method", async (route, allow) => {
  const app = everything();
  const send = await listen(app.serve);
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"].filter(
    (each) => !allow.includes(each),
  )) {
    const answer = await send(
      request(`${method} /withings/${route}`, { headers: { "content-type": "application/json" } }),
    );
    expect(statusOf(answer)).toBe(405);
    expect(answer.toLowerCase()).toContain(`\r\nallow: ${allow.toLowerCase()}\r\n`);
  }
});

test("HEAD is answered with 200 and without a body where browsers come, and nothing comes of it", async () => {
  const app = everything();
  const browser = app.browserOf("ada");
  const back = new URL(await browser.goToWithings(`${origin}/withings/connect`));
  const cookie = Array.from(browser.cookies, (pair) => pair.join("=")).join("; ");
  const send = await listen(app.serve);
  for (const path of ["connect", "callback", `callback${back.search}`, "result", "return", "status"]) {
    const answer = await send(request(`HEAD /withings/${path}`, { headers: { cookie } }));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
    expect(answer.toLowerCase()).not.toContain("set-cookie");
  }
  expect([app.exchanges(), app.events]).toEqual([0, []]);
  // The login is as open as before.
  expect(await send(request(`GET /withings/callback${back.search}`, { headers: { cookie } }))).toContain(
    "withings=connected",
  );
});

const canary = "canary8f3<b>\"'";
const encoded = encodeURIComponent(canary);

test("nothing that is sent comes back, and every answer has the headers that keep it from being kept, framed and sniffed", async () => {
  const app = everything({
    webhook: { token: "webhook-token-of-the-test", onNotification: () => undefined },
  });
  const send = await listen(app.serve);
  const queries = [
    "code",
    "state",
    "error",
    "error_description",
    "returnTo",
    "outcome",
    "to",
    "withings",
    "ticket",
  ];
  const query = queries.map((name) => `${name}=${encoded}`).join("&");
  const cookie = `session=ada; ${encoded}=${encoded}; __Host-withings-${encoded}=x`;
  const bodies = [
    JSON.stringify({
      challenge: canary,
      returnTo: canary,
      scope: canary,
      ticket: canary,
      verifier: canary,
      operation: canary,
      parameters: { [canary]: canary },
    }),
    JSON.stringify({ challenge: "x".repeat(43), returnTo: canary, [canary]: canary }),
    JSON.stringify({ challenge: "x".repeat(43), scope: canary }),
    JSON.stringify(canary),
    `{"${canary}`,
  ];
  const requests = [
    ...[...pages, "status", encoded, `x/${encoded}`, "webhook", `webhook/${encoded}`, ""].flatMap((path) => [
      request(`GET /withings/${path}?${query}`, {
        headers: { cookie, referer: `https://${encoded}.example` },
      }),
      request(`GET /withings/${path}?${encoded}`, { headers: { cookie } }),
      request(`${encoded.slice(0, 6).toUpperCase()} /withings/${path}?${query}`, { headers: { cookie } }),
      request(`HEAD /withings/${path}?${query}`, { headers: { cookie } }),
    ]),
    ...posts.flatMap((route) => [
      ...bodies.map((body) => post(route, body)),
      post(route, "{}", { origin: `https://${encoded}.example` }),
      post(route, "{}", { "content-type": encoded }),
      request(`OPTIONS /withings/${route}`, {
        headers: { origin: `https://${encoded}.example`, "access-control-request-headers": encoded },
      }),
    ]),
    request("POST /withings/webhook/webhook-token-of-the-test", {
      body: `userid=${encoded}&appli=${encoded}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
  ];
  expect(requests.length).toBeGreaterThan(70);
  for (const [at, bytes] of requests.entries()) {
    const answer = (await send(bytes)).toLowerCase();
    // What is no method of HTTP ends at Node's own parser.
    if (answer === "http/1.1 400 bad request\r\nconnection: close\r\n\r\n") continue;
    expect(answer, `request ${at}`).not.toContain("canary8f3");
    for (const line of [
      "cache-control: no-store",
      "x-content-type-options: nosniff",
      "referrer-policy: no-referrer",
      "x-frame-options: deny",
      "content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ])
      expect(answer, `request ${at}`).toContain(`\r\n${line}`);
    expect(answer, `request ${at}`).not.toMatch(/\r\naccess-control-allow-origin|<script/);
  }
}, 30_000);

test.each([
  ["from a page of another site", { origin: "https://evil.example" }, 403],
  ["from a page without an origin", { origin: "null" }, 403],
  ["from the application's host on plain http", { origin: "http://app.example.com" }, 403],
  ["from a host that begins like it", { origin: "https://app.example.com.evil.example" }, 403],
  ["as a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["as plain text, which a form can send", { "content-type": "text/plain" }, 415],
  ["as plain text with JSON in its parameters", { "content-type": "text/plain; application/json" }, 415],
  ["as a form of several parts", { "content-type": "multipart/form-data; boundary=application/json" }, 415],
  ["without a type", { "content-type": "" }, 415],
])("CSRF: a post %s changes nothing", async (_what, headers, status) => {
  const app = everything();
  const browser = app.browserOf("ada");
  await browser.open(await browser.goToWithings(`${origin}/withings/connect`));
  const linked = await app.links.userIDOf("ada");
  const send = await listen(app.serve);
  for (const route of posts)
    expect(statusOf(await send(post(route, "{}", headers as Record<string, string>)))).toBe(status);
  expect(await app.links.userIDOf("ada")).toBe(linked);
  expect(linked).toBeDefined();
});

test("a post of the application's own page counts, and so does one of an app, which sends no origin", async () => {
  const send = await listen(everything().serve);
  expect(
    await send(post("disconnect", "{}", { "content-type": "Application/JSON; charset=utf-8" })),
  ).toContain('{"disconnected":false}');
  const app = request("POST /withings/disconnect", { body: "{}", headers: { cookie: "session=ada" } });
  expect(statusOf(await send(app))).toBe(200);
});

test("pages of listed origins may call and read, with the user's cookies; no other may", async () => {
  const app = everything({ origins: ["https://localhost", "capacitor://localhost"] });
  const send = await listen(app.serve);
  const ask = (from: string): string =>
    request("OPTIONS /withings/attempts", {
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
  for (const listed of ["https://localhost", "capacitor://localhost"]) {
    const preflight = (await send(ask(listed))).toLowerCase();
    expect(statusOf(preflight.toUpperCase())).toBe(204);
    expect(preflight).toContain(`access-control-allow-origin: ${listed}\r\n`);
    expect(preflight).toContain("access-control-allow-headers: authorization, content-type\r\n");
    const answer = await send(post("disconnect", "{}", { origin: listed }));
    expect(answer).toContain(`access-control-allow-origin: ${listed}\r\n`);
    expect(answer).toContain("vary: origin\r\n");
  }
  for (const other of [
    "https://localhost.evil.example",
    "http://localhost",
    "capacitor://localhost/",
    "null",
    "https://LOCALHOST",
  ]) {
    expect(statusOf(await send(ask(other)))).toBe(403);
    const answer = await send(post("disconnect", "{}", { origin: other }));
    expect([statusOf(answer), answer.includes("access-control-allow-origin")]).toEqual([403, false]);
  }
});

test("a body of more than 8 KiB is not read to its end, nor one that never ends", async () => {
  const app = everything();
  const send = await listen(app.serve);
  const large = post("call", JSON.stringify({ parameters: "x".repeat(9_000) }));
  expect(statusOf(await send(large))).toBe(413);
  const endless =
    post("call", "").replace(/content-length: 0/, "transfer-encoding: chunked") +
    "3000\r\n" +
    "x".repeat(0x3000) +
    "\r\n";
  expect(statusOf(await send(endless))).toBe(413);
  const waiting = post("call", "").replace("content-length: 0", "content-length: 100") + '{"operation"';
  expect(statusOf(await send(waiting))).toBe(413);
});

test.each(["", "[]", "null", "7", '"x"', "{", "{} {}", "\u0000", '{"a":1}'.repeat(2), "[".repeat(5_000)])(
  "%j is no body",
  async (body) => {
    const send = await listen(everything().serve);
    expect(await send(post("disconnect", body))).toMatch(/^HTTP\/1\.1 400 [^]*"error":"body_invalid"/);
  },
);

test("an address of more than 8 KiB is refused", async () => {
  const app = everything();
  const send = await listen(app.serve);
  for (const length of [8_200, 15_000])
    expect(statusOf(await send(request(`GET /withings/callback?state=${"x".repeat(length)}`)))).toBe(414);
  expect(app.events).toEqual([]);
});

test.each([
  "//evil.example/withings/callback",
  "/\\evil.example/withings/callback",
  "/withings//callback",
  "/withings/callback/",
  "/withings/callback;x",
  "/withings/%63allback",
  "/withings/CALLBACK",
  "/Withings/callback",
  "/withings/x/../callbackx",
  "/withings%2Fcallback",
  "/withings/callback%00",
  "/withings/webhook/callback",
])("%s is none of our addresses, and leads nowhere", async (path) => {
  const app = everything();
  const send = await listen(app.serve);
  const answer = await send(request(`GET ${path}?code=c&state=s`, { headers: { cookie: "session=ada" } }));
  expect(statusOf(answer)).toBe(404);
  expect(answer.toLowerCase()).not.toContain("\r\nlocation:");
});

test("whatever host a client names, people are sent to the application's own, or to Withings", async () => {
  const app = everything({ returnTo: [], apps: undefined });
  const send = await listen(app.serve);
  const hosts: Parameters<SendRaw>[0][] = [
    request("GET /withings/callback?code=c&state=s", { headers: { host: "evil.example" } }),
    request("GET http://evil.example/withings/callback?code=c&state=s"),
    request("GET /withings/callback?code=c&state=s", {
      headers: { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" },
    }),
  ];
  for (const bytes of hosts)
    expect(/\r\nlocation: (.*)\r\n/i.exec(await send(bytes))?.[1]).toBe(
      `${origin}/withings/result?outcome=unknown_login`,
    );
  const start = request("GET /withings/connect", {
    headers: { host: "evil.example", cookie: "session=ada" },
  });
  const [, there = ""] = /\r\nlocation: (.*)\r\n/i.exec(await send(start)) ?? [];
  expect(new URL(there).searchParams.get("redirect_uri")).toBe(`${origin}/withings/callback`);
});
