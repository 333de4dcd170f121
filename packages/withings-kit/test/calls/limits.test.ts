import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { WithingsError } from "withings-kit";
import { measure } from "withings-kit/operations";
import { failure } from "../support/login.js";
import { nothing } from "./support/program.js";
import { serve, serveBytes } from "./support/server.js";

const once = { maxWaitMs: 0 };
const mebibyte = 2 ** 20;

/** An answer that is right, and so long. */
function long(bytes: number): string {
  const [start, end] = ['{"status":0,"body":{"measuregrps":[],"filler":"', '"}}'];
  return start + "x".repeat(bytes - start.length - end.length) + end;
}

/** Writes on and on, as fast as it is read. */
function endlessly(response: ServerResponse, chunk: string | Buffer): void {
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", write);
  write();
}

describe("an answer", () => {
  test("of many megabytes is read, and one of more than 32 MiB is not", async () => {
    const large = await serve((response) => response.end(long(32 * mebibyte)));
    expect(await large.connection.call(measure.getMeas, {}, once)).toMatchObject({ measuregrps: [] });
    const larger = await serve((response) => response.end(long(32 * mebibyte + 1)));
    const error = (await failure(larger.connection.call(measure.getMeas, {}, once))) as WithingsError;
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "answer_too_large" });
    expect(error.message).toMatch(/too large/);
  });

  test("that never ends is given up when it is too large, the connection closed, and not asked for again", async () => {
    const { connection, requests, closed } = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"status":0,"body":{"x":"');
      endlessly(response, "x".repeat(mebibyte));
    });
    expect(await failure(connection.call(measure.getMeas, {}))).toMatchObject({ code: "answer_too_large" });
    await closed;
    expect(requests()).toBe(1);
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ] as const)(
    "that is small as %s and huge when it is unpacked is given up on the way",
    async (encoding, pack) => {
      const bomb = pack(Buffer.alloc(80 * mebibyte, " "));
      expect(bomb.length).toBeLessThan(mebibyte);
      const { connection } = await serve((response) => {
        response.writeHead(200, { "content-encoding": encoding });
        response.end(bomb);
      });
      expect(await failure(connection.call(measure.getMeas, {}, once))).toMatchObject({
        code: "answer_too_large",
      });
    },
  );

  test("that is packed is read, and broken packing is told", async () => {
    const good = await serve((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(nothing));
    });
    expect(await good.connection.call(measure.getMeas, {}, once)).toMatchObject({ measuregrps: [] });
    const bad = await serve((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(nothing);
    });
    expect(await failure(bad.connection.call(measure.getMeas, {}, once))).toMatchObject({
      code: "network_failed",
    });
  });

  test.each(["text/plain", "text/html; charset=utf-8", "application/octet-stream", undefined])(
    "is read whatever its content type: %s",
    async (type) => {
      const { connection } = await serve((response) => {
        if (type !== undefined) response.setHeader("content-type", type);
        response.end(nothing);
      });
      expect(await connection.call(measure.getMeas, {}, once)).toMatchObject({ measuregrps: [] });
    },
  );

  test.each([
    ["nothing at all", "", "answer_unreadable"],
    ["a page", "<!doctype html><title>Maintenance</title>", "answer_unreadable"],
    ["half an answer", nothing.slice(0, 30), "answer_unreadable"],
    ["an answer and more", `${nothing}{}`, "answer_unreadable"],
    ["bytes that are no text", "\u0000\u0001\u0002", "answer_unreadable"],
    ["null", "null", "answer_invalid"],
    ["a number", "0", "answer_invalid"],
    ["a text", '"0"', "answer_invalid"],
    ["a list", "[]", "answer_invalid"],
    ["an object without a status", '{"body":{}}', "answer_invalid"],
    ["a status that is none", '{"status":"ok","body":{}}', "answer_invalid"],
    ["a status that is an object", '{"status":{"toString":0},"body":{}}', "answer_invalid"],
    ["a status below zero", '{"status":-1,"body":{}}', "answer_invalid"],
  ])("of %s is told as what it is", async (_what, text, code) => {
    const { connection, requests } = await serve((response) => response.end(text));
    const error = (await failure(connection.call(measure.getMeas, {}, once))) as WithingsError;
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(/\.$/);
    expect(requests()).toBe(1);
  });

  test("with a mark of its byte order is read as well", async () => {
    const { connection } = await serve((response) => response.end(`\uFEFF${nothing}`));
    expect(await connection.call(measure.getMeas, {}, once)).toMatchObject({ measuregrps: [] });
  });
});

describe("in time ends an answer", () => {
  const timeoutMs = 300;

  async function endsInTime(call: Promise<unknown>): Promise<void> {
    const begun = performance.now();
    const error = (await failure(call)) as WithingsError;
    const ms = performance.now() - begun;
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "timed_out" });
    expect(error.message).toMatch(/more than 300 ms/);
    expect(ms).toBeGreaterThanOrEqual(timeoutMs - 5);
    expect(ms).toBeLessThan(timeoutMs + 1_500);
  }

  test("whose headers do not come, and the connection is closed", async () => {
    const { connection, closed } = await serve(() => undefined, { timeoutMs });
    await endsInTime(connection.call(measure.getMeas, {}, once));
    await closed;
  });

  test("whose body does not come", async () => {
    const { connection, closed } = await serve(
      (response) => {
        response.writeHead(200).flushHeaders();
      },
      { timeoutMs },
    );
    await endsInTime(connection.call(measure.getMeas, {}, once));
    await closed;
  });

  test("whose headers come byte by byte", async () => {
    const connection = await serveBytes(
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
        const timer = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => {
          clearInterval(timer);
        });
      },
      { timeoutMs },
    );
    await endsInTime(connection.call(measure.getMeas, {}, once));
  });

  test("whose body comes byte by byte", async () => {
    const { connection, closed } = await serve(
      (response) => {
        response.write('{"status":0,"body":{"x":"');
        const timer = setInterval(() => response.write("x"), 20);
        response.on("close", () => {
          clearInterval(timer);
        });
      },
      { timeoutMs },
    );
    await endsInTime(connection.call(measure.getMeas, {}, once));
    await closed;
  });

  test("whose end its length promises and that does not come", async () => {
    const { connection } = await serve(
      (response) => {
        response.writeHead(200, { "content-length": String(nothing.length + 10) });
        response.write(nothing);
      },
      { timeoutMs },
    );
    await endsInTime(connection.call(measure.getMeas, {}, once));
  });

  test("that the program no longer wants, at once, in its headers and in its body", async () => {
    for (const part of ["headers", "body"]) {
      const { connection, closed } = await serve((response) => {
        if (part === "body") response.write('{"status":0,');
      });
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, 100);
      const begun = performance.now();
      const error = await failure(connection.call(measure.getMeas, {}, { signal: controller.signal }));
      expect(error).toMatchObject({ code: "aborted" });
      expect(performance.now() - begun).toBeLessThan(1_500);
      await closed;
    }
  });
});

test.each([
  ["closes at once", (socket: Socket) => void socket.destroy()],
  ["closes in its headers", (socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-le")],
  [
    "closes in its body",
    (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"status":0,'),
  ],
  ["speaks no HTTP", (socket) => void socket.end("220 mail.example.com ESMTP\r\n")],
] satisfies [string, (socket: Socket) => void][])(
  "a server that %s is told as a failure of the network",
  async (_what, answer) => {
    const connection = await serveBytes(answer);
    const error = (await failure(connection.call(measure.getMeas, {}, once))) as WithingsError;
    expect(error).toMatchObject({ name: "WithingsTransportError", code: "network_failed" });
    expect(error.message).not.toContain("canary");
  },
);
