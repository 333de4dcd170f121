import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type Connection, createWithings, memoryStore } from "withings-kit";
import { freshCredentials, now } from "../../data/support/reading.js";
import { canary } from "../../support/login.js";
import { gate } from "./program.js";

/** A Withings over TCP, as a test wants it. */
export interface Served {
  readonly connection: Connection;
  /** How many requests came. */
  readonly requests: () => number;
  /** Resolves when the connection over which the latest request came is closed. */
  readonly closed: Promise<unknown>;
}

/** Serves requests, whose bodies were read, and connects somebody to it by the runtime's own `fetch`. */
export async function serve(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  options: { readonly timeoutMs?: number } = {},
): Promise<Served> {
  const closed = gate<undefined>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    request.socket.once("close", () => {
      closed.open(undefined);
    });
    // What is written after the other side has left fails, which is what these tests are about.
    response.on("error", () => undefined);
    request.resume().on("end", () => {
      answer(response, request);
    });
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { connection: await connectTo(server, options), requests: () => requests, closed: closed.opened };
}

/** Serves bytes, to whoever sent something. */
export async function serveBytes(
  answer: (socket: Socket) => void,
  options: { readonly timeoutMs?: number } = {},
): Promise<Connection> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      answer(socket);
    });
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return connectTo(server, options);
}

async function connectTo(
  server: Server,
  { timeoutMs = 10_000 }: { readonly timeoutMs?: number },
): Promise<Connection> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  const withings = createWithings({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    store: memoryStore(),
    clock: () => now,
    cloud: { accountUrl: origin, apiUrl: origin },
    timeoutMs,
  });
  return withings.adopt(freshCredentials());
}
