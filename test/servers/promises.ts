// What every server of examples/servers keeps, on whichever runtime.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Site, Visit } from "./site.ts";

/** By what they say. Each may run alone, and in any order. */
export const promises: Readonly<Record<string, (site: Site) => Promise<void>>> = {
  "somebody connects, sees weigh-ins, sees them again at the next visit, and disconnects": async (site) => {
    await site.visit(async ({ page, context }) => {
      await page.goto(site.origin);
      await screenshot(page, "1-out");
      await connect(page, "Allow");
      await page.locator("li").filter({ hasText: /\d kg/ }).nth(4).waitFor();
      // A page that is loaded again tells no old news.
      await page.waitForURL(`${site.origin}/`);
      // The login's own cookie is gone.
      assert.deepEqual(
        (await context.cookies(site.origin)).map(({ name }) => name),
        ["session"],
      );
      await screenshot(page, "2-in");
      // Withings makes whoever repeats a question at once wait for seconds.
      site.sandbox.clock.advance({ seconds: 30 });
      await page.reload();
      await page.locator("li").filter({ hasText: /\d kg/ }).nth(4).waitFor();
      assert.equal(connections(site), 1);
      await page.getByRole("button", { name: "Disconnect" }).click();
      await page.getByText("Withings is disconnected.").waitFor();
      await page.getByRole("link", { name: "Connect Withings" }).waitFor();
      assert.equal(connections(site), 0);
    });
  },

  "the page fits a phone": async (site) => {
    await site.visit(
      async ({ page }) => {
        await page.goto(site.origin);
        await connect(page, "Allow");
        await page.locator("li").filter({ hasText: /\d kg/ }).nth(4).waitFor();
        await screenshot(page, "3-phone");
        const wide = await page.evaluate("document.documentElement.scrollWidth");
        assert.ok(Number(wide) <= 390, `The page is ${String(wide)} pixels wide.`);
        await page.getByRole("button", { name: "Disconnect" }).click();
        await page.getByText("Withings is disconnected.").waitFor();
      },
      { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    );
  },

  "who refuses is back on the page, and nothing is connected": async (site) => {
    await site.visit(async ({ page }) => {
      await page.goto(site.origin);
      await connect(page, "Refuse");
      await page.getByText("Nothing was connected.").waitFor();
      await page.getByRole("link", { name: "Connect Withings" }).waitFor();
      assert.equal(connections(site), 0);
    });
  },

  "a callback that another browser opens links nothing there, and is still good where it was begun": async (
    site,
  ) => {
    await site.visit(async (own) => {
      const callback = await callbackOf(own, site);
      const exchanges = countOf(site, "oauth2 requesttoken");
      await site.visit(async ({ page }) => {
        await page.goto(site.origin);
        await page.goto(callback);
        // Away from the address with the code.
        assert.doesNotMatch(page.url(), /code=/);
        await page.goto(site.origin);
        await page.getByRole("link", { name: "Connect Withings" }).waitFor();
      });
      assert.equal(countOf(site, "oauth2 requesttoken"), exchanges);
      await own.page.goto(callback);
      await own.page.getByRole("button", { name: "Disconnect" }).click();
      await own.page.getByText("Withings is disconnected.").waitFor();
    });
  },

  "Withings' question whether somebody answers callbacks is answered with 200": async ({ origin }) => {
    const answer = await fetch(`${origin}/withings/callback?code=x&state=y`, { method: "HEAD" });
    assert.deepEqual([answer.status, await answer.text()], [200, ""]);
  },

  "a notification is taken at its secret address, and nowhere else": async (site) => {
    const post = async (token: string, body: BodyInit): Promise<number> => {
      const { status } = await fetch(`${site.origin}/withings/webhook/${token}`, { method: "POST", body });
      return status;
    };
    const form = new URLSearchParams({
      userid: "363",
      appli: "1",
      startdate: "1795341600",
      enddate: "1795341601",
    });
    assert.equal(await post("not-the-token-but-as-long-as-it-is-there", form), 404);
    assert.doesNotMatch(site.output(), /of 363/);
    assert.equal(await post(site.webhookToken, form), 200);
    await said(site, "notification: weight of 363");
    assert.equal(await post(site.webhookToken, "x".repeat(64 * 1024)), 413);
    const head = await fetch(`${site.origin}/withings/webhook/${site.webhookToken}`, { method: "HEAD" });
    assert.equal(head.status, 200);
  },

  "another site's page can disconnect nobody, and what there is not is not found": async ({ origin }) => {
    const post = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    const foreign = await fetch(`${origin}/withings/disconnect`, {
      ...post,
      headers: { ...post.headers, origin: "https://evil.example" },
    });
    assert.equal(foreign.status, 403);
    const status = await fetch(`${origin}/withings/status`);
    assert.deepEqual(
      [status.status, ((await status.json()) as { error: string }).error],
      [401, "signed_out"],
    );
    assert.equal((await fetch(`${origin}/withings/nothing`)).status, 404);
    assert.equal((await fetch(`${origin}/nothing`)).status, 404);
  },
};

/** Follows the page's link, and answers at Withings. */
async function connect(page: Page, name: "Allow" | "Refuse"): Promise<void> {
  await page.getByRole("link", { name: "Connect Withings" }).click();
  await answer(page, name);
  await page.getByRole("heading", { name: "Morning Weights" }).waitFor();
}

async function answer(page: Page, name: "Allow" | "Refuse"): Promise<void> {
  await page.locator("button.person").first().click();
  await page.getByRole("button", { name }).click();
}

/** Goes through Withings, and gives the callback's address, which is not opened. */
async function callbackOf({ page }: Visit, { origin }: Site): Promise<string> {
  await page.goto(origin);
  await page.getByRole("link", { name: "Connect Withings" }).click();
  await page.locator("button.person").first().click();
  const allow = page.getByRole("button", { name: "Allow" });
  await allow.waitFor();
  let callback = "";
  // A redirect itself cannot be held, but what leads to it can.
  await page.route("**/*", async (route) => {
    const sent = await route.fetch({ maxRedirects: 0 });
    callback = sent.headers()["location"] ?? "";
    await route.fulfill({ body: "held", contentType: "text/plain" });
  });
  await allow.click();
  await page.getByText("held").waitFor();
  await page.unroute("**/*");
  assert.ok(callback.startsWith(`${origin}/withings/callback?`));
  return callback;
}

/** How many connections the sandbox gave, of those that it was not asked to end. */
function connections(site: Site): number {
  return countOf(site, "oauth2 requesttoken") - countOf(site, "oauth2 revoke");
}

function countOf({ sandbox }: Site, name: string): number {
  return sandbox.requests.list().filter(({ operation }) => operation === name).length;
}

async function said({ output }: Site, text: string): Promise<void> {
  for (let tries = 0; tries < 100 && !output().includes(text); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(output().includes(text), `The server said: ${output()}`);
}

const { SCREENSHOTS: folder } = process.env;
/** For whoever wants to look at them. */
async function screenshot(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}/${name}.png` });
}
