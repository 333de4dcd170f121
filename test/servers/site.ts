import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { createSandbox, type Sandbox } from "withings-sandbox";
import { launchChromium } from "../../packages/withings-sandbox/test/support/chromium.ts";
import { freePort } from "../support/free-port.ts";

/** What a server under test is started with. */
export interface ServerOrder {
  readonly port: number;
  /** `http://localhost:<port>`, as browsers reach it. */
  readonly origin: string;
  /** The variables that examples/servers/settings.ts reads. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A server that runs. */
export interface RunningServer {
  /** What it has printed. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server; resolves when it can be reached. */
export type StartServer = (order: ServerOrder) => Promise<RunningServer>;

/** A server on this machine, a Withings behind it, and a browser in front of it. */
export interface Site extends RunningServer {
  readonly origin: string;
  readonly sandbox: Sandbox;
  /** The secret end of its address for notifications. */
  readonly webhookToken: string;
  /** Lets somebody new use it; what their pages complained of fails it at the end. */
  readonly visit: (use: (visit: Visit) => Promise<void>, options?: BrowserContextOptions) => Promise<void>;
}

/** Somebody with a browser of their own. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** Starts everything. */
export async function openSite(start: StartServer): Promise<Site> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const redirectUri = `${origin}/withings/callback`;
  const sandbox = createSandbox();
  const { clientID, clientSecret } = sandbox.applications.add({
    name: "Morning Weights",
    redirectUris: [redirectUri],
  });
  const withings = await sandbox.listen();
  const webhookToken = randomUUID();
  let browser: Browser | undefined;
  let server: RunningServer | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([server?.stop(), browser?.close()]);
    await withings.close();
  };
  try {
    browser = await launchChromium();
    server = await start({
      port,
      origin,
      environment: {
        PORT: String(port),
        WITHINGS_CLIENT_ID: clientID,
        WITHINGS_CLIENT_SECRET: clientSecret,
        WITHINGS_CLOUD: withings.url,
        WITHINGS_REDIRECT_URI: redirectUri,
        SESSION_SECRET: randomUUID() + randomUUID(),
        WEBHOOK_TOKEN: webhookToken,
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const running = browser;
  return {
    ...{ origin, sandbox, webhookToken, stop },
    output: server.output,
    visit: (use, options) => visit(running, use, options),
  };
}

async function visit(
  browser: Browser,
  use: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = { viewport: { width: 1280, height: 800 } },
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await use({ page, context });
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join("; ")}`);
  } finally {
    await context.close();
  }
}
