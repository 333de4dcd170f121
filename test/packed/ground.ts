import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createSandbox, visitor } from "withings-sandbox";

/** What the exercise runs against: a sandbox over TCP, and a scripted person who answers its login pages. */
export interface Ground {
  readonly cloud: { readonly accountUrl: string; readonly apiUrl: string };
  readonly application: {
    readonly clientID: string;
    readonly clientSecret: string;
    readonly redirectUri: string;
  };
  /** POST `{ url, redirectUri, answer }` here, and the scripted person answers with the callback URL. */
  readonly visitUrl: string;
  /** The address of {@link GroundOptions.pages}. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Options of {@link openGround}. */
export interface GroundOptions {
  /** Texts to serve to a browser, by path, with their types. */
  readonly pages?: ReadonlyMap<string, { readonly type: string; readonly body: string }>;
}

const redirectUri = "https://app.example.com/withings/callback";

/**
 * Opens the ground. The scripted person lives in this process, since the runtimes under test cannot all import the sandbox; all that
 * they need is `fetch`.
 *
 * To a page in a browser the API is offered at `/api` of the page's own origin: like Withings, the sandbox sends no CORS headers, so a
 * browser reaches it through a server only.
 */
export async function openGround({ pages = new Map() }: GroundOptions = {}): Promise<Ground> {
  const sandbox = createSandbox();
  const listening = await sandbox.listen();
  const { cloud } = listening;
  const { clientID, clientSecret } = sandbox.application;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://ground");
    const page = pages.get(pathname);
    if (pathname === "/visit") {
      response.end(await visit(await text(request)));
    } else if (pathname.startsWith("/api/")) {
      const passedOn = await fetch(cloud.apiUrl + pathname.slice("/api".length), {
        method: "POST",
        headers: { "content-type": request.headers["content-type"] ?? "" },
        body: await text(request),
      });
      response.writeHead(passedOn.status, { "content-type": passedOn.headers.get("content-type") ?? "" });
      response.end(await passedOn.text());
    } else {
      response.writeHead(page === undefined ? 404 : 200, { "content-type": page?.type ?? "text/plain" });
      response.end(page?.body ?? "");
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const origin = await listen(server);

  return {
    cloud,
    application: { clientID, clientSecret, redirectUri },
    visitUrl: `${origin}/visit`,
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await listening.close();
    },
  };
}

/** Has the scripted person answer the login page; gives the callback URL. */
async function visit(body: string): Promise<string> {
  const { url, redirectUri, answer } = JSON.parse(body) as {
    url: string;
    redirectUri: string;
    answer: "allow" | "refuse";
  };
  const result = await visitor({ answer }).open({
    url,
    redirectUri,
    callbackUrlScheme: "https",
    signal: AbortSignal.timeout(20_000),
    whyIgnored: () => undefined,
    offer: () =>
      Promise.reject(new Error("The scripted person returns the URL; there is nothing to offer it to.")),
  });
  if (result.type !== "callback") throw new Error("The scripted person closed the page.");
  return result.url;
}

/** Listens on a free port of 127.0.0.1; gives the origin. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
