import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { onTestFinished } from "vitest";
import { toNodeHandler } from "withings-kit/node";
import type { Serve } from "./browser.js";

/** Sends bytes as they are, and gives what comes back until the server closes the connection, as text. */
export type SendRaw = (bytes: string, options?: { readonly waitMs?: number }) => Promise<string>;

/** Puts handlers on a port of this machine. */
export async function listen(serve: Serve): Promise<SendRaw> {
  const server = createServer(toNodeHandler(serve));
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
