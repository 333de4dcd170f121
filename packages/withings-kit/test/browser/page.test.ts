import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  answer,
  connect,
  coop,
  desktop,
  launch,
  openPage,
  phone,
  type TestSite,
  testSite,
} from "./support/site.js";

let browser: Browser;
let usual: TestSite;
let cutOff: TestSite;
beforeAll(async () => {
  [browser, usual, cutOff] = await Promise.all([launch(), testSite(), testSite(coop)]);
});
afterAll(async () => {
  await Promise.all([browser.close(), usual.close(), cutOff.close()]);
});

const { SCREENSHOTS: folder } = process.env;
/** For whoever wants to look at them. */
async function screenshot(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

const weights = (page: Page): Promise<unknown> =>
  page.locator("#list li").filter({ hasText: /\d kg/ }).nth(4).waitFor();

test.each([
  ["a desktop", "desktop", desktop, () => usual],
  ["a phone, with a Cross-Origin-Opener-Policy", "phone", phone, () => cutOff],
] as const)(
  "the example logs in, shows weigh-ins, and logs out, on %s",
  async (_title, device, size, site) => {
    const { page, complaints } = await openPage(browser, site(), size);
    await screenshot(page, `${device}-1-out`);
    const shown = await connect(page);
    await shown.locator("button.person").first().waitFor();
    await screenshot(page, `${device}-2-waiting`);
    const gone = shown.waitForEvent("close");
    await answer(shown, "Allow");
    await weights(page);
    await gone;
    await screenshot(page, `${device}-3-in`);
    // The page of somebody who comes back later.
    await page.reload();
    await weights(page);
    await page.getByRole("button", { name: "Disconnect" }).click();
    await page.getByText("Withings is disconnected.").waitFor();
    const operations = site().sandbox.requests.list();
    expect(operations.map(({ operation }) => operation)).toContain("oauth2 revoke");
    expect(complaints).toEqual([]);
  },
);

test("the example goes to Withings on the page itself where the window is blocked", async () => {
  const { page, complaints } = await openPage(browser, usual, phone);
  await page.evaluate(() => {
    window.open = () => null;
  });
  await page.getByRole("button", { name: "Connect Withings" }).click();
  await page.getByText("Your browser blocked the window.").waitFor();
  await screenshot(page, "phone-4-blocked");
  await page.getByRole("button", { name: "Continue on this page" }).click();
  await answer(page, "Allow");
  await weights(page);
  expect(page.url()).toBe(`${usual.origin}/`);
  expect(complaints).toEqual([]);
});

test("the example is told that the person refused, closed the window, or cancelled", async () => {
  const { page } = await openPage(browser, usual);
  await answer(await connect(page), "Refuse");
  await page.getByText("Nothing was connected.").waitFor();
  const closed = await connect(page);
  await closed.getByRole("button", { name: "Allow" }).or(closed.locator("a[data-person]")).first().waitFor();
  // Nobody closes a window before they saw it.
  await page.waitForTimeout(800);
  await closed.close();
  await page.getByText("Nothing was connected.").waitFor();
  await connect(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Connect Withings" }).waitFor();
});
