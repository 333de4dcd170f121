import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, harness, openApp } from "./support/harness.js";
import { answer, launch } from "./support/site.js";

let browser: Browser;
let app: Harness;
beforeAll(async () => {
  [browser, app] = await Promise.all([launch(), harness()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), app.close()]);
});

const options = `{ backend: location.origin + "/withings" }`;

/** Goes to Withings, and comes back; stops where the library would read the address. */
async function there(page: Page, press: "Allow" | "Refuse" = "Allow"): Promise<void> {
  await page.evaluate(`void kit.startRedirect(${options})`);
  await page.locator("button.person").first().waitFor();
  await answer(page, press);
  await page.waitForFunction("globalThis.kit !== undefined");
}

function finish(page: Page): Promise<unknown> {
  return page.evaluate(
    `kit.finishRedirect(${options}).then((end) => end?.userID ?? String(end), (error) => error.code)`,
  );
}

test("whoever comes back is connected; the address and the storage are clean, and the end is there once", async () => {
  const page = await openApp(browser, app);
  expect(await finish(page)).toBe("undefined");
  await there(page);
  expect(page.url()).toMatch(/\?(?=.*ticket=)(?=.*attempt=)/);
  const url = page.url();
  expect(await finish(page)).toMatch(/^\d+$/);
  expect(page.url()).toBe(`${app.origin}/`);
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
  expect(await finish(page)).toBe("undefined");
  // The same address again, from somewhere else.
  await page.goto(url);
  expect(await finish(page)).toBe("callback_invalid");
});

test("whoever refused is told so", async () => {
  const page = await openApp(browser, app);
  await there(page, "Refuse");
  expect(await finish(page)).toBe("null");
  expect(page.url()).toBe(`${app.origin}/`);
});

test("an address that somebody else sent ends nothing: the login of this tab still can", async () => {
  const page = await openApp(browser, app);
  await there(page);
  const url = page.url();
  const before = app.backend.requests.length;
  await page.goto(`${app.origin}/?ticket=theirs&attempt=theirs`);
  expect(await finish(page)).toBe("callback_invalid");
  // Another tab did not begin it.
  const other = await page.context().newPage();
  await other.goto(url);
  await other.waitForFunction("globalThis.kit !== undefined");
  expect(await finish(other)).toBe("callback_invalid");
  expect(app.backend.requests.length).toBe(before);
  await page.goto(url);
  expect(await finish(page)).toMatch(/^\d+$/);
});

test("who comes back too late is told so, once", async () => {
  const page = await openApp(browser, app);
  await there(page);
  await page.evaluate("Date.now = () => 8e14");
  expect(await finish(page)).toBe("authorization_timed_out");
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
});

test("what cannot be is told before anything is sent", async () => {
  const page = await openApp(browser, app);
  const before = app.backend.requests.length;
  const started = (more: string): Promise<unknown> =>
    page.evaluate(
      `kit.startRedirect({ ...${options}, ${more} }).catch((error) => error.option ?? error.code)`,
    );
  expect(await started('returnTo: "https://elsewhere.example/"')).toBe("returnTo");
  expect(await started('clientSecret: "canary"')).toBe("clientSecret");
  expect(await started('scope: ""')).toBe("scope");
  await page.evaluate(
    `void (Storage.prototype.setItem = () => { throw new DOMException("no", "QuotaExceededError"); })`,
  );
  expect(await started("")).toBe("browser_failed");
  expect(app.backend.requests.length).toBe(before);
});
