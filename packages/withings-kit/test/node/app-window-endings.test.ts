import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuthorizeOptions, type WithingsCredentials, WithingsConnector } from "withings-kit";
import { type Display, startDisplay } from "../support/display.js";
import { pretendWithings, type PretendWithings } from "../support/pretend-withings.js";
import { commandLine, testWindow } from "../support/test-window.js";

/** Longer than a browser takes on a busy machine. */
const patiently = { timeout: 10_000 };

let display: Display;
beforeAll(async () => {
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
});

function logIn(
  withings: PretendWithings,
  options: Partial<AuthorizeOptions>,
): Promise<WithingsCredentials | null> {
  return WithingsConnector.authorize({
    clientID: "client",
    clientSecret: "secret",
    scope: "user.metrics",
    cloud: withings.cloud,
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
    ...options,
  });
}

async function shown(withings: PretendWithings): Promise<void> {
  await expect.poll(() => withings.requests, patiently).toContain("GET /oauth2_user/authorize2");
}

test("closing the window gives null, once the last window that the page opened is closed too", async () => {
  const withings = await pretendWithings();
  withings.answer = () => ({
    body: `<button onclick="window.open('/next')">Help</button>`,
    next: { body: "Help" },
  });
  const window = testWindow(display, { driven: true });
  const login = logIn(withings, { webView: window.webView });
  const page = await window.page();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("button", { name: "Help" }).click();
  const help = await opened;
  await help.getByText("Help").waitFor();
  await page.close();
  await help.reload();
  expect(window.result()).toBeUndefined();
  await help.close();
  expect(await login).toBeNull();
});

test("a browser that is quit gives null", async () => {
  const withings = await pretendWithings();
  const window = testWindow(display, { driven: true });
  const login = logIn(withings, { webView: window.webView });
  const page = await window.page();
  const session = await page.context().newCDPSession(page);
  await session.send("Browser.close").catch(() => undefined);
  expect(await login).toBeNull();
});

test("a browser that is killed ends the login with an error that says what to do", async () => {
  const withings = await pretendWithings();
  const window = testWindow(display);
  const login = logIn(withings, { webView: window.webView });
  const failed = expect(login).rejects.toMatchObject({
    code: "browser_failed",
    message: expect.stringMatching(/SIGKILL.*Start the login again/) as unknown,
  });
  await shown(withings);
  const main = window.processes().find((id) => !commandLine(id).includes("--type="));
  process.kill(main ?? 0, "SIGKILL");
  await failed;
});

test("an abort takes the window down at every stage", async () => {
  const withings = await pretendWithings();
  const early = AbortSignal.abort();
  const before = testWindow(display);
  await expect(logIn(withings, { webView: before.webView, signal: early })).rejects.toMatchObject({
    code: "authorization_aborted",
  });

  const starting = new AbortController();
  const during = testWindow(display);
  const first = logIn(withings, { webView: during.webView, signal: starting.signal });
  await expect.poll(() => during.processes().length, { ...patiently, interval: 5 }).toBeGreaterThan(0);
  starting.abort();
  await expect(first).rejects.toMatchObject({ code: "authorization_aborted" });
  expect(withings.requests).toEqual([]);

  const waiting = new AbortController();
  const after = testWindow(display);
  const second = logIn(withings, { webView: after.webView, signal: waiting.signal });
  await shown(withings);
  waiting.abort();
  await expect(second).rejects.toMatchObject({ code: "authorization_aborted" });
});

test("the deadline takes the window down", async () => {
  const withings = await pretendWithings();
  const window = testWindow(display);
  await expect(logIn(withings, { webView: window.webView, timeoutMs: 1_500 })).rejects.toMatchObject({
    code: "authorization_timed_out",
  });
});
