import { createServer } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type AuthorizationEvent, type AuthorizeOptions, WithingsConnector } from "withings-kit";
import type { Page } from "playwright-core";
import { type Display, startDisplay } from "../support/display.js";
import { pretendWithings, type PretendWithings, userID, ways } from "../support/pretend-withings.js";
import {
  commandLine,
  environmentOf,
  listeningPorts,
  testWindow,
  type TestWindow,
} from "../support/test-window.js";
import { freePort } from "./support/raw-http.js";

/** Longer than a browser takes on a busy machine. */
const patiently = { timeout: 10_000 };

let display: Display;
beforeAll(async () => {
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
});

const example = { redirectUri: "example://withings/auth", callbackUrlScheme: "example" };
const absent = { redirectUri: "https://app.example.com/withings/callback", callbackUrlScheme: "https" };

function optionsFor(withings: PretendWithings, window: TestWindow): AuthorizeOptions {
  return {
    clientID: "client",
    clientSecret: "secret-canary",
    scope: "user.metrics",
    cloud: withings.cloud,
    webView: window.webView,
    ...example,
  };
}

/** Goes to an address. Where the page goes on by itself or the window closes, that has no end of its own: the test sees what came of it. */
function go(page: Page, url: string): void {
  page.goto(url).catch(() => undefined);
}

test.each([
  ["a program's own scheme, after a form", example, "a 303 after a form"],
  ["a program's own scheme, by a script", example, "location.href"],
  ["an https address that does not exist, at once", absent, "a 302 at once"],
  ["an https address that does not exist, as the action of a form", absent, "a form with post"],
  ["a program's own scheme, in a window that the page opened", example, "a window that a script opened"],
])("the login ends at %s, and the window is gone within 300 ms", async (_name, redirect, way) => {
  const withings = await pretendWithings();
  withings.answer = ways[way] ?? withings.answer;
  withings.exchangeMs = 500;
  const window = testWindow(display, { extraArguments: ["--disable-popup-blocking"] });

  const credentials = await WithingsConnector.authorize({ ...optionsFor(withings, window), ...redirect });

  expect(credentials?.userID).toBe(userID);
  expect(withings.codes).toEqual(["c0de-4242"]);
  const [sentAt, goneAt] = [withings.redirectedAt(), window.goneAt()];
  if (!Number.isNaN(sentAt)) expect(goneAt - sentAt).toBeLessThan(300);
});

test.each([
  ["nobody listens", false],
  ["somebody listens, who is never asked", true],
])("the login ends at a port on which %s", async (_name, somebody) => {
  const port = await freePort();
  const asked: string[] = [];
  if (somebody) {
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.close();
    });
  }
  const withings = await pretendWithings();
  withings.answer = ways["a 302 after a link"] ?? withings.answer;
  const window = testWindow(display);
  const redirectUri = `http://127.0.0.1:${port}/callback`;

  const credentials = await WithingsConnector.authorize({
    ...optionsFor(withings, window),
    redirectUri,
    callbackUrlScheme: "http",
  });

  expect(credentials?.userID).toBe(userID);
  expect(asked).toEqual([]);
});

test("behind a bridge page the login ends where the bridge leads, and the bridge page itself loads", async () => {
  const withings = await pretendWithings();
  const bridge = createServer((request, response) => {
    const { search } = new URL(request.url ?? "/", "http://127.0.0.1");
    response.setHeader("content-type", "text/html");
    response.end(`<script>location.replace("example://back" + ${JSON.stringify(search)})</script>`);
  }).listen(0, "127.0.0.1");
  await once(bridge, "listening");
  onTestFinished(() => {
    bridge.close();
  });
  const address = bridge.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  withings.answer = ways["a 302 at once"] ?? withings.answer;
  const window = testWindow(display);

  const credentials = await WithingsConnector.authorize({
    ...optionsFor(withings, window),
    redirectUri: `http://127.0.0.1:${port}/bridge`,
    callbackUrlScheme: "example",
  });

  expect(credentials?.userID).toBe(userID);
  expect(window.result()).toMatchObject({ url: expect.stringMatching(/^example:\/\/back\?/) as unknown });
});

const port = async (): Promise<typeof example> => ({
  redirectUri: `http://127.0.0.1:${await freePort()}/callback`,
  callbackUrlScheme: "http",
});

test.each([
  ["a program's own scheme", () => example],
  ["an https address", () => absent],
  ["a port on which nobody listens", port],
])(
  "every way to %s is seen, once; with the state of another login it ends nothing, and the right one does",
  async (_name, redirectTo) => {
    const redirect = await redirectTo();
    const withings = await pretendWithings();
    const window = testWindow(display, { driven: true, extraArguments: ["--disable-popup-blocking"] });
    const events: AuthorizationEvent[] = [];
    const login = WithingsConnector.authorize({
      ...optionsFor(withings, window),
      ...redirect,
      onEvent: (event) => events.push(event),
    });
    const page = await window.page();
    await expect.poll(() => page.url(), patiently).toContain("state=");
    const authorizeUrl = page.url();

    const seen: Record<string, unknown> = {};
    for (const [name, way] of Object.entries(ways)) {
      events.length = 0;
      const forged = new URL(`${redirect.redirectUri}?code=forged&state=wrong`);
      forged.searchParams.set("code", name);
      withings.answer = () => way(forged.href);
      go(page, authorizeUrl);
      await expect.poll(() => events.length, { ...patiently, interval: 10 }).toBeGreaterThan(0);
      seen[name] = [...events];
      for (const open of page.context().pages()) if (open !== page) await open.close();
    }
    const once = [{ type: "callbackIgnored", reason: "state_wrong" }];
    expect(seen).toEqual(Object.fromEntries(Object.keys(ways).map((name) => [name, once])));

    withings.answer = ways["a 302 at once"] ?? withings.answer;
    go(page, authorizeUrl);
    expect((await login)?.userID).toBe(userID);
  },
);

test("the right callback in a frame of a page ends nothing", async () => {
  const port = await freePort();
  const framed: string[] = [];
  const server = createServer((request, response) => {
    framed.push(request.url ?? "");
    response.end("framed");
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const withings = await pretendWithings();
  withings.answer = (callback) => ({
    body: `<iframe src="${callback.replaceAll("&", "&amp;")}"></iframe>`,
  });
  const window = testWindow(display, { driven: true });
  const login = WithingsConnector.authorize({
    ...optionsFor(withings, window),
    redirectUri: `http://127.0.0.1:${port}/callback`,
    callbackUrlScheme: "http",
  });
  const page = await window.page();
  await expect.poll(() => framed, patiently).toHaveLength(1);
  await expect.poll(() => page.frames().length, patiently).toBe(2);
  expect(window.result()).toBeUndefined();

  withings.answer = ways["a 302 at once"] ?? withings.answer;
  go(page, page.url());
  expect((await login)?.userID).toBe(userID);
});

test("pages that are shown in the window can ask, and a page that crashed can be loaded again", async () => {
  const withings = await pretendWithings();
  withings.answer = () => ({ body: `<button onclick="alert('Really?'); this.remove()">Allow</button>` });
  const window = testWindow(display, { driven: true });
  const login = WithingsConnector.authorize(optionsFor(withings, window));
  const page = await window.page();
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.accept();
  });
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("button").waitFor({ state: "detached" });
  expect(asked).toEqual(["Really?"]);

  // The page's process dies; the person sees the browser's sad face and presses its button.
  const crashed = page.waitForEvent("crash");
  for (const id of window.processes())
    if (commandLine(id).includes("--type=renderer")) process.kill(id, "SIGKILL");
  await crashed;
  expect(window.result()).toBeUndefined();
  withings.answer = ways["location.href"] ?? withings.answer;
  await window.reload();
  expect((await login)?.userID).toBe(userID);
});

test("neither arguments nor environment of the browser tell a secret, and it listens on no port", async () => {
  const withings = await pretendWithings();
  const window = testWindow(display, {
    variables: {
      WITHINGS_CLIENT_SECRET: "secret-canary",
      SOME_API_KEY: "key-canary",
      // Named like what a browser or its package looks at.
      CHROME_CLIENT_SECRET: "key-canary",
      SNAPCHAT_CLIENT_SECRET: "key-canary",
    },
  });
  let state = "";
  withings.answer = (callback) => {
    state = new URL(callback).searchParams.get("state") ?? "";
    return { body: "<h1>Log in</h1>" };
  };
  const controller = new AbortController();
  const login = WithingsConnector.authorize({
    ...optionsFor(withings, window),
    signal: controller.signal,
  }).catch((error: unknown) => error);
  await expect.poll(() => state, patiently).not.toBe("");

  const processes = window.processes();
  const visible = processes.map((id) => commandLine(id) + environmentOf(id)).join("\n");
  expect(visible).toContain("--remote-debugging-pipe");
  expect(visible).toContain("DISPLAY=");
  for (const secret of [state, "secret-canary", "key-canary"]) expect(visible).not.toContain(secret);
  expect(processes.flatMap(listeningPorts)).toEqual([]);

  controller.abort();
  await login;
});
