import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { CloudAddresses } from "withings-kit";
import type { Handle, Sender } from "./handle.js";
import { ConnectionDropped, type PartialAnswer } from "./fault-answers.js";

/** Where to listen. The addresses are always this machine's own, 127.0.0.1 and ::1. */
export interface ListenOptions {
  /** Default: any that is free. */
  readonly port?: number;
}

/** A sandbox that programs and browsers of this machine can reach. */
export interface SandboxServer {
  readonly port: number;
  /** Its address, without a slash at the end. `http://localhost:<port>` is the same. */
  readonly url: string;
  /** The addresses for the option `cloud`. */
  readonly cloud: CloudAddresses;
  /** Stops: open connections are closed. The sandbox keeps what it knows and can listen again. */
  close(): Promise<void>;
}

/** How often another free port is tried when the one that was found on 127.0.0.1 is taken on ::1. */
const attempts = 10;

/**
 * Serves on both loopback addresses.
 *
 * @throws Error with the code `EADDRINUSE` when the port is taken on either: a half-taken port would send some clients to a stranger.
 */
export async function listen(handle: Handle, { port = 0 }: ListenOptions = {}): Promise<SandboxServer> {
  const listener = getRequestListener(
    async (request, env) => {
      const outgoing = env.outgoing as ServerResponse;
      try {
        return await handle(request, senderTo(outgoing));
      } catch (error) {
        if (!(error instanceof ConnectionDropped)) throw error;
        breakConnection(outgoing, error.partial);
        return RESPONSE_ALREADY_SENT;
      }
    },
    // The program that listens, a test for instance, keeps its own Request and Response.
    { overrideGlobalObjects: false },
  );
  const servers = await openBoth((request, response) => void listener(request, response), port);
  const [first] = servers;
  const { port: bound } = first.address() as AddressInfo;
  const url = `http://127.0.0.1:${bound}`;
  return {
    port: bound,
    url,
    cloud: { accountUrl: url, apiUrl: url },
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

const senderTo = (outgoing: ServerResponse): Sender => ({
  send: (text, contentType) => {
    outgoing.writeHead(200, { "content-type": contentType, "content-length": Buffer.byteLength(text) });
    outgoing.end(text);
    return RESPONSE_ALREADY_SENT;
  },
});

function breakConnection(outgoing: ServerResponse, partial: PartialAnswer | undefined): void {
  if (partial === undefined) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(200, { "content-type": "application/json", "content-length": partial.announced });
  outgoing.write(partial.bytes, () => outgoing.destroy());
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function openBoth(listener: Listener, port: number): Promise<[Server, ...Server[]]> {
  for (let attempt = 1; ; attempt++) {
    const ipv4 = await open(listener, { host: "127.0.0.1", port });
    const { port: bound } = ipv4.address() as AddressInfo;
    try {
      return [ipv4, await open(listener, { host: "::1", port: bound })];
    } catch (error) {
      if (isCode(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) return [ipv4];
      await close(ipv4);
      if (port !== 0 || attempt === attempts || !isCode(error, "EADDRINUSE")) throw error;
    }
  }
}

async function open(listener: Listener, { host, port }: { host: string; port: number }): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(isCode(error, "EADDRINUSE") ? portTaken(port, error) : error);
    });
    server.listen({ host, port }, resolve);
  });
  return server;
}

function portTaken(port: number, cause: Error): Error {
  return Object.assign(
    new Error(
      `Port ${port} cannot be used: another program listens on it. Stop that program, or choose another port.`,
      { cause },
    ),
    { code: "EADDRINUSE" },
  );
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
