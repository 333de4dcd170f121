import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type WebView, WithingsConnector } from "withings-kit";
import { appWindow } from "withings-kit/node";
import { startDisplay } from "../../packages/withings-kit/test/support/display.ts";
import type { SandboxQuestions } from "../servers/sandbox.ts";
import { type Child, startChild } from "../support/child.ts";
import type { Figure, Finding, Measure } from "../support/figure.ts";
import { median } from "../support/statistics.ts";

const runs = 5;
const limitMs = 300;
/** How long after the page is there it leads on: its window is on the display by then. */
const personMs = 500;

const redirects = [
  { what: "a program's own scheme", redirectUri: "example://withings/auth", callbackUrlScheme: "example" },
  {
    what: "an https address",
    redirectUri: "https://app.example.com/withings/callback",
    callbackUrlScheme: "https",
  },
];

/** How fast the app window goes. */
export const appWindowGone: Measure = {
  name: "window",
  title: "The app window is gone after the redirect",
  run: async (): Promise<Finding> => {
    const sandbox = startChild<SandboxQuestions>("sandbox.ts");
    const display = await startDisplay();
    const login = await startLoginPage(sandbox);
    try {
      const figures: Figure[] = [];
      for (const { what, ...redirect } of redirects) {
        const times: number[] = [];
        for (let run = 0; run < runs; run++)
          times.push(await logIn({ sandbox, login, display: display.name, ...redirect }));
        const limit = { of: "ours", atMost: limitMs } as const;
        figures.push(
          { what: `to ${what}, median`, unit: "ms", ours: median(times), limit },
          { what: `to ${what}, slowest`, unit: "ms", ours: Math.max(...times), limit },
        );
      }
      return {
        figures,
        how: `from the moment the login page's server has sent the redirect until appWindow() has returned and no process of the browser is left; real Chromium, ${runs} logins each`,
      };
    } finally {
      login.server.close();
      login.server.closeAllConnections();
      await Promise.all([sandbox.stop(), display.stop()]);
    }
  },
};

interface LoginPage {
  readonly server: Server;
  readonly url: string;
  /** When the last redirect was sent, in milliseconds of `performance.now()`. */
  readonly redirectedAt: () => number;
}

/** A page that allows by itself: it sends its form, and is redirected to the redirect URI with a code of the sandbox. */
async function startLoginPage(sandbox: Child<SandboxQuestions>): Promise<LoginPage> {
  let redirectedAt = Number.NaN;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const redirectUri = searchParams.get("redirect_uri") ?? "";
    const state = searchParams.get("state") ?? "";
    if (request.method !== "POST") {
      response.setHeader("content-type", "text/html");
      response.end(
        pathname.startsWith("/oauth2_user")
          ? `<!doctype html><title>Log in</title><form method="post"></form><script>setTimeout(() => document.forms[0].submit(), ${personMs})</script>`
          : "",
      );
      return;
    }
    sandbox.ask("code", redirectUri).then(
      (code) => {
        response.writeHead(302, { location: `${redirectUri}?code=${code}&state=${state}` }).end();
        redirectedAt = performance.now();
      },
      (error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      },
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    redirectedAt: () => redirectedAt,
  };
}

interface Login {
  readonly sandbox: Child<SandboxQuestions>;
  readonly login: LoginPage;
  readonly display: string;
  readonly redirectUri: string;
  readonly callbackUrlScheme: string;
}

/** Logs in once; gives the milliseconds from the redirect until the window is gone. */
async function logIn({ sandbox, login, display, redirectUri, callbackUrlScheme }: Login): Promise<number> {
  const { url, clientID, clientSecret } = await sandbox.ask("place", undefined);
  // The name is short because Chromium puts a socket into it.
  const folder = mkdtempSync(join(tmpdir(), "wb-"));
  const inner = appWindow({
    // As root Chromium does not start with it.
    sandbox: process.getuid?.() !== 0,
    executablePath: process.env["CHROMIUM_PATH"],
    environment: { ...process.env, DISPLAY: display, TMPDIR: folder },
    // Nothing here asks a name server.
    extraArguments: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  let goneAt = Number.NaN;
  const webView: WebView = {
    open: async (request) => {
      const result = await inner.open(request);
      while (isRunning(folder)) await delay(2);
      goneAt = performance.now();
      return result;
    },
  };
  try {
    const credentials = await WithingsConnector.authorize({
      clientID,
      clientSecret,
      scope: "user.metrics",
      redirectUri,
      callbackUrlScheme,
      cloud: { accountUrl: login.url, apiUrl: url },
      webView,
    });
    if (credentials === null) throw new Error("The login in the app window gave no credentials.");
    return goneAt - login.redirectedAt();
  } finally {
    // The window removes its profile by itself, after it is gone: two who remove one folder get into each other's way.
    for (let tries = 0; readdirSync(folder).length > 0 && tries < 300; tries++) await delay(10);
    rmSync(folder, { recursive: true });
  }
}

/** Whether there is a process with a text in its command line. Known on Linux only; elsewhere the window's own word is taken. */
function isRunning(text: string): boolean {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc").some((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8").includes(text);
    } catch {
      // Ended meanwhile.
      return false;
    }
  });
}
