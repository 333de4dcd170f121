import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WithingsConnector, type WithingsCredentials, type WithingsError } from "withings-kit";
import { systemBrowser, type SystemBrowserOptions } from "withings-kit/node";
import { createSandbox, type Sandbox, type SandboxServer } from "withings-sandbox";
import { pretendWithings, userID, ways } from "../support/pretend-withings.js";
import { browserOptions } from "../support/test-window.js";
import { fakePrograms } from "./support/fake-programs.js";
import { freePort } from "./support/raw-http.js";

const { executablePath } = browserOptions();

let browser: Browser;
let sandbox: Sandbox;
let server: SandboxServer;
beforeAll(async () => {
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox"],
  });
  sandbox = createSandbox();
  server = await sandbox.listen();
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});

/** A login at the sandbox, in a page of Chromium. */
async function logIn(
  inPage: (page: Page, redirectUri: string) => Promise<void>,
): Promise<{ page: Page; complaints: string[]; login: Promise<WithingsCredentials | null> }> {
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const application = sandbox.applications.add({ name: "Morning Weights", redirectUris: [redirectUri] });
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.setDefaultTimeout(8_000);
  // What the person cannot do ends the test, which would wait for the login otherwise.
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const openBrowser: SystemBrowserOptions["openBrowser"] = (url) => {
    page
      .goto(url)
      .then(() => inPage(page, redirectUri))
      .catch(fail);
  };
  const login = WithingsConnector.authorize({
    clientID: application.clientID,
    clientSecret: application.clientSecret,
    scope: "user.metrics",
    redirectUri,
    callbackUrlScheme: "http",
    cloud: server.cloud,
    webView: systemBrowser({ openBrowser }),
  });
  return { page, complaints, login: Promise.race([login, failed]) };
}

const allow = async (page: Page): Promise<void> => {
  await page.locator("button.person").first().click();
  await page.getByRole("button", { name: "Allow" }).click();
};

test("the person allows: the program gets credentials, and the page says for whom, at an address without the code", async () => {
  const { page, login, complaints } = await logIn(allow);
  const credentials = await login;
  await page.getByRole("heading", { name: "Withings is connected" }).waitFor();
  expect(await page.getByText(credentials?.userID ?? "nobody").count()).toBe(1);
  expect(new URL(page.url()).search).toBe("");
  expect(complaints).toEqual([]);
  // The style sheet is the one that the policy allows.
  expect(await page.locator("main").evaluate((main) => getComputedStyle(main).borderRadius)).toBe("24px");
});

test("the person refuses: the program gets null, and the page says that nothing was connected", async () => {
  const { page, login } = await logIn(async (page) => {
    await page.locator("button.person").first().click();
    await page.getByRole("button", { name: "Refuse" }).click();
  });
  expect(await login).toBeNull();
  await page.getByRole("heading", { name: "Nothing was connected" }).waitFor();
});

test("the exchange fails: the page says what failed, and the program throws it", async () => {
  sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "http", httpStatus: 503 });
  onTestFinished(() => {
    sandbox.faults.clear();
  });
  const { page, login } = await logIn(allow);
  const error = (await login.catch((reason: unknown) => reason)) as WithingsError;
  expect(error.code).toMatch(/^(http_error|withings_unavailable)$/);
  await page.getByRole("heading", { name: "The login could not be finished" }).waitFor();
  expect(await page.locator("code").textContent()).toBe(error.code);
});

test("a page of a foreign site can neither frame the callback nor fetch it", async () => {
  const elsewhere = await pretendWithings();
  const { page, login } = await logIn(async (page, callback) => {
    const evil = await page.context().newPage();
    await evil.goto(`${elsewhere.origin}/oauth2_user/authorize2?redirect_uri=${callback}`);
    const framed = evil.waitForResponse((response) => response.url().includes("state=evil-frame"));
    await evil.evaluate((src) => {
      document.body.append(Object.assign(document.createElement("iframe"), { src }));
    }, `${callback}?code=1&state=evil-frame`);
    expect((await framed).status()).toBe(403);
    const fetched = await evil.evaluate(
      async (url) =>
        await fetch(url).then(
          (answer) => answer.status,
          () => "blocked",
        ),
      `${callback}?code=1&state=evil-fetch`,
    );
    expect(fetched).toBe("blocked");
    await allow(page);
  });
  expect((await login)?.userID).toBeDefined();
  await page.getByRole("heading", { name: "Withings is connected" }).waitFor();
});

test("Chromium started by its command comes for the login, and no process shows the state", async () => {
  const withings = await pretendWithings();
  const seen: string[] = [];
  withings.answer = (callback) => {
    seen.push(...argumentsWith(new URL(callback).searchParams.get("state") ?? ""));
    return (ways["a 303 after a form"] ?? withings.answer)(callback);
  };
  const programs = await fakePrograms();
  await programs.add(
    "browser",
    `echo $$ > '${programs.folder}/pid'
exec '${executablePath ?? chromium.executablePath()}' --headless=new --no-sandbox --no-first-run --disable-gpu --disable-background-networking --disable-component-update --disable-sync --user-data-dir='${programs.folder}/profile' "$@"`,
  );
  onTestFinished(async () => {
    // It leads a group of its own, with all of its helpers.
    process.kill(-Number(await readFile(join(programs.folder, "pid"), "utf8")), "SIGKILL");
  });
  let printed = "";
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const credentials = await WithingsConnector.authorize({
    clientID: "client",
    clientSecret: "secret-canary",
    scope: "user.metrics",
    redirectUri,
    callbackUrlScheme: "http",
    cloud: withings.cloud,
    webView: systemBrowser({
      environment: { ...process.env, PATH: programs.path, CI: "", DISPLAY: ":0", BROWSER: "browser %s" },
      output: { write: (text: string) => (printed += text) },
      browserTimeoutMs: 15_000,
    }),
  });
  expect(credentials?.userID).toBe(userID);
  expect([printed, seen]).toEqual(["", []]);
  expect(withings.requests.filter((line) => line.endsWith("authorize2"))).toHaveLength(1);
  expect(JSON.stringify(await programs.environment())).not.toContain("canary");
});

/** The command lines of this machine that contain a text. Only Linux shows all of them as files. */
function argumentsWith(text: string): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .filter((line) => line.includes(text));
}
