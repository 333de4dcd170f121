// The page's server: its files, a session for each browser, and the handlers of withings-kit/server, which alone know the secret.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Cloud, createWithings, memoryStore } from "withings-kit";
import { toNodeHandler } from "withings-kit/node";
import { measure } from "withings-kit/operations";
import { storeLinks, withingsHandlers } from "withings-kit/server";

/** How the site is set up. */
export interface SiteOptions {
  readonly clientID: string;
  readonly clientSecret: string;
  readonly cloud?: Cloud;
  /** Withings must know `http://localhost:<port>/withings/callback`. */
  readonly port: number;
  /** More headers for its pages. */
  readonly headers?: Readonly<Record<string, string>>;
}

const types: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" };
const here = fileURLToPath(new URL(".", import.meta.url));

/** Starts it. @returns what ends it */
export async function startSite(options: SiteOptions): Promise<() => Promise<void>> {
  const { clientID, clientSecret, cloud, port, headers = {} } = options;
  const origin = `http://localhost:${port}`;
  const store = memoryStore();
  const handle = withingsHandlers({
    withings: createWithings({
      clientID,
      clientSecret,
      cloud,
      store,
      redirectUri: `${origin}/withings/callback`,
    }),
    scope: "user.metrics",
    secret: randomBytes(32),
    // A session without a password: each browser is a user.
    identify: (request) => sessionOf(request.headers.get("cookie")),
    links: storeLinks(store),
    returnTo: [`${origin}/`, `${origin}/callback.html`],
    apps: {},
    data: { operations: [measure.getMeas] },
  });
  const files = await pageFiles();

  const answer = async (request: Request): Promise<Response> => {
    const answered = await handle(request);
    if (answered !== undefined) return answered;
    const { pathname } = new URL(request.url);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const text = files.get(name);
    if (text === undefined) return new Response("Not found\n", { status: 404 });
    const session = sessionOf(request.headers.get("cookie")) ?? randomBytes(32).toString("hex");
    return new Response(text, {
      headers: {
        ...headers,
        "content-type": `${types[/\w+$/.exec(name)?.[0] ?? ""] ?? "text/plain"}; charset=utf-8`,
        "content-security-policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
        "set-cookie": `session=${session}; Path=/; HttpOnly; SameSite=Lax`,
      },
    });
  };

  const server = createServer(toNodeHandler(answer));
  server.listen(port, "localhost");
  await once(server, "listening");
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
}

function sessionOf(cookies: string | null): string | undefined {
  return /(?:^|; )session=([0-9a-f]{64})(?:;|$)/.exec(cookies ?? "")?.[1];
}

/** Everything that the browser loads, by name. */
async function pageFiles(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [`${here}main.ts`, `${here}callback.ts`],
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    outdir: here,
    write: false,
  });
  const texts = ["index.html", "callback.html", "style.css"].map(
    async (name) => [name, await readFile(`${here}${name}`, "utf8")] as const,
  );
  return new Map([
    ...(await Promise.all(texts)),
    ...outputFiles.map(({ path, text }) => [path.slice(here.length), text] as const),
  ]);
}
