import { connect, createServer, type Socket } from "node:net";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly text: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A port that is free on both loopback families. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const port = await listenBriefly({ host: "127.0.0.1", port: 0 });
    if (port === undefined) throw new Error("127.0.0.1 has no free port.");
    if ((await listenBriefly({ host: "::1", port })) !== undefined) return port;
  }
  throw new Error("No port is free on both 127.0.0.1 and ::1.");
}

async function listenBriefly(at: { host: string; port: number }): Promise<number | undefined> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen(at, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" ? address?.port : undefined);
      });
    });
  });
}

/** Opens a connection; resolves when it stands. */
export async function connection(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host });
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return socket;
}

/** Everything that arrives until the other side closes. A reset counts as a close. */
export async function untilClosed(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => (text += chunk));
  await new Promise<void>((resolve) => {
    socket.on("error", () => {
      resolve();
    });
    socket.on("close", () => {
      resolve();
    });
  });
  return text;
}

/** Sends bytes as they are and reads the one answer. */
export async function rawHttp(port: number, text: string, host?: string): Promise<RawAnswer> {
  const socket = await connection(port, host);
  const closed = untilClosed(socket);
  socket.write(text);
  return parsed(await closed);
}

/** A plain request, with whatever is given in place of what belongs there. */
export async function request(
  port: number,
  {
    method = "GET",
    target = "/callback",
    host = `localhost:${port}`,
    headers = [],
  }: { method?: string; target?: string; host?: string; headers?: readonly string[] } = {},
): Promise<RawAnswer> {
  return await rawHttp(
    port,
    `${method} ${target} HTTP/1.1\r\n${[`host: ${host}`, ...headers].join("\r\n")}\r\n\r\n`,
  );
}

function parsed(text: string): RawAnswer {
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { text, status: Number(statusLine.split(" ")[1]), headers, body: body.join("\r\n\r\n") };
}
