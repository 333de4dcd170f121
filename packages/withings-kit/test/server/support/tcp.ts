import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Serve } from "./browser.js";

/** Sends bytes as they are, and gives what comes back until the server closes the connection, as text. */
export type SendRaw = (bytes: string, options?: { readonly waitMs?: number }) => Promise<string>;

/**
 * Puts handlers on a port of this machine, by a bridge as frameworks have one: the target of a request becomes a URL with the host that the
 * client sent.
 */
export async function listen(serve: Serve): Promise<SendRaw> {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming).then(async (response) => {
      outgoing.writeHead(response.status, Array.from(response.headers).flat());
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  });

  async function answer(incoming: IncomingMessage): Promise<Response> {
    const { method = "GET", url = "/", headers } = incoming;
    const target = url.startsWith("/") ? `http://${headers.host ?? "localhost"}${url}` : url;
    if (!URL.canParse(target)) return new Response(null, { status: 400 });
    const hasBody = !["GET", "HEAD"].includes(method);
    const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {};
    const names = incoming.rawHeaders.filter((_text, at) => at % 2 === 0);
    const values = incoming.rawHeaders.filter((_text, at) => at % 2 === 1);
    const pairs = names.map((name, at): [string, string] => [name, values[at] ?? ""]);
    return serve(new Request(target, { method, headers: pairs, ...body }));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (bytes, { waitMs = 8_000 } = {}) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (text += chunk));
    // A server that has had enough may close while we still send.
    socket.on("error", () => undefined);
    socket.write(bytes);
    await Promise.race([
      once(socket, "close"),
      new Promise((resolve) => setTimeout(resolve, waitMs).unref()),
    ]);
    socket.destroy();
    return text;
  };
}
