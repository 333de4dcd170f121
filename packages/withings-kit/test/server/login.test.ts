import { memoryStore } from "withings-kit";
import { storeLinks } from "withings-kit/server";
import { expect, test } from "vitest";
import { application, base, origin, target } from "./support/application.js";

test("a user goes to Withings, comes back, is linked, and is sent on; the cookie of the login is gone", async () => {
  const { browserOf, events, connected, links, exchanges } = application({
    returnTo: ["/settings", "/other"],
  });
  const browser = browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  expect([...browser.cookies.keys()]).toEqual([
    "session",
    expect.stringMatching(/^__Host-withings-[\w-]{22}$/),
  ]);

  const response = await browser.open(back);
  expect([response.status, target(response)]).toEqual([303, `${origin}/settings?withings=connected`]);
  expect([...browser.cookies.keys()]).toEqual(["session"]);
  const [ada] = connected;
  expect(ada?.user).toBe("ada");
  expect((await ada?.connection.measures.list({ types: ["weight"] }))?.items.length).toBeGreaterThan(0);
  const userID = ada?.connection.userID;
  expect(await links.userIDOf("ada")).toBe(userID);
  expect(events).toEqual([{ type: "linked", user: "ada", userID }]);
  expect(exchanges()).toBe(1);
});

test("the login's cookie is for this browser, this host and ten minutes, and does not say who it is of", async () => {
  const { browserOf } = application();
  const response = await browserOf("ada-lovelace").open(`${base}/connect`);
  const cookie = response.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(
    /^__Host-withings-[\w-]{22}=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(
    atob(/=([\w-]+)\./.exec(cookie)?.[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""),
  ).not.toContain("ada");
});

test("on plain http of this machine the cookie is not secure, since browsers would not keep it", async () => {
  const local = "http://localhost:8765/withings";
  const app = application({ client: { redirectUri: `${local}/callback` } });
  app.sandbox.applications.add({ redirectUris: [`${local}/callback`] });
  const { headers } = await app.browserOf("ada").open(`${local}/connect`);
  expect(headers.get("set-cookie")).toMatch(/^withings-[\w-]{22}=.*SameSite=Lax$/);
});

test("a login may ask for another of the listed addresses", async () => {
  const { browserOf } = application({ returnTo: ["/settings", "/devices?tab=scale"] });
  const browser = browserOf("ada");
  const asked = encodeURIComponent("/devices?tab=scale");
  const back = await browser.goToWithings(`${base}/connect?returnTo=${asked}`);
  expect(target(await browser.open(back))).toBe(`${origin}/devices?tab=scale&withings=connected`);
});

test("where no address is listed, our page at a clean address tells how it ended", async () => {
  const { browserOf } = application();
  const browser = browserOf("ada");
  const response = await browser.open(await browser.goToWithings(`${base}/connect`));
  expect(target(response)).toBe(`${base}/result?outcome=connected`);
  const page = await browser.open(target(response));
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Withings is connected")]);
});

test("the application's own page takes the place of ours, and gets the headers that it does not set", async () => {
  const { browserOf } = application({
    page: (outcome) =>
      new Response(`own: ${outcome}`, { headers: { "content-security-policy": "default-src 'self'" } }),
  });
  const response = await browserOf().open(`${base}/result?outcome=refused`);
  expect(await response.text()).toBe("own: refused");
  expect(response.headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("into an app the way leads over a page with a link, whose address is signed and has no code", async () => {
  const { browserOf } = application({ returnTo: "example://withings/done" });
  const browser = browserOf("ada");
  const response = await browser.open(await browser.goToWithings(`${base}/connect`));
  expect(target(response)).toMatch(new RegExp(`^${base}/return\\?to=[\\w.-]+$`));
  const page = await (await browser.open(target(response))).text();
  expect(page).toContain('<a class="go" href="example://withings/done?withings=connected">');
  expect(page).toContain(
    '<meta http-equiv="refresh" content="0;url=example://withings/done?withings=connected">',
  );
  expect(page).not.toContain("<script");
});

test("who refuses is told so, and nobody is connected", async () => {
  const { browserOf, events, links } = application({ returnTo: "/settings" });
  const browser = browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`, { answer: "refuse" });
  expect(target(await browser.open(back))).toBe(`${origin}/settings?withings=refused`);
  expect(await links.userIDOf("ada")).toBeUndefined();
  expect(events).toEqual([{ type: "loginEnded", user: "ada", outcome: "refused" }]);
});

test("who is not signed in does not get to Withings", async () => {
  const response = await application().browserOf().open(`${base}/connect`);
  expect(response.status).toBe(401);
  expect(await response.text()).toContain("You are not signed in");
  expect(response.headers.get("set-cookie")).toBeNull();
});

test("after ten minutes a login is over", async () => {
  const { browserOf, sandbox, events, exchanges } = application();
  const browser = browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  sandbox.clock.advance({ minutes: 10 });
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=expired`);
  expect(events).toMatchObject([{ type: "loginEnded", outcome: "expired" }]);
  expect(exchanges()).toBe(0);
});

test("what Withings refuses is told to the person as a failure, and to the application with its cause", async () => {
  const { browserOf, sandbox, events } = application();
  const browser = browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  sandbox.clock.advance({ minutes: 1 });
  expect(target(await browser.open(back))).toBe(`${base}/result?outcome=failed`);
  expect(events).toMatchObject([{ type: "loginEnded", outcome: "failed", error: { code: "code_rejected" } }]);
});

test("two tabs of one browser do not disturb each other", async () => {
  const { browserOf, events } = application();
  const browser = browserOf("ada");
  const backs = [
    await browser.goToWithings(`${base}/connect`),
    await browser.goToWithings(`${base}/connect`),
  ];
  for (const back of backs) expect(target(await browser.open(back))).toBe(`${base}/result?outcome=connected`);
  expect(events.map(({ type }) => type)).toEqual(["linked", "linked"]);
});

test("logins that a browser leaves lying do not pile up in its cookies", async () => {
  const browser = application().browserOf("ada");
  for (let login = 0; login < 30; login++) await browser.open(`${base}/connect`);
  expect(browser.cookies.size).toBeLessThanOrEqual(6);
});

test("who is connected can connect again, and keeps the same account", async () => {
  const { browserOf, links, connected } = application();
  const browser = browserOf("ada");
  for (let login = 0; login < 2; login++) {
    const back = await browser.goToWithings(`${base}/connect`);
    expect(target(await browser.open(back))).toBe(`${base}/result?outcome=connected`);
  }
  expect(await links.userIDOf("ada")).toBe(connected[0]?.connection.userID);
  expect(connected).toHaveLength(2);
});

test("what a listener of the application throws is told, and the connection stands", async () => {
  const { browserOf, events, links } = application({
    onConnected: () => Promise.reject(new Error("The queue is full.")),
  });
  const browser = browserOf("ada");
  const response = await browser.open(await browser.goToWithings(`${base}/connect`));
  expect(target(response)).toBe(`${base}/result?outcome=connected`);
  expect(await links.userIDOf("ada")).toBeDefined();
  expect(events).toMatchObject([
    { type: "linked" },
    { type: "failed", route: "callback", error: { message: "The queue is full." } },
  ]);
});

test("what identify throws is told and answered with 500; without a listener it rejects", async () => {
  const identify = (): never => {
    throw new Error("The sessions are gone.");
  };
  const { browserOf, events } = application({ identify });
  const response = await browserOf().open(`${base}/connect`);
  expect([response.status, await response.text()]).toEqual([
    500,
    expect.stringContaining("could not be finished"),
  ]);
  expect(events).toMatchObject([{ type: "failed", route: "connect" }]);
  const silent = application({ identify, onEvent: undefined });
  await expect(silent.browserOf().open(`${base}/connect`)).rejects.toThrow("The sessions are gone.");
});

test.each<[string, unknown]>([
  ["a number", 7],
  ["an object", {}],
  ["a text without an end", "x".repeat(256)],
])("%s is no user", async (_what, user) => {
  const { browserOf, events } = application({ identify: () => user as string });
  expect((await browserOf().open(`${base}/connect`)).status).toBe(500);
  expect(events).toMatchObject([
    { type: "failed", error: { code: "configuration_invalid", option: "identify" } },
  ]);
});

test("a secret can be replaced while logins are under way", async () => {
  const [older, newer] = ["old-secret".repeat(4), "new-secret".repeat(4)];
  const app = application({ secret: older });
  const { sandbox, browserOf } = app;
  const browser = browserOf("ada");
  const back = await browser.goToWithings(`${base}/connect`);
  const restarted = application({ sandbox, secret: [newer, older] });
  const response = await restarted.serve(
    new Request(back, {
      headers: { cookie: Array.from(browser.cookies, (pair) => pair.join("=")).join("; ") },
    }),
  );
  expect(target(response)).toBe(`${base}/result?outcome=connected`);
});

test.each<[string, (times: number) => boolean, string, object]>([
  ["identify fails", (times) => times === 2, "identify", { type: "failed", route: "callback" }],
  ["links cannot be read", () => true, "userOf", { type: "loginEnded", outcome: "failed" }],
  ["the link cannot be stored", () => true, "link", { type: "loginEnded", outcome: "failed" }],
])(
  "where %s at the callback, the browser leaves the address with the code all the same",
  async (_what, fails, method, event) => {
    const links = storeLinks(memoryStore());
    let times = 0;
    const failing = <T>(value: T): T => {
      if (fails(++times)) throw new Error("The database is gone.");
      return value;
    };
    const app = application({
      ...(method === "identify" && { identify: () => failing("ada") }),
      ...(method !== "identify" && { links: { ...links, [method]: () => Promise.resolve().then(failing) } }),
    });
    const browser = app.browserOf("ada");
    const back = await browser.goToWithings(`${base}/connect`);
    expect(target(await browser.open(back))).toBe(`${base}/result?outcome=failed`);
    expect(app.events).toMatchObject([{ ...event, error: { message: "The database is gone." } }]);
  },
);
