// Node's requests at a handler of the web's, over TCP, by a client that sends whatever it likes.
import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { toNodeHandler } from "withings-kit/node";
import { echo, echoed, listen, send } from "./support/node-bridge.js";

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
  expect(whole).toMatch(/\r\nlocation: \/there\r\n[^]*\r\ncontent-length: 4\r\n\r\nbody$/i);
});

test("a body of several pieces arrives piece by piece, and is whole", async () => {
  const pieces = ["one ", "two ", "three"].map((piece) => Buffer.from(piece));
  const long = Buffer.alloc(2 ** 20, "x");
  let pulls = 0;
  const seen: string[] = [];
  const port = await listen(
    toNodeHandler(({ url }) => {
      if (url.endsWith("/long")) return new Response(new Blob([long, long, long]).stream());
      return new Response(
        new ReadableStream({
          pull: async (controller) => {
            // The client has each before the next is made.
            await vi.waitFor(() => {
              expect(seen.join("")).toBe(pieces.slice(0, pulls).join(""));
            });
            const piece = pieces[pulls++];
            if (piece) controller.enqueue(piece);
            else controller.close();
          },
        }),
      );
    }),
  );
  const { body } = await fetch(`http://127.0.0.1:${port}/`);
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>)
    seen.push(String(Buffer.from(piece)));
  expect(seen.join("")).toBe("one two three");
  const whole = await fetch(`http://127.0.0.1:${port}/long`);
  expect((await whole.arrayBuffer()).byteLength).toBe(3 * 2 ** 20);
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

test("half an answer does not look like a whole one, and is not the next one's", async () => {
  const onError = vi.fn();
  const failure = new Error("the source failed");
  let isSecond = false;
  const next = vi.fn();
  const handler = toNodeHandler(
    () =>
      new Response(
        new ReadableStream({
          pull: async (controller) => {
            await new Promise((resolve) => setTimeout(resolve, 50));
            if (isSecond) controller.error(failure);
            else controller.enqueue(new TextEncoder().encode("first half"));
            isSecond = true;
          },
        }),
      ),
    { onError },
  );
  const port = await listen((request, response) => {
    handler(request, response, next);
  });
  const { text: whole } = await send(port, "GET /");
  expect(whole).toContain("first half");
  expect(whole).not.toContain("\r\n0\r\n\r\n");
  await vi.waitFor(() => {
    expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
  });
  expect(next).not.toHaveBeenCalled();
});

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
