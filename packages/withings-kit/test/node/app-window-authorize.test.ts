import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type AuthorizeOptions, type WithingsCredentials, WithingsConnector } from "withings-kit";
import { createSandbox, type Sandbox } from "withings-sandbox";
import { type Display, startDisplay } from "../support/display.js";
import { testWindow, type TestWindow } from "../support/test-window.js";

let display: Display;
beforeAll(async () => {
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
});

interface Login {
  readonly sandbox: Sandbox;
  readonly window: TestWindow;
  readonly credentials: Promise<WithingsCredentials | null>;
}

/** Begins a login at a sandbox over TCP, in the app window. */
async function begin(redirect: Pick<AuthorizeOptions, "redirectUri" | "callbackUrlScheme">): Promise<Login> {
  const sandbox = createSandbox();
  const server = await sandbox.listen({ port: 0 });
  onTestFinished(() => server.close());
  const window = testWindow(display, { driven: true });
  const { clientID, clientSecret } = sandbox.application;
  const credentials = WithingsConnector.authorize({
    clientID,
    clientSecret,
    scope: "user.metrics,user.activity",
    cloud: server.cloud,
    webView: window.webView,
    ...redirect,
  });
  return { sandbox, window, credentials };
}

test.each([
  ["a program's own scheme", "example://withings/auth", "example"],
  ["an https address that does not exist", "https://app.example.com/withings/callback", "https"],
  ["a port on which nobody listens", "http://localhost:8765/callback", "http"],
])("a person logs in at the sandbox and ends at %s", async (_name, redirectUri, callbackUrlScheme) => {
  const { sandbox, window, credentials } = await begin({ redirectUri, callbackUrlScheme });
  const person = sandbox.people.list().find(({ email }) => email !== undefined);
  const page = await window.page();
  await page.getByRole("button", { name: person?.firstName ?? "" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  expect((await credentials)?.userID).toBe(String(person?.id));
});

test("a person who refuses, after a wrong password, gives null", async () => {
  const { sandbox, window, credentials } = await begin({
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
  });
  sandbox.people.add({ email: "ada@example.com", password: "correct horse" });
  const page = await window.page();
  for (const password of ["wrong horse", "correct horse"]) {
    await page.getByRole("textbox", { name: "E-mail address" }).fill("ada@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    if (password === "wrong horse") await page.getByRole("alert").waitFor();
  }
  await page.getByRole("button", { name: "Refuse" }).click();
  expect(await credentials).toBeNull();
});
