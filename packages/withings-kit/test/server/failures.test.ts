// What the application's own parts do wrong, at the worst moment.
import { memoryStore } from "withings-kit";
import { type Links, storeLinks } from "withings-kit/server";
import { expect, test } from "vitest";
import { application, type Application, base, target } from "./support/application.js";

/** A user logs in. @returns where they are sent, and who is connected then */
async function login(app: Application): Promise<[outcome: string, connections: number]> {
  const browser = app.browserOf("ada");
  const there = target(await browser.open(await browser.goToWithings(`${base}/connect`)));
  let connections = 0;
  for await (const each of app.withings.connections()) connections += each.status === "unreadable" ? 0 : 1;
  return [there.replace(`${base}/result?outcome=`, ""), connections];
}

const down = (): Promise<never> => Promise.reject(new Error("The database is gone."));

test.each<[string, Partial<Links>]>([
  ["the link cannot be stored", { link: down }],
  ["the user is not linked, and the account nobody's", { link: () => Promise.resolve(false) }],
])("where %s, what Withings gave is given back: nothing was connected", async (_what, broken) => {
  const app = application({ links: { ...storeLinks(memoryStore()), ...broken } });
  const [outcome, connections] = await login(app);
  expect([/^(failed|already_linked)$/.test(outcome), connections, app.connected]).toEqual([true, 0, []]);
});

test("also where nothing of the links can be read after that", async () => {
  const links = storeLinks(memoryStore());
  let isDown = false;
  const app = application({
    links: {
      ...links,
      link: () => {
        isDown = true;
        return down();
      },
      userOf: (userID) => (isDown ? down() : links.userOf(userID)),
    },
  });
  expect(await login(app)).toEqual(["failed", 0]);
});

test("what was connected before is not ended, nor what another user was linked to at that moment", async () => {
  const links = storeLinks(memoryStore());
  let link: Links["link"] = (user, userID) => links.link(user, userID);
  const app = application({ links: { ...links, link: (user, userID) => link(user, userID) } });
  link = async (_user, userID) => {
    await links.link("bob", userID);
    return false;
  };
  expect(await login(app)).toEqual(["already_linked", 1]);
  await links.unlink("bob");
  link = down;
  expect(await login(app)).toEqual(["failed", 1]);
});

test("logins that a browser leaves lying are swept, and no cookie of the application's own", async () => {
  const app = application();
  const browser = app.browserOf("ada");
  const own = ["__Host-withings-session", "__Host-withings-", `__Host-withings-${"x".repeat(23)}`];
  for (const name of own) browser.cookies.set(name, "own");
  for (let times = 0; times < 12; times++) await browser.open(`${base}/connect`);
  for (const name of own) expect(browser.cookies.get(name)).toBe("own");
  expect(browser.cookies.size - own.length - 1).toBeLessThanOrEqual(5);
});

test("a page of a listed origin can read that something failed", async () => {
  const origins = ["https://localhost"];
  const app = application({ origins, links: { ...storeLinks(memoryStore()), userIDOf: down } });
  const headers = { origin: "https://localhost" };
  const response = await app.browserOf("ada").open(`${base}/status`, { headers });
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([500, origins[0]]);
});
