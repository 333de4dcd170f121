import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { begin, type Harness, harness, openApp, outcome } from "./support/harness.js";
import { answer, coop, launch } from "./support/site.js";

let browser: Browser;
let usual: Harness;
let cutOff: Harness;
beforeAll(async () => {
  [browser, usual, cutOff] = await Promise.all([launch(), harness(), harness(coop)]);
});
afterAll(async () => {
  await Promise.all([browser.close(), usual.close(), cutOff.close()]);
});

const events = (page: Page): Promise<unknown> => page.evaluate("globalThis.events ?? []");

describe.each([
  ["", () => usual],
  [", with a Cross-Origin-Opener-Policy", () => cutOff],
] as const)("a popup%s", (policy, app) => {
  test("brings the login home and closes; nothing lies about in storage, and the ticket is in no history", async () => {
    const page = await openApp(browser, app());
    const shown = await begin(page);
    const gone = shown.waitForEvent("close");
    await answer(shown, "Allow");
    expect(await outcome(page)).toMatch(/^user \d+$/);
    await gone;
    expect(await page.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
    expect(await events(page)).toEqual([]);
    expect(page.context().pages()).toEqual([page]);
  });

  test("of two logins at once, each gets its own", async () => {
    const page = await openApp(browser, app());
    const first = await begin(page);
    await first.locator("button.person").first().click();
    await first.getByRole("button", { name: "Allow" }).waitFor();
    const second = await begin(page);
    await answer(second, "Refuse");
    expect(await outcome(page, 1)).toBe("null");
    await answer(first, "Allow");
    expect(await outcome(page, 0)).toMatch(/^user/);
    expect(await events(page)).toEqual(["state_wrong"]);
  });

  test("is waited for longer than a moment, though a window that was cut off says that it is closed", async () => {
    const page = await openApp(browser, app());
    const shown = await begin(page);
    await shown.locator("button.person").first().click();
    await shown.getByRole("button", { name: "Allow" }).waitFor();
    // Whatever it says of itself: with the policy at once, without it as soon as it is closed.
    const claims = await page
      .evaluate("new Promise((resolve) => setTimeout(resolve, 1500))")
      .then(() => true);
    expect(claims).toBe(true);
    await shown.getByRole("button", { name: "Allow" }).click();
    expect(await outcome(page)).toMatch(/^user/);
  });

  test("closed by the person: null, soon", async () => {
    const page = await openApp(browser, app());
    const shown = await begin(page, "{ closedGraceMs: 300, cutOffGraceMs: 900 }");
    await shown.locator("button.person").first().waitFor();
    await shown.close();
    expect(await outcome(page)).toBe("null");
  });

  test("aborted: it is gone", async () => {
    const page = await openApp(browser, app());
    await page.evaluate("globalThis.controller = new AbortController()");
    const shown = await begin(page, "{}", "{ signal: controller.signal }");
    await shown.locator("button.person").first().waitFor();
    await page.evaluate("controller.abort()");
    expect(await outcome(page)).toContain("authorization_aborted");
    if (policy === "") await expect.poll(() => shown.isClosed()).toBe(true);
  });
});

test("a message of another origin, or of this one with a wrong address, is no callback", async () => {
  const page = await openApp(browser, usual);
  const shown = await begin(page);
  await shown.locator("button.person").first().waitFor();
  const letter = `{ "withings-kit.popup": "callback", id: String(Math.random()), url: ${JSON.stringify(`${usual.origin}/done?ticket=t&attempt=a`)} }`;
  await page.evaluate(`{
    const frame = document.createElement("iframe");
    frame.srcdoc = "<script>parent.postMessage(" + ${JSON.stringify(letter)} + ", '*')</" + "script>";
    frame.sandbox = "allow-scripts";
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    for (const strange of [null, 1, "text", {}, { "withings-kit.popup": "callback" }, { "withings-kit.popup": "callback", id: 1 }])
      postMessage(strange, location.origin);
    loaded.then(() => undefined)
  }`);
  await page.waitForTimeout(300);
  expect(await events(page)).toEqual([]);
  await page.evaluate(`postMessage(${letter}, location.origin)`);
  await expect.poll(() => events(page)).toEqual(["state_wrong"]);
  await answer(shown, "Allow");
  expect(await outcome(page)).toMatch(/^user/);
});

describe("what cannot be", () => {
  test("a blocked window is told, with what to do", async () => {
    const page = await openApp(browser, usual);
    // No click: nothing that a browser would take for one.
    const error = await page.evaluate(`{
      window.open = () => null;
      kit.authorizeWithBackend({ backend: location.origin + "/withings", returnTo: location.origin + "/done", webView: kit.popup() })
        .catch((error) => ({ name: error.name, code: error.code, message: error.message }))
    }`);
    expect(error).toMatchObject({ name: "WithingsAuthorizationError", code: "popup_blocked" });
    expect((error as Error).message).toMatch(/within the click.*allow.*startRedirect/s);
  });

  test("an option that cannot be used: the window that opened is closed again", async () => {
    const page = await openApp(browser, usual);
    const shown = await begin(page, "{}", '{ backend: "http://elsewhere.example" }');
    expect(await outcome(page)).toBe("configuration_invalid backend");
    await expect.poll(() => shown.isClosed()).toBe(true);
  });

  test("a login that ends at another origin", async () => {
    const page = await openApp(browser, usual);
    const shown = await begin(page, "{}", '{ returnTo: "https://elsewhere.example/done" }');
    expect(await outcome(page)).toBe("configuration_invalid returnTo");
    await expect.poll(() => shown.isClosed()).toBe(true);
  });

  test("a client secret in a page, which everybody can read", async () => {
    const page = await openApp(browser, usual);
    const options = `{ clientID: "1", clientSecret: "canary", scope: "user.metrics", redirectUri: location.origin + "/done", callbackUrlScheme: "http" }`;
    const error = await page.evaluate(
      `kit.WithingsConnector.authorize(${options}).catch((error) => error.option + ": " + error.message)`,
    );
    expect(error).toMatch(/^clientSecret: .*only on a server.*backend/);
    expect(error).not.toContain("canary");
  });

  test("WithingsConnector.authorize takes a backend too, and a popup that opened in the click", async () => {
    const page = await openApp(browser, usual);
    await page.evaluate("kit.authorizeWithBackend = kit.WithingsConnector.authorize; kit = { ...kit }");
    const shown = await begin(page);
    await answer(shown, "Allow");
    expect(await outcome(page)).toMatch(/^user/);
  });
});

describe("the callback page", () => {
  test("says what to do when nobody answers, and keeps nothing of the ticket", async () => {
    const page = await openApp(browser, usual);
    await page.goto(`${usual.origin}/done?ticket=canary&attempt=late#x`);
    await page.getByRole("heading", { name: "Go back to the page" }).waitFor();
    expect(page.url()).toBe(`${usual.origin}/done`);
  });

  test("says that there is nothing, where somebody opens it by itself", async () => {
    const page = await openApp(browser, usual);
    await page.goto(`${usual.origin}/done`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  });

  test("stays with what to do where a browser lets no script close it", async () => {
    const page = await openApp(browser, usual);
    const shown = await begin(page);
    await shown.locator("button.person").first().waitFor();
    const other = await page.context().newPage();
    await other.goto(shown.url());
    await answer(other, "Allow");
    expect(await outcome(page)).toMatch(/^user/);
    await other.getByRole("heading", { name: "You can close this window" }).waitFor();
  });
});
