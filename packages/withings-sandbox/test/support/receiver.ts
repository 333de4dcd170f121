import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A notification as it arrived. */
export interface Received {
  readonly path: string;
  readonly contentType: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A server that notifications are posted to. */
export interface Receiver {
  /** A callback URL that is on it. */
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on. */
  answer: (response: ServerResponse, received: Received) => void;
  /** The most that were being answered at once. */
  readonly mostAtOnce: number;
  close(): Promise<void>;
}

export const ok = (response: ServerResponse): void => void response.writeHead(200).end();
export const failing = (response: ServerResponse): void => void response.writeHead(500).end();
export const silent = (): void => undefined;

/** It answers a HEAD, and ends with the test. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  const open = new Set<ServerResponse>();
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    if (request.method === "HEAD") {
      ok(response);
      return;
    }
    open.add(response);
    response.on("close", () => open.delete(response));
    mostAtOnce = Math.max(mostAtOnce, open.size);
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      const one = {
        path: request.url ?? "",
        contentType: request.headers["content-type"] ?? "",
        fields: Object.fromEntries(new URLSearchParams(body)),
      };
      received.push(one);
      self.answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/withings`,
    received,
    answer: ok,
    get mostAtOnce() {
      return mostAtOnce;
    },
    close,
  };
  return self;
}
