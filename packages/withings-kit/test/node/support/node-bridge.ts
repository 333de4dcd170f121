import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type RawAnswer, rawHttp } from "./raw-http.js";

/** Listens on a port of this machine. */
export async function listen(listener: RequestListener): Promise<number> {
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
export async function send(
  port: number,
  line: string,
  { headers = [], body = "" }: { readonly headers?: readonly string[]; readonly body?: string } = {},
): Promise<RawAnswer> {
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : ["host: app.example.com"];
  const lines = [...host, "connection: close", ...headers];
  return rawHttp(port, `${line} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Answers with what it was asked. */
export const echo = async (request: Request): Promise<Response> =>
  Response.json({
    url: request.url,
    method: request.method,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });

/** What was asked. */
export interface Echoed {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function echoed({ body }: RawAnswer): Echoed {
  return JSON.parse(/\{[^]*\}/.exec(body)?.[0] ?? "null") as Echoed;
}
