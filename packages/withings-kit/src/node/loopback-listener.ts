import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIPv6, type Socket } from "node:net";
import { WithingsAuthorizationError } from "../errors.js";
import type { LoopbackAddress } from "./loopback-address.js";
import { rawAnswer } from "./loopback-answer.js";

/** Open sockets at a loopback address. */
export interface LoopbackListener {
  /** Closes the sockets and every connection, also those that are in the middle of a request. */
  close(): Promise<void>;
}

const maxConnections = 16;
const headersTimeoutMs = 3_000;
const requestTimeoutMs = 5_000;

/**
 * Listens at a loopback address, on all of its IP addresses or on none. Resolves when connections are accepted.
 *
 * @throws {@link WithingsAuthorizationError} `port_in_use` when the port cannot be had, with the system's reason as `systemCode`.
 */
export async function listenOnLoopback(
  address: LoopbackAddress,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackListener> {
  const connections = new Connections();
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => closed(server)));
  };
  const missing: NodeJS.ErrnoException[] = [];
  for (const host of address.hosts) {
    const server = createLoopbackServer(connections, onRequest);
    try {
      await listening(server, { host, port: address.port });
      servers.push(server);
    } catch (error) {
      const problem = error as NodeJS.ErrnoException;
      // A machine may lack a family altogether. A family on which somebody else has the port is another matter: they would get the code.
      if (problem.code === "EADDRNOTAVAIL" || problem.code === "EAFNOSUPPORT") missing.push(problem);
      else {
        await close();
        throw portError(address, host, problem);
      }
    }
  }
  const [problem] = missing;
  if (servers.length === 0 && problem !== undefined)
    throw portError(address, address.hosts.join(" and "), problem);
  return {
    close: async () => {
      connections.destroyAll();
      await close();
    },
  };
}

function createLoopbackServer(
  connections: Connections,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer({
    // Node looks for connections over their time only every 30 s otherwise.
    connectionsCheckingInterval: 1_000,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
    // Node would answer a missing Host header itself, without our headers.
    requireHostHeader: false,
  });
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    connections.busy(request.socket, response);
    onRequest(request, response);
  };
  server.on("connection", (socket) => {
    connections.add(socket);
  });
  server.on("request", serve);
  // Node would answer these two itself as well. Nobody has reason to send them, and to us they are requests like any other.
  server.on("checkContinue", serve);
  server.on("checkExpectation", serve);
  server.on("connect", (_request, socket: Socket) => {
    socket.write(rawAnswer({ status: 405, headers: { allow: "GET, HEAD" } }));
    socket.destroySoon();
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    // Behind a request that is being answered, rubbish does not matter; the connection is closed after the answer.
    if (connections.isBusy(socket)) return;
    if (socket.writable && socket.bytesWritten === 0)
      socket.write(rawAnswer({ status: clientErrorStatus(error.code) }));
    socket.destroySoon();
  });
  return server;
}

function clientErrorStatus(code: string | undefined): number {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
}

async function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // exclusive: a cluster's workers would share the port otherwise, and the callback could go to one that knows nothing of this login.
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      // From here on an error is a connection that could not be accepted, for want of file handles. The browser tries again, and an
      // event without a listener would end the program.
      server.on("error", () => undefined);
      resolve();
    });
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/**
 * The connections of all sockets of one address. Above the limit the oldest one that has not sent a whole request goes: somebody who
 * opens many and says nothing keeps others from waiting, not the person's browser from coming through.
 */
class Connections {
  readonly #open = new Set<Socket>();
  readonly #busy = new Set<Socket>();

  add(socket: Socket): void {
    if (this.#open.size >= maxConnections) {
      const oldest = [...this.#open].find((other) => !this.#busy.has(other));
      if (oldest === undefined) {
        socket.destroy();
        return;
      }
      this.#open.delete(oldest);
      oldest.destroy();
    }
    this.#open.add(socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#busy.delete(socket);
    });
  }

  busy(socket: Socket, response: ServerResponse): void {
    this.#busy.add(socket);
    response.once("close", () => this.#busy.delete(socket));
  }

  isBusy(socket: Socket): boolean {
    return this.#busy.has(socket);
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

function portError(
  { port, path, origin }: LoopbackAddress,
  host: string,
  { code = "unknown" }: NodeJS.ErrnoException,
): WithingsAuthorizationError {
  const causes: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program uses it",
    EACCES: "this program may not use it, as ports below 1024 are often kept for administrators",
  };
  const other = `${origin.replace(/:\d+$/, "")}:${port < 1024 || port > 65_000 ? 8765 : port + 1}${path}`;
  return new WithingsAuthorizationError(
    "port_in_use",
    `Port ${port} of ${isIPv6(host) ? `[${host}]` : host} cannot be opened, so the login could not end there: ` +
      `${causes[code] ?? "the system refuses it"} (${code}). ${code === "EADDRINUSE" ? "End that program, or register" : "Register"} ` +
      `another redirect URI at Withings, such as ${other}, and pass it; or pass webView: appWindow(), which needs no port.`,
    { port, systemCode: code },
  );
}
