import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type AuthorizeOptions, WithingsConnector } from "withings-kit";
import { type Display, startDisplay } from "../support/display.js";
import { testWindow, type TestWindow } from "../support/test-window.js";

let display: Display;
beforeAll(async () => {
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
});

/** A site in Withings' place. */
async function site(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
}

function optionsFor(origin: string, window: TestWindow): AuthorizeOptions {
  return {
    clientID: "client",
    clientSecret: "secret",
    scope: "user.metrics",
    cloud: { accountUrl: origin, apiUrl: origin },
    redirectUri: "example://withings/auth",
    callbackUrlScheme: "example",
    webView: window.webView,
    fetch: () =>
      Promise.resolve(
        Response.json({
          status: 0,
          body: {
            userid: "363",
            access_token: "a",
            refresh_token: "r",
            expires_in: 10_800,
            scope: "user.metrics",
            token_type: "Bearer",
          },
        }),
      ),
  };
}

/** Where the authorize page sends the browser. */
function callbackOf(path: string): string {
  const query = new URL(path, "http://127.0.0.1").searchParams;
  return `${query.get("redirect_uri") ?? ""}?code=c0de&state=${query.get("state") ?? ""}`;
}

const worker = `
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));`;
const workerPage = `<script>
  navigator.serviceWorker.addEventListener("controllerchange", () => (location = "/next"));
  navigator.serviceWorker.register("/worker.js");
</script>`;

test.each(["example://withings/auth", "https://app.example.com/withings/callback"])(
  "a redirect to %s is seen where the site's service worker answers for it",
  async (redirectUri) => {
    let callback = "";
    const origin = await site((request, response) => {
      const path = request.url ?? "";
      response.setHeader("content-type", path === "/worker.js" ? "text/javascript" : "text/html");
      if (path === "/next") response.writeHead(302, { location: callback }).end();
      else if (path === "/worker.js") response.end(worker);
      else if (path.startsWith("/oauth2_user")) {
        callback = callbackOf(path);
        response.end(workerPage);
      } else response.writeHead(404).end();
    });
    const credentials = await WithingsConnector.authorize({
      ...optionsFor(origin, testWindow(display)),
      redirectUri,
      callbackUrlScheme: new URL(redirectUri).protocol.slice(0, -1),
    });
    expect(credentials?.userID).toBe("363");
  },
);

test("a redirect is seen after the window has been to another site that isolates itself, and back", async () => {
  let callback = "";
  const other = await site((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.end("<script>onpageshow = () => setTimeout(() => history.back(), 100)</script>");
  });
  const there = other.replace("127.0.0.1", "localhost");
  const origin = await site((request, response) => {
    const path = request.url ?? "";
    response.setHeader("content-type", "text/html");
    if (path === "/next") response.writeHead(302, { location: callback }).end();
    else {
      callback ||= callbackOf(path);
      response.end(
        `<script>
          const go = () => { location = sessionStorage.been ? "/next" : "${there}/"; sessionStorage.been = "yes"; };
          onpageshow = () => setTimeout(go, 100);
        </script>`,
      );
    }
  });
  const credentials = await WithingsConnector.authorize(optionsFor(origin, testWindow(display)));
  expect(credentials?.userID).toBe("363");
});

test("what a page has the browser download does not stay behind", async () => {
  const home = mkdtempSync("/tmp/wk-");
  onTestFinished(() => {
    rmSync(home, { recursive: true });
  });
  const asked: string[] = [];
  const origin = await site((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    if (path === "/file") {
      response.setHeader("content-disposition", 'attachment; filename="left-behind.bin"');
      response.write("x".repeat(100_000));
    } else if (path.startsWith("/oauth2_user")) {
      response.setHeader("content-type", "text/html");
      response.end(
        `<script>location = "/file"; setTimeout(() => (location = "${callbackOf(path)}"), 700)</script>`,
      );
    } else response.writeHead(404).end();
  });
  const window = testWindow(display, { variables: { HOME: home } });
  const credentials = await WithingsConnector.authorize(optionsFor(origin, window));
  expect(credentials?.userID).toBe("363");
  expect(asked).toContain("/file");
  const files = readdirSync(home, { recursive: true, encoding: "utf8" });
  expect(files.filter((name) => /left-behind|download$/.test(name))).toEqual([]);
});
