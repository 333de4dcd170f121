import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { createSandbox } from "withings-sandbox";
import { type PretendBackend, pretendBackend } from "../../support/pretend-backend.js";

/** Pages that have the library as `kit`, in front of a pretend backend. */
export interface Harness {
  readonly origin: string;
  readonly backend: PretendBackend;
  readonly close: () => Promise<void>;
}

/** @param headers - of its pages */
export async function harness(headers: Readonly<Record<string, string>> = {}): Promise<Harness> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as browser from "withings-kit/browser"; import * as backend from "withings-kit/backend";
        import { WithingsConnector } from "withings-kit"; globalThis.kit = { ...browser, ...backend, WithingsConnector };`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const script = outputFiles[0]?.text ?? "";
  const pages: Readonly<Record<string, string>> = {
    "/": '<!doctype html><title>App</title><button>Go</button><script type="module" src="/kit.js"></script>',
    "/done":
      '<!doctype html><meta name="viewport" content="width=device-width"><title>Done</title><body><script type="module">import "/kit.js"; globalThis.finished = kit.callbackPage();</script>',
  };
  const behind: { backend?: PretendBackend } = {};
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { pathname } = new URL(incoming.url ?? "/", "http://localhost");
      if (pathname.startsWith("/withings/")) {
        let body = "";
        for await (const chunk of incoming) body += String(chunk);
        const init = incoming.method === "POST" ? { method: "POST", body } : {};
        const answer = await behind.backend?.handle(new Request(new URL(incoming.url ?? "/", origin), init));
        outgoing.writeHead(answer?.status ?? 500, [...(answer?.headers ?? [])].flat());
        outgoing.end(await answer?.text());
        return;
      }
      const type = pathname === "/kit.js" ? "text/javascript" : "text/html";
      outgoing.writeHead(200, { ...headers, "content-type": type });
      outgoing.end(
        pathname === "/kit.js" ? script : (pages[pathname] ?? "<!doctype html><title>Page</title>"),
      );
    })();
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const sandbox = createSandbox();
  const withings = await sandbox.listen();
  const backend = pretendBackend(sandbox, { origin, cloud: withings.cloud, fetch });
  behind.backend = backend;
  return {
    origin,
    backend,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await withings.close();
    },
  };
}

/** What `kit.authorizeWithBackend` and the redirect come to, as text: a name and what is said of it. */
export type Outcome = string;

/** A page of the harness, in a browser of its own. */
export async function openApp(
  browser: Browser,
  { origin }: Harness,
  context?: BrowserContext,
): Promise<Page> {
  const own = context ?? (await browser.newContext());
  if (context === undefined) onTestFinished(() => own.close());
  own.setDefaultTimeout(8_000);
  const page = await own.newPage();
  await page.goto(origin);
  await page.waitForFunction("globalThis.kit !== undefined");
  return page;
}

/**
 * Lets a click begin a login, whose end `outcome` tells.
 *
 * @param options - JavaScript: of the popup, and of the login
 */
export async function begin(page: Page, popupOptions = "{}", options = "{}"): Promise<Page> {
  await page.evaluate(`
    globalThis.logins ??= [];
    document.querySelector("button").onclick = () => {
      const login = kit.authorizeWithBackend({
        backend: location.origin + "/withings", returnTo: location.origin + "/done",
        onEvent: (event) => (globalThis.events ??= []).push(event.reason),
        webView: kit.popup(${popupOptions}), ...${options},
      });
      logins.push(login.then((connection) => connection === null ? "null" : "user " + connection.userID, (error) => error.code + " " + error.option));
    }`);
  const [shown] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button").click()]);
  return shown;
}

/** How the login at that place ended. */
export function outcome(page: Page, place = 0): Promise<Outcome> {
  return page.evaluate(`logins[${place}]`);
}
