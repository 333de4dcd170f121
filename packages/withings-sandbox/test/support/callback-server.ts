import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Where a browser is sent back to: a page at `/callback`, and one at `/bridge` that hands on to an app, as bridge pages do. */
export interface CallbackServer {
  readonly callback: string;
  readonly bridge: string;
  /** The URLs that were asked for, without favicons. */
  readonly asked: readonly URL[];
  close(): Promise<void>;
}

export async function callbackServer(appUri: string): Promise<CallbackServer> {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname !== "/favicon.ico") asked.push(url);
    if (url.pathname === "/bridge") response.writeHead(302, { location: appUri + url.search }).end();
    else
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><h1>Back in the program</h1>");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    callback: `${origin}/callback`,
    bridge: `${origin}/bridge`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
