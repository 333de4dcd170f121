import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A server of an application; gives the callback URL that is on it. It ends with the test. */
export async function probedServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
}

/** Answers whatever it is asked with this HTTP status. */
export const answering =
  (status: number): RequestListener =>
  (_, response) =>
    response.writeHead(status).end();
