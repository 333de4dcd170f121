// The library's own app side against the library's own server side.
import { authorizeWithBackend, type BackendAuthorizeOptions } from "withings-kit/backend";
import { expect, test } from "vitest";
import { type Application, base } from "./support/application.js";
import { appServer, deepLink, forward } from "./support/app.js";
import { visit } from "./support/browser.js";

interface Answer {
  readonly answer?: "allow" | "refuse";
  readonly user?: string;
  /** Who of the sandbox logs in. */
  readonly person?: number;
}

/** What an app of ada's calls with, and a web view in which somebody answers. */
function appOf(
  app: Application,
  { answer = "allow", user = "ada", person }: Answer = {},
): BackendAuthorizeOptions {
  return {
    backend: base,
    returnTo: deepLink,
    callbackUrlScheme: "example",
    headers: { cookie: `session=${user}` },
    fetch: (input, init) => app.serve(new Request(input, init)),
    webView: {
      open: async ({ url }) => {
        const back = await visit(url, {
          fetch: app.sandbox.fetch,
          answer,
          ...(person !== undefined && { person }),
        });
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

test("who logs in with another user's account is told so, and so is a user who has another account", async () => {
  const app = appServer();
  const { people } = app.sandbox;
  const [first = 0, second = 0] = people.list().flatMap(({ id }) => (id === people.demo.id ? [] : [id]));
  await authorizeWithBackend(appOf(app, { person: first }));
  const another = { name: "WithingsConnectionError", code: "another_person" };
  await expect(authorizeWithBackend(appOf(app, { user: "bob", person: first }))).rejects.toMatchObject({
    ...another,
    message: expect.stringContaining("linked with another user") as string,
  });
  await expect(authorizeWithBackend(appOf(app, { person: second }))).rejects.toMatchObject({
    ...another,
    message: expect.stringContaining("linked with another Withings account") as string,
  });
});

test("who refuses gets null, and nobody is linked", async () => {
  const app = appServer();
  expect(await authorizeWithBackend(appOf(app, { answer: "refuse" }))).toBeNull();
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
