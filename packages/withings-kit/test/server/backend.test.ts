// The library's own app side against the library's own server side.
import { authorizeWithBackend, type BackendAuthorizeOptions } from "withings-kit/backend";
import { expect, test } from "vitest";
import { type Application, base } from "./support/application.js";
import { appServer, deepLink, forward } from "./support/app.js";
import { visit } from "./support/browser.js";

/** What an app of ada's calls with, and a web view in which somebody answers. */
function appOf(app: Application, answer: "allow" | "refuse" = "allow"): BackendAuthorizeOptions {
  return {
    backend: base,
    returnTo: deepLink,
    callbackUrlScheme: "example",
    headers: { cookie: "session=ada" },
    fetch: (input, init) => app.serve(new Request(input, init)),
    webView: {
      open: async ({ url }) => {
        const back = await visit(url, { fetch: app.sandbox.fetch, answer });
        return { type: "callback", url: (await forward(app, back)).href };
      },
    },
  };
}

test("an app logs in through the handlers, and its user is linked", async () => {
  const app = appServer({ apps: { credentials: true } });
  const connection = await authorizeWithBackend(appOf(app));
  expect(connection).toMatchObject({
    user: "ada",
    userID: await app.links.userIDOf("ada"),
    status: "connected",
    scopes: ["user.info", "user.metrics"],
  });
  expect(app.sandbox.accepts(connection?.credentials?.withingsAccessToken ?? "")).toBe(true);
  expect(connection?.credentials).not.toHaveProperty("withingsRefreshToken");
});

test("who refuses gets null, and nobody is linked", async () => {
  const app = appServer();
  expect(await authorizeWithBackend(appOf(app, "refuse"))).toBeNull();
  expect(await app.links.userIDOf("ada")).toBeUndefined();
});

test("what the handlers refuse rejects, in words of the library", async () => {
  const app = appServer();
  await expect(
    authorizeWithBackend({ ...appOf(app), returnTo: "example://elsewhere" }),
  ).rejects.toMatchObject({ name: expect.stringMatching(/^Withings\w+Error$/) as string });
  await expect(authorizeWithBackend({ ...appOf(app), headers: {} })).rejects.toMatchObject({
    name: expect.stringMatching(/^Withings\w+Error$/) as string,
  });
});
