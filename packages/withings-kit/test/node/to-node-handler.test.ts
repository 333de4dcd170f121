// Node's requests at a handler of the web's, over TCP, by a client that sends whatever it likes.
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { toNodeHandler } from "withings-kit/node";
import { connection, type RawAnswer, rawHttp } from "./support/raw-http.js";

/** Listens on a port of this machine. */
async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends a request whose connection is closed after it. */
async function send(
  port: number,
  line: string,
  { headers = [], body = "" }: { readonly headers?: readonly string[]; readonly body?: string } = {},
): Promise<RawAnswer> {
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : ["host: app.example.com"];
  const lines = [...host, "connection: close", ...headers];
  return rawHttp(port, `${line} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Answers with what it was asked. */
const echo = async (request: Request): Promise<Response> =>
  Response.json({
    url: request.url,
    method: request.method,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });

interface Echoed {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function echoed({ body }: RawAnswer): Echoed {
  return JSON.parse(/\{[^]*\}/.exec(body)?.[0] ?? "null") as Echoed;
}

test("the method, the address, the headers and the body arrive", async () => {
  const port = await listen(toNodeHandler(echo));
  const headers = ["content-type: application/json", "content-length: 9", "x-note: one", "x-note: two"];
  const cookies = ["cookie: a=1", "cookie: b=2"];
  const answer = await send(port, "POST /withings/call?x=%2F", {
    headers: [...headers, ...cookies],
    body: '{ "é":1}',
  });
  expect(echoed(answer)).toMatchObject({
    url: "http://app.example.com/withings/call?x=%2F",
    method: "POST",
    headers: { "content-type": "application/json", "x-note": "one, two", cookie: "a=1; b=2" },
    body: '{ "é":1}',
  });
  const chunked = await send(port, "PUT /", {
    headers: ["transfer-encoding: chunked"],
    body: "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
  });
  expect(echoed(chunked).body).toBe("hello world");
});

test.each([
  ["/", ["host: app.example.com:8765"], "http://app.example.com:8765/"],
  ["//evil.example/x", [], "http://app.example.com//evil.example/x"],
  ["/\\evil.example", [], "http://app.example.com//evil.example"],
  ["/a/../b?c=//d", [], "http://app.example.com/b?c=//d"],
  ["http://other.example/x?y", [], "http://other.example/x?y"],
  ["http://name:password@other.example/x", [], "http://other.example/x"],
  ["/x", ["host: [::1]:80"], "http://[::1]/x"],
  ...["", "a b", "user@evil.example", "evil.example/path", "evil.example?", "[::1", "x:99999", "%00"].map(
    (host): [string, string[], string] => ["/x", [`host: ${host}`], "http://localhost/x"],
  ),
])("the target %s with %j is the address %s", async (target, headers, url) => {
  const port = await listen(toNodeHandler(echo));
  expect(echoed(await send(port, `GET ${target}`, { headers })).url).toBe(url);
});

test.each([
  "OPTIONS *",
  "TRACE /withings/callback",
  "GET http://",
  "GET ftp://evil.example/",
  "GET http://%zz/",
])("%s, which is no request of the web, is nothing of the handler's", async (line) => {
  const handle = vi.fn(echo);
  expect((await send(await listen(toNodeHandler(handle)), line)).status).toBe(404);
  const handler = toNodeHandler(handle);
  const port = await listen((request, response) => {
    handler(request, response, (error) => response.end(error === undefined ? "the next one's" : "failed"));
  });
  expect((await send(port, line)).text).toContain("the next one's");
  expect(handle).not.toHaveBeenCalled();
});

test("the status, the headers, each cookie by itself and the body go back", async () => {
  const handler = toNodeHandler(() => {
    const headers = new Headers({ location: "/there", "x-one": "1" });
    for (const cookie of ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"])
      headers.append("set-cookie", cookie);
    return new Response("body", { status: 303, headers });
  });
  const port = await listen((request, response) => {
    response.setHeader("set-cookie", "framework=0");
    handler(request, response);
  });
  const { status, text: whole } = await send(port, "GET /");
  expect(status).toBe(303);
  expect(whole.match(/^set-cookie: .*$/gim)).toEqual([
    "set-cookie: framework=0",
    "set-cookie: a=1; Path=/",
    "set-cookie: b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
  ]);
  expect(whole).toMatch(/\r\nlocation: \/there\r\n[^]*\r\nbody\r\n/);
});

test("HEAD has the same headers and no body", async () => {
  const cancelled = vi.fn();
  const port = await listen(
    toNodeHandler(({ method }) => {
      const body = new ReadableStream({ cancel: cancelled });
      return new Response(body, { status: 200, headers: { "x-method": method } });
    }),
  );
  const answer = await send(port, "HEAD /withings/callback");
  expect([answer.status, answer.headers["x-method"], answer.body]).toEqual([200, "HEAD", ""]);
  expect(cancelled).toHaveBeenCalledOnce();
});

test("what the handler does not want is the next one's, or not found", async () => {
  const handler = toNodeHandler(() => undefined);
  const alone = await send(await listen(handler), "GET /elsewhere");
  expect([alone.status, alone.text]).toEqual([404, expect.stringContaining("Not found")]);
  const port = await listen((request, response) => {
    handler(request, response, (error) => {
      // Its body is as it came.
      void text(request).then((body) => response.end(`next ${String(error)} ${body}`));
    });
  });
  const answer = await send(port, "POST /elsewhere", { headers: ["content-length: 5"], body: "whole" });
  expect(answer.text).toContain("next undefined whole");
});

test("what it fails with is the next one's, or told, and answered without details", async () => {
  const failure = new Error("the secret of the server");
  const onError = vi.fn();
  const handler = toNodeHandler(() => Promise.reject(failure), { onError });
  const answer = await send(await listen(handler), "GET /");
  expect([answer.status, answer.text]).toEqual([500, expect.not.stringContaining("secret")]);
  expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
  const port = await listen((request, response) => {
    handler(request, response, (error) => response.end(error === failure ? "told" : "lost"));
  });
  expect((await send(port, "GET /")).text).toContain("told");
  expect(onError).toHaveBeenCalledOnce();
});

test("half an answer does not look like a whole one", async () => {
  const onError = vi.fn();
  const failure = new Error("the source failed");
  let isSecond = false;
  const port = await listen(
    toNodeHandler(
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              if (isSecond) controller.error(failure);
              else controller.enqueue(new TextEncoder().encode("first half"));
              isSecond = true;
            },
          }),
        ),
      { onError },
    ),
  );
  const { text: whole } = await send(port, "GET /");
  expect(whole).not.toContain("\r\n0\r\n\r\n");
  expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
});

test("a body that nobody reads stays with the client", async () => {
  let read = 0;
  const port = await listen((request, response) => {
    const handler = toNodeHandler(async ({ body }) => {
      const reader = (body as ReadableStream<Uint8Array>).getReader();
      read += (await reader.read()).value?.length ?? 0;
      // As long as a slow handler thinks.
      await new Promise((resolve) => setTimeout(resolve, 300));
      held = request.readableLength;
      return new Response("enough", { status: 413, headers: { connection: "close" } });
    });
    handler(request, response);
  });
  let held = Number.NaN;
  const socket = await connection(port);
  const size = 32 * 2 ** 20;
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`);
  socket.write(Buffer.alloc(size));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  expect(read + held).toBeGreaterThan(0);
  expect(read + held).toBeLessThan(256 * 1024);
});

test("a client that goes away aborts the request, and nothing fails", async () => {
  const onError = vi.fn();
  const aborted = vi.fn();
  const bodies: string[] = [];
  const port = await listen(
    toNodeHandler(
      async (request) => {
        request.signal.addEventListener("abort", aborted);
        bodies.push(await request.text().catch(() => "broken off"));
        await vi.waitFor(() => {
          expect(aborted).toHaveBeenCalledOnce();
        });
        return new Response("too late");
      },
      { onError },
    ),
  );
  const socket = await connection(port);
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
  setTimeout(() => socket.destroy(), 50);
  await vi.waitFor(() => {
    expect([bodies, aborted.mock.calls.length]).toEqual([["broken off"], 1]);
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(onError).not.toHaveBeenCalled();
});

test("a handler that cannot read the body of a client that goes away has not failed", async () => {
  const onError = vi.fn();
  const settled = vi.fn();
  const handler = toNodeHandler((request) => echo(request).finally(settled), { onError });
  const next = vi.fn();
  const port = await listen((request, response) => {
    handler(request, response, request.url === "/next" ? next : undefined);
  });
  for (const path of ["/", "/next"]) {
    const socket = await connection(port);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf`);
    setTimeout(() => socket.destroy(), 50);
  }
  await vi.waitFor(() => {
    expect(settled).toHaveBeenCalledTimes(2);
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([onError.mock.calls, next.mock.calls]).toEqual([[], []]);
});

test("a client that reads nothing of a long answer and goes away ends it, and nothing fails", async () => {
  const onError = vi.fn();
  const cancelled = vi.fn();
  const body = (): ReadableStream =>
    new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: cancelled,
    });
  const port = await listen(toNodeHandler(() => new Response(body()), { onError }));
  const socket = await connection(port);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  setTimeout(() => socket.destroy(), 100);
  await vi.waitFor(() => {
    expect(cancelled).toHaveBeenCalledOnce();
  });
  expect(onError).not.toHaveBeenCalled();
});

/** Reads the body as a framework's parser does, and leaves what it is given in its place. */
async function parsedBefore(
  leave: (body: string) => object,
  { type, body }: { readonly type: string; readonly body: string },
): Promise<{ readonly answer: RawAnswer; readonly errors: readonly unknown[] }> {
  const errors: unknown[] = [];
  const handler = toNodeHandler(echo, { onError: (error) => errors.push(error) });
  const port = await listen((request: IncomingMessage, response) => {
    void text(request).then((read) => {
      handler(Object.assign(request, leave(read)), response);
    });
  });
  const headers = [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`];
  return { answer: await send(port, "POST /withings/call", { headers, body }), errors };
}

const json = { type: "application/json; charset=utf-8", body: '{ "a": [1, "é"] }' };
const form = { type: "application/x-www-form-urlencoded", body: "appli=1&userid=363&x=1&x=%26" };

test.each<[string, (body: string) => object, { type: string; body: string }, string]>([
  ["an object of JSON", (body) => ({ body: JSON.parse(body) as unknown }), json, '{"a":[1,"é"]}'],
  [
    "a form's fields",
    () => ({ body: { appli: "1", userid: "363", x: ["1", "&"] } }),
    form,
    "appli=1&userid=363&x=1&x=%26",
  ],
  ["a text", (body) => ({ body }), json, json.body],
  ["bytes", (body) => ({ body: Buffer.from(body) }), json, json.body],
  ["bytes beside", (body) => ({ rawBody: Buffer.from(body), body: {} }), json, json.body],
  ["nothing of nothing", () => ({}), { ...json, body: "" }, ""],
])("a body that was parsed before into %s arrives", async (_what, leave, sent, body) => {
  const { answer, errors } = await parsedBefore(leave, sent);
  expect(errors).toEqual([]);
  expect(echoed(answer).body).toBe(body);
});

test.each<[string, (body: string) => object, { type: string; body: string }]>([
  ["nothing", () => ({}), json],
  ["an object of another type", () => ({ body: {} }), { ...json, type: "multipart/form-data" }],
  ["a form of objects", () => ({ body: { a: { b: "1" } } }), form],
])(
  "a body that was parsed before into %s is refused, and the server is told the remedy",
  async (_what, leave, sent) => {
    const { answer, errors } = await parsedBefore(leave, sent);
    expect(answer.status).toBe(500);
    expect(errors).toEqual([
      expect.objectContaining({
        code: "configuration_invalid",
        message: expect.stringContaining("Mount the handlers before the parser") as unknown,
      }),
    ]);
  },
);

test("under a framework's mount the address is the whole one", async () => {
  const handler = toNodeHandler(echo);
  const port = await listen((request, response) => {
    const { url = "" } = request;
    handler(Object.assign(request, { originalUrl: url, url: url.replace("/withings", "") }), response);
  });
  expect(echoed(await send(port, "GET /withings/status?x")).url).toBe(
    "http://app.example.com/withings/status?x",
  );
});

test("HTTP/2 is spoken too", async () => {
  const server = createHttp2Server(
    toNodeHandler(async (request) => {
      const answer = await echo(request);
      for (const cookie of ["a=1", "b=2"]) answer.headers.append("set-cookie", cookie);
      return answer;
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const stream = client.request({
    ":method": "POST",
    ":path": "/withings/x?y",
    ":authority": "app.example.com",
    "x-z": "1",
  });
  stream.end("body");
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  expect(headers).toMatchObject({ ":status": 200, "set-cookie": ["a=1", "b=2"] });
  expect(JSON.parse(await text(stream))).toMatchObject({
    url: "http://app.example.com/withings/x?y",
    headers: { "x-z": "1" },
    body: "body",
  });
});
