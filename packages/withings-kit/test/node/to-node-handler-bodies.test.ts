// Bodies on their way through the bridge: read late, in part, or before; and clients that go away meanwhile.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { toNodeHandler } from "withings-kit/node";
import { echo, echoed, listen, send } from "./support/node-bridge.js";
import { connection, type RawAnswer } from "./support/raw-http.js";

test("a body that nobody reads stays with the client", async () => {
  let received = Number.NaN;
  const port = await listen((request, response) => {
    const handler = toNodeHandler(async ({ body }) => {
      await (body as ReadableStream).getReader().read();
      // As long as a slow handler thinks.
      await new Promise((resolve) => setTimeout(resolve, 300));
      received = request.socket.bytesRead;
      return new Response("enough", { status: 413, headers: { connection: "close" } });
    });
    handler(request, response);
  });
  const socket = await connection(port);
  const size = 32 * 2 ** 20;
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`);
  socket.write(Buffer.alloc(size));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThan(512 * 1024);
});

test.each<[string, (request: Request) => Promise<unknown>]>([
  ["nothing", () => Promise.resolve()],
  ["a piece", async ({ body }) => body?.getReader().read()],
  [
    "a piece, and says that it wants no more,",
    async ({ body }) => {
      const reader = (body as ReadableStream).getReader();
      await reader.read();
      await reader.cancel();
    },
  ],
])(
  "a handler that reads %s of a long body keeps the connection for the next request",
  async (_what, read) => {
    const port = await listen(
      toNodeHandler(async (request) => {
        if (request.method === "POST") await read(request);
        return new Response(`answer to ${request.method}`, { status: request.method === "POST" ? 413 : 200 });
      }),
    );
    const socket = await connection(port);
    onTestFinished(() => {
      socket.destroy();
    });
    let said = "";
    socket.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    const size = 2 ** 20;
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`);
    socket.write(Buffer.alloc(size));
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await vi.waitFor(
      () => {
        expect(said).toMatch(/^HTTP\/1\.1 413 [^]*answer to POST[^]*HTTP\/1\.1 200 [^]*answer to GET/);
      },
      { timeout: 5_000 },
    );
  },
);

test("what comes after a handler has given up the body is nobody's, and nothing fails", async () => {
  const settled = vi.fn();
  const onError = vi.fn();
  const handler = toNodeHandler(
    async ({ body }) => {
      const reader = (body as ReadableStream<Uint8Array>).getReader();
      const first = await reader.read();
      const second = reader.read();
      await reader.cancel();
      settled(String(Buffer.from(first.value ?? [])), (await second).done);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Response("answered");
    },
    { onError },
  );
  const socket = await connection(await listen(handler));
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nfirst");
  await vi.waitFor(() => {
    expect(settled).toHaveBeenCalledExactlyOnceWith("first", true);
  });
  socket.write("other");
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(String(answer)).toContain("HTTP/1.1 200");
  expect(onError).not.toHaveBeenCalled();
});

test("who is answered is not gone", async () => {
  const aborted = vi.fn();
  const port = await listen(
    toNodeHandler((request) => {
      request.signal.addEventListener("abort", aborted);
      return new Response("whole");
    }),
  );
  await send(port, "GET /");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(aborted).not.toHaveBeenCalled();
});

test("a client that is gone before the body is read has broken it off", async () => {
  const onError = vi.fn();
  const settled = vi.fn();
  const handler = toNodeHandler(
    async (request) => {
      await new Promise((resolve) => {
        request.signal.addEventListener("abort", resolve);
      });
      return echo(request).finally(settled);
    },
    { onError },
  );
  const socket = await connection(await listen(handler));
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
  setTimeout(() => socket.destroy(), 50);
  await vi.waitFor(() => {
    expect(settled).toHaveBeenCalledOnce();
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(onError).not.toHaveBeenCalled();
});

test("where somebody else has answered meanwhile, that answer stands", async () => {
  const size = 32 * 2 ** 20;
  const onError = vi.fn();
  const late = toNodeHandler(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return new Response("late");
    },
    { onError },
  );
  const port = await listen((request, response) => {
    late(request, response);
    response.writeHead(503).end(Buffer.alloc(size));
  });
  // It is still on its way when the late one comes.
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([503, size]);
  expect(onError).not.toHaveBeenCalled();
});

test("a client that goes away aborts the request, and nothing fails", async () => {
  const onError = vi.fn();
  const cancelled = vi.fn();
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
        return new Response(new ReadableStream({ cancel: cancelled }));
      },
      { onError },
    ),
  );
  const socket = await connection(port);
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
  setTimeout(() => socket.destroy(), 50);
  await vi.waitFor(() => {
    expect([bodies, aborted.mock.calls.length]).toEqual([["broken off"], 1]);
    expect(cancelled).toHaveBeenCalledOnce();
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

test("a source that cannot be ended when the client goes away is a failure that is told", async () => {
  const failure = new Error("it would not end");
  const onError = vi.fn();
  const body = (): ReadableStream =>
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(10));
      },
      cancel: () => Promise.reject(failure),
    });
  const socket = await connection(await listen(toNodeHandler(() => new Response(body()), { onError })));
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "data");
  socket.destroy();
  await vi.waitFor(() => {
    expect(onError).toHaveBeenCalledExactlyOnceWith(failure);
  });
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
  [
    "a text, with bytes beside",
    () => ({ rawBody: Buffer.from('"x"'), body: "x" }),
    { ...json, body: '"x"' },
    '"x"',
  ],
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
