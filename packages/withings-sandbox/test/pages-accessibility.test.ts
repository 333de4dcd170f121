import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, type SandboxServer, createSandbox } from "withings-sandbox";
import { launchChromium } from "./support/chromium.js";
import { authorizePath } from "./support/guest.js";
import { findContrasts, findHeadings, findOverflow, findTargets } from "./support/page-checks.js";

let browser: Browser;
let sandbox: Sandbox;
let server: SandboxServer;

beforeAll(async () => {
  browser = await launchChromium();
  sandbox = createSandbox();
  server = await sandbox.listen();
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});

/** How to get to each page from a browser that never saw the sandbox. */
const journeys: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  front: (page) => page.goto(server.url),
  "log in": openLogin,
  "not accepted": async (page) => {
    await openLogin(page);
    await page.getByLabel("E-mail address").fill("nobody@example.net");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.getByRole("alert").waitFor();
  },
  "choose the person": openChoice,
  consent: async (page) => {
    await openChoice(page);
    await page.locator("[data-person]").first().click();
    await page.getByRole("button", { name: "Allow" }).waitFor();
  },
  "consent, not registered": (page) =>
    page.goto(authorizeUrl({ mode: "demo", redirect_uri: "https://a.example/" })),
  "demo consent": (page) => page.goto(authorizeUrl({ mode: "demo" })),
  "logged out": (page) => page.goto(`${server.url}/logout`),
  "nothing here": (page) => page.goto(`${server.url}/nothing`),
};

const pages = Object.keys(journeys);

function authorizeUrl(changes: Readonly<Record<string, string>> = {}): string {
  return (
    server.url +
    authorizePath(sandbox, {
      scope: "user.info,user.metrics,user.activity,user.sleepevents,user.data",
      ...changes,
    })
  );
}

async function openLogin(page: Page): Promise<void> {
  await page.goto(authorizeUrl());
}

async function openChoice(page: Page): Promise<void> {
  await openLogin(page);
  const login = sandbox.people.logins().find(({ personIds }) => personIds.length > 1);
  await page.getByLabel("E-mail address").fill(login?.email ?? "");
  await page.getByLabel("Password").fill(login?.password ?? "");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.locator("a[data-person]").first().waitFor();
}

interface OpenPage {
  readonly page: Page;
  /** What the browser wrote to its console on the way here. */
  readonly complaints: readonly string[];
}

const open = new Map<string, Promise<OpenPage>>();

/** The page, opened once for all tests, as it is before anything was done to it. */
async function on(name: string): Promise<OpenPage> {
  const opened = open.get(name) ?? openPage(name);
  open.set(name, opened);
  const { page } = await opened;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  await scaleText(page, 1);
  return opened;
}

async function openPage(name: string): Promise<OpenPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    // The refused password and the page that is not there are answered with such a status on purpose.
    if (!message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  await journeys[name]?.(page);
  return { page, complaints };
}

/** As the text size in a browser's settings does. */
async function scaleText(page: Page, factor: number): Promise<void> {
  await page.evaluate(
    (size) => {
      document.documentElement.style.fontSize = size;
    },
    `${factor * 100}%`,
  );
}

test.for(pages)("%s: title, language, landmarks and headings in order", async (name) => {
  const { page } = await on(name);
  expect(await page.title()).toMatch(/\S+ · withings-sandbox$/);
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.getByRole("main").count()).toBe(1);
  expect(await page.getByRole("complementary").textContent()).toContain("not the real one");
  const levels = await page.evaluate(findHeadings);
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [index, level] of levels.entries())
    expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
});

test.for(pages)("%s: the browser shows it under its own policy without a complaint", async (name) => {
  const { page, complaints } = await on(name);
  expect(await page.locator("h1").evaluate((heading) => getComputedStyle(heading).letterSpacing)).not.toBe(
    "normal",
  );
  expect(complaints).toEqual([]);
});

test.for(pages)("%s: everything that can be operated has a name in the accessibility tree", async (name) => {
  const { page } = await on(name);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const operable = nodes.filter(({ role }) => ["button", "link", "textbox"].includes(String(role?.value)));
  const names = operable.map((node) => String(node.name?.value ?? ""));
  expect(names.length).toBe(await page.locator("a, button, input:not([type=hidden])").count());
  for (const each of names) expect(each.trim()).not.toBe("");
});

test("the fields say what belongs into them, to people and to password managers", async () => {
  const { page } = await on("log in");
  const email = page.getByRole("textbox", { name: "E-mail address" });
  expect(await email.getAttribute("autocomplete")).toBe("username");
  expect(await email.getAttribute("type")).toBe("email");
  expect(await page.getByLabel("Password").getAttribute("autocomplete")).toBe("current-password");
});

const looks = pages.flatMap((name) => (["light", "dark"] as const).map((scheme) => [name, scheme] as const));

test.for(looks)(
  "%s, %s: every text has a contrast of 4.5 at least, every field's border 3",
  async ([name, colorScheme]) => {
    const { page } = await on(name);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const contrasts = await page.evaluate(findContrasts);
    expect(contrasts.length).toBeGreaterThan(3);
    expect(contrasts.filter(({ ratio, needed }) => ratio < needed)).toEqual([]);
  },
);

const sizes = [
  [320, 1],
  [375, 1],
  [375, 2],
  [1280, 1],
  [1280, 2],
] as const;

test.for(pages)(
  "%s: nothing is cut off or scrolls sideways, down to 320 pixels and up to text of twice the size",
  async (name) => {
    const { page } = await on(name);
    for (const [width, factor] of sizes) {
      await page.setViewportSize({ width, height: 812 });
      await scaleText(page, factor);
      expect(await page.evaluate(findOverflow), `at ${width} px, text x${factor}`).toEqual([]);
    }
  },
);

test.for(pages)("%s: targets are 44 pixels high at least", async (name) => {
  const { page } = await on(name);
  await page.setViewportSize({ width: 375, height: 812 });
  const targets = await page.evaluate(findTargets);
  expect(targets.filter(({ height }) => height < 44)).toEqual([]);
});

test.for(pages)("%s: whoever comes by keyboard sees where they are", async (name) => {
  const { page } = await on(name);
  const targets = await page.locator("a, button, input:not([type=hidden])").count();
  for (let step = 0; step < targets; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { tag: element.tagName, outlineStyle, width: Number.parseFloat(outlineWidth) };
    });
    // After the last target the focus leaves the page; "not accepted" starts in the middle.
    if (focused.tag === "BODY") continue;
    expect(focused.outlineStyle).toBe("solid");
    expect(focused.width).toBeGreaterThanOrEqual(2);
  }
});

test("nothing moves for those who asked for less motion", async () => {
  const { page } = await on("log in");
  await page.emulateMedia({ reducedMotion: "reduce" });
  const durations = await page
    .locator("button, a")
    .evaluateAll((elements) => elements.map((element) => getComputedStyle(element).transitionDuration));
  expect(new Set(durations)).toEqual(new Set(["0s"]));
});
