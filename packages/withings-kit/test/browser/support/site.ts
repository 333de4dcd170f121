import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { createSandbox, type Sandbox } from "withings-sandbox";
import { onTestFinished } from "vitest";
import { startSite } from "../../../../../examples/browser/server.ts";
import { freePort } from "../../node/support/raw-http.js";
import { browserOptions } from "../../support/test-window.js";

/** The example's page on a server of its own, with a Withings behind it. */
export interface TestSite {
  readonly origin: string;
  readonly sandbox: Sandbox;
  readonly close: () => Promise<void>;
}

/** Cuts a page off from the windows that it opens. */
export const coop = { "cross-origin-opener-policy": "same-origin" };

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

export function launch(): Promise<Browser> {
  const { executablePath } = browserOptions();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox"],
  });
}

export async function testSite(headers: Readonly<Record<string, string>> = {}): Promise<TestSite> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const sandbox = createSandbox();
  const { clientID, clientSecret } = sandbox.applications.add({
    name: "Morning Weights",
    redirectUris: [`${origin}/withings/callback`],
  });
  const withings = await sandbox.listen();
  const closeSite = await startSite({ clientID, clientSecret, cloud: withings.cloud, port, headers });
  return {
    origin,
    sandbox,
    close: async () => {
      await Promise.all([closeSite(), withings.close()]);
    },
  };
}

/** The page, opened by somebody new. */
export async function openPage(
  browser: Browser,
  { origin }: TestSite,
  options: BrowserContextOptions = desktop,
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(origin);
  await page.getByRole("button", { name: "Connect Withings" }).waitFor();
  return { page, complaints };
}

/** Clicks, and gives the window that opens. */
export async function connect(page: Page): Promise<Page> {
  const [shown] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("button", { name: "Connect Withings" }).click(),
  ]);
  return shown;
}

/** What the person does on Withings' pages. */
export async function answer(shown: Page, name: "Allow" | "Refuse"): Promise<void> {
  const button = shown.getByRole("button", { name });
  const person = shown.locator("button.person, a[data-person]").first();
  await button.or(person).first().waitFor();
  // Who logged in at Withings in this browser is asked for the answer only.
  if (await person.isVisible()) await person.click();
  await button.click();
}
