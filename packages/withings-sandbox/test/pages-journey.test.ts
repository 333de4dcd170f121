import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { type Application, type Sandbox, type SandboxServer, createSandbox } from "withings-sandbox";
import { type CallbackServer, callbackServer } from "./support/callback-server.js";
import { launchChromium } from "./support/chromium.js";
import { authorizePath } from "./support/guest.js";

const appUri = "example://withings/auth";
const unreachable = "https://app.example.com/withings/callback";

let browser: Browser;
let back: CallbackServer;
let sandbox: Sandbox;
let server: SandboxServer;
let application: Application;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  back = await callbackServer(appUri);
  sandbox = createSandbox();
  server = await sandbox.listen();
  application = sandbox.applications.add({
    name: "Morning Weights",
    redirectUris: [back.callback, back.bridge, appUri, unreachable],
  });
  return async () => {
    await Promise.all([server.close(), back.close()]);
  };
});

/** A browser that never saw the sandbox, at the authorize URL. Scripts are off: the pages need none. */
async function openAuthorize(
  changes: Readonly<Record<string, string>> = {},
  options: BrowserContextOptions = { javaScriptEnabled: false },
): Promise<Page> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const parameters = { client_id: application.clientID, redirect_uri: back.callback, ...changes };
  await page.goto(server.url + authorizePath(sandbox, parameters));
  return page;
}

function household() {
  const logins = sandbox.people.logins();
  const login = logins.find(({ personIds }) => personIds.length > 1);
  const [first, second] = (login?.personIds ?? []).map((id) => sandbox.people.get(id));
  if (login === undefined || first === undefined || second === undefined)
    throw new Error("The sandbox starts with a household.");
  return { login, first, second };
}

const nameOf = (person: { readonly firstName: string; readonly lastName: string }): string =>
  `${person.firstName} ${person.lastName}`;

/** Where the browser tries to go when the action is done, if anywhere off the sandbox. */
async function leaving(page: Page, action: () => Promise<void>): Promise<URL> {
  const request = page.waitForRequest((each) => !each.url().startsWith(server.url));
  await action();
  return new URL((await request).url());
}

test("by mouse: a wrong password is told, the right one leads to the household, to consent, and back to the program", async () => {
  const { login, second } = household();
  const page = await openAuthorize();
  expect(await page.title()).toContain("Log in");
  await page.getByLabel("E-mail address").fill(login.email);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Log in", exact: true }).click();

  const alert = page.getByRole("alert");
  expect(await alert.textContent()).toContain("do not belong together");
  const password = page.getByLabel("Password");
  expect(await page.title()).toContain("Not accepted");
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(login.email);
  expect(await password.inputValue()).toBe("");
  expect(await password.getAttribute("aria-invalid")).toBe("true");
  expect(await password.getAttribute("aria-describedby")).toBe(await alert.getAttribute("id"));
  expect(await password.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);

  await password.fill(login.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Whose data is it about?");
  await page.getByRole("link", { name: nameOf(second) }).click();

  expect(new URL(page.url()).searchParams.get("selecteduser")).toBe(String(second.id));
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Connect with Morning Weights?");
  expect(await page.getByText(nameOf(second), { exact: true }).isVisible()).toBe(true);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(`${back.callback}?**`);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Back in the program");
  expect(back.asked).toHaveLength(1);
  expect(back.asked[0]?.searchParams.get("code")).toMatch(/^[0-9a-f]{40}$/);
  expect(back.asked[0]?.searchParams.get("state")).toBe("state-of-this-attempt");
});

test("by keyboard: the same journey in the order in which the page reads", async () => {
  const { login, first } = household();
  const page = await openAuthorize();
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element instanceof HTMLInputElement
        ? element.name
        : (element?.textContent ?? "").replace(/\s+/g, " ").trim();
    });
  const tab = async () => {
    await keyboard.press("Tab");
    return focused();
  };

  expect(await tab()).toBe("email");
  await keyboard.type(login.email);
  expect(await tab()).toBe("password");
  await keyboard.type(login.password);
  await keyboard.press("Enter");

  await page.waitForURL("**/oauth2_user/authorize2?**");
  expect(await tab()).toContain(nameOf(first));
  await keyboard.press("Enter");

  await page.waitForURL("**&selecteduser=*");
  expect(await tab()).toBe("Someone else");
  expect(await tab()).toBe("Not you? Log out");
  expect(await tab()).toBe("Allow");
  expect(await tab()).toBe("Refuse");
  await keyboard.press("Shift+Tab");
  await keyboard.press("Space");
  await page.waitForURL(`${back.callback}?code=**`);
});

test("one click on a person of the sandbox leads straight to their consent", async () => {
  const { second } = household();
  const page = await openAuthorize();
  await page.getByRole("button", { name: nameOf(second) }).click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Connect with Morning Weights?");
  expect(await page.getByText(nameOf(second), { exact: true }).isVisible()).toBe(true);
});

test("refusing goes back to the program with the refusal", async () => {
  const page = await openAuthorize({ mode: "demo" });
  const left = await leaving(page, () => page.getByRole("button", { name: "Refuse" }).click());
  expect(left.href).toBe(`${back.callback}?error=access_denied&state=state-of-this-attempt`);
});

test("the demo person is connected without a log-in", async () => {
  const page = await openAuthorize({ mode: "demo" });
  expect(await page.getByText(nameOf(sandbox.people.demo), { exact: true }).isVisible()).toBe(true);
  expect(await page.getByRole("link", { name: "Log out" }).count()).toBe(0);
  const left = await leaving(page, () => page.getByRole("button", { name: "Allow" }).click());
  expect(left.searchParams.get("code")).toMatch(/^[0-9a-f]{40}$/);
});

test.for([
  ["a custom scheme", appUri],
  ["an https address that does not exist", unreachable],
] as const)("the browser is let go to %s", async ([, redirectUri]) => {
  const page = await openAuthorize({ mode: "demo", redirect_uri: redirectUri });
  const failed = page.waitForEvent("requestfailed");
  const left = await leaving(page, () => page.getByRole("button", { name: "Allow" }).click());
  expect(left.href.startsWith(`${redirectUri}?code=`)).toBe(true);
  expect((await failed).failure()?.errorText).not.toContain("CSP");
});

test("the browser is let go to a bridge page that hands on to an app", async () => {
  const page = await openAuthorize({ mode: "demo", redirect_uri: back.bridge });
  const handedOn = page.waitForRequest((request) => request.url().startsWith(appUri));
  await page.getByRole("button", { name: "Allow" }).click();
  expect((await handedOn).url()).toContain("code=");
});

test("somebody else can log in from the consent page, for the same request", async () => {
  const { login, first } = household();
  const page = await openAuthorize();
  await page.getByRole("button", { name: nameOf(first) }).click();
  await page.getByRole("link", { name: "Not you? Log out" }).click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Log in");
  expect(await page.getByText("Morning Weights").isVisible()).toBe(true);
  await page.getByLabel("E-mail address").fill(login.email);
  await page.getByLabel("Password").fill(login.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Whose data is it about?");
});

test("the consent page warns of a redirect URI that is not registered, and Allow shows Withings' error and goes nowhere", async () => {
  const page = await openAuthorize({ mode: "demo", redirect_uri: `${back.callback}/` });
  expect(await page.getByText("is not registered for this application").isVisible()).toBe(true);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForFunction(() => document.body.textContent.includes("redirect_uri_mismatch"));
  expect(page.url().startsWith(server.url)).toBe(true);
  expect(back.asked).toEqual([]);
});

test("markup in what an application sends stays text in the browser", async () => {
  const poison = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;
  application = sandbox.applications.add({ name: poison, redirectUris: [back.callback] });
  sandbox.people.add({ firstName: poison });
  const changes = { client_id: application.clientID, state: poison, scope: `${poison},user.info` };
  const page = await openAuthorize(changes, {});
  for (const step of ["login", "consent"]) {
    if (step === "consent") await page.getByRole("button", { name: /document\.title/ }).click();
    expect(await page.locator("script, img").count()).toBe(0);
    expect(await page.getByText(poison).first().isVisible()).toBe(true);
    expect(await page.title()).not.toBe("owned");
  }
});

test("two log-ins in two tabs do not end each other's forms", async () => {
  const { first, second } = household();
  const page = await openAuthorize();
  const other = await page.context().newPage();
  await page.getByRole("button", { name: nameOf(first) }).click();
  await other.goto(page.url().replace(String(first.id), String(second.id)));
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(`${back.callback}?code=**`);
  await other.getByRole("button", { name: "Refuse" }).click();
  await other.waitForURL(`${back.callback}?error=**`);
});
