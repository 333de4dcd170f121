import { expect, test } from "vitest";
import { type Sandbox, createSandbox } from "withings-sandbox";
import { authorizePath, goToConsent, guest } from "./support/guest.js";

const poison = `"><script>alert('x')</script><img src=x onerror='y'>`;

function somebody(sandbox: Sandbox) {
  const person = sandbox.people.list().find(({ email }) => email !== undefined);
  if (person?.email === undefined) throw new Error("The sandbox starts with people.");
  return { ...person, email: person.email };
}

function expectHarmless(html: string): void {
  expect(html).not.toContain("<script");
  expect(html).not.toContain("<img");
  expect(html).not.toContain(poison.slice(0, 9));
}

test("nothing that comes with a request or a registration reaches a page unescaped", async () => {
  const sandbox = createSandbox();
  const application = sandbox.applications.add({
    name: poison,
    redirectUris: [`https://app.example.com/cb?${poison}`],
  });
  const person = sandbox.people.add({ firstName: poison, lastName: poison });
  const housemate = sandbox.people.add({
    firstName: poison,
    ...(person.email === undefined ? {} : { email: person.email }),
  });
  const poisoned = {
    client_id: application.clientID,
    state: poison,
    scope: `${poison},user.info`,
    redirect_uri: poison,
  };
  const path = authorizePath(sandbox, poisoned);

  const browser = guest(sandbox);
  const login = await browser.get((await browser.get(path)).location);
  const refused = await browser.post("/login", {
    csrf: login.csrf,
    r: path,
    email: poison,
    password: poison,
  });
  const consent = await goToConsent(guest(sandbox), path, housemate.id);
  const choosing = guest(sandbox);
  await goToConsent(choosing, path, person.id);
  const pages = [
    login.text,
    refused.text,
    consent.text,
    (await choosing.get(path)).text,
    (await browser.get("/")).text,
    (await browser.get(`/login?r=${encodeURIComponent(poison)}`)).text,
    (await browser.get(`/logout?r=${encodeURIComponent(poison)}`)).text,
    (await browser.post(path, { csrf: poison, answer: poison })).text,
  ];
  expect(refused.text).toContain("&lt;script&gt;");
  expect(consent.text).toContain("&lt;script&gt;");
  for (const page of pages) expectHarmless(page);
});

test("errors are JSON that no browser takes for a page, and reflect nothing", async () => {
  const sandbox = createSandbox();
  for (const name of ["response_type", "client_id", "mode"]) {
    const told = await guest(sandbox).get(authorizePath(sandbox, { [name]: poison }));
    expect(told.headers.get("content-type")).toMatch(/^application\/json/);
    expect(told.headers.get("x-content-type-options")).toBe("nosniff");
    expect(told.text).not.toContain("script");
  }
});

test("every page is sent with headers that keep it out of caches, frames and referrers", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const pages = [
    await browser.get("/"),
    await browser.get("/login"),
    await browser.get("/logout"),
    await goToConsent(browser, authorizePath(sandbox), somebody(sandbox).id),
    await browser.post("/login", { csrf: "wrong" }),
  ];
  for (const { headers, text } of pages) {
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+';.* frame-ancestors 'none'$/,
    );
    expect(text).toMatch(/^<!doctype html><html lang="en">/);
  }
});

test("the session cookie is out of reach of scripts and of other sites' forms", async () => {
  const sandbox = createSandbox();
  const response = await sandbox.fetch(new Request(`${sandbox.cloud.accountUrl}/login`));
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Lax/);
  expect(cookie).toMatch(/; Path=\//);
});

test.for([
  ["no token", () => ({})],
  ["an empty token", () => ({ csrf: "" })],
  ["an invented token", () => ({ csrf: "0".repeat(40) })],
  ["another browser's token", (foreign: string) => ({ csrf: foreign })],
] as const)("a form with %s changes nothing", async ([, fields]) => {
  const sandbox = createSandbox();
  const person = somebody(sandbox);
  const foreign = (await goToConsent(guest(sandbox), authorizePath(sandbox), person.id)).csrf;

  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox), person.id);
  for (const answer of ["allow", "refuse"]) {
    const answered = await browser.post(consent.path, { ...fields(foreign), answer });
    expect(answered.status).toBe(403);
    expect(answered.location).toBe("");
  }

  const stranger = guest(sandbox);
  await stranger.get("/login");
  const loggedIn = await stranger.post("/login", { ...fields(foreign), person: String(person.id) });
  expect(loggedIn.status).toBe(403);
  expect((await stranger.get(authorizePath(sandbox))).location).toMatch(/^\/login/);
});

test("a form without an answer, or with another one, changes nothing", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const { csrf, path } = await goToConsent(browser, authorizePath(sandbox), somebody(sandbox).id);
  for (const fields of [{ csrf }, { csrf, answer: "" }, { csrf, answer: "Allow" }])
    expect((await browser.post(path, fields)).status).toBe(403);
});

test("a form that is sent as something else than a form changes nothing, its token or not", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const { csrf, path } = await goToConsent(browser, authorizePath(sandbox), somebody(sandbox).id);
  const fields = { csrf, answer: "allow" };
  for (const type of ["text/plain", "application/json", "application/x-www-form-urlencodedx"])
    expect((await browser.post(path, fields, { "content-type": type })).status, type).toBe(403);
  expect((await browser.post(path, fields)).status).toBe(302);
});

test("a session id that somebody planted before the log-in is not the one after it", async () => {
  const sandbox = createSandbox();
  const person = somebody(sandbox);
  const attacker = guest(sandbox);
  await attacker.get("/login");
  const planted = new Map(attacker.cookies);

  const victim = guest(sandbox);
  for (const [name, value] of planted) victim.cookies.set(name, value);
  await goToConsent(victim, authorizePath(sandbox), person.id);
  expect(victim.cookies).not.toEqual(planted);
  expect((await attacker.get(authorizePath(sandbox))).location).toMatch(/^\/login/);
});

test("the session ends with the log-out, also for who kept its cookie", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  await goToConsent(browser, authorizePath(sandbox), somebody(sandbox).id);
  const kept = guest(sandbox);
  for (const [name, value] of browser.cookies) kept.cookies.set(name, value);
  await browser.get("/logout");
  expect((await kept.get(authorizePath(sandbox))).location).toMatch(/^\/login/);
});

test("an unknown address and a wrong password are refused in the same words", async () => {
  const sandbox = createSandbox();
  const { email } = somebody(sandbox);
  const tryOut = async (typed: string) => {
    const browser = guest(sandbox);
    const { csrf } = await browser.get("/login");
    const refused = await browser.post("/login", { csrf, r: "", email: typed, password: "wrong" });
    expect(refused.status).toBe(422);
    return refused.text.replace(`value="${typed}"`, "").replaceAll(refused.csrf, "");
  };
  expect(await tryOut(email)).toBe(await tryOut("nobody@example.net"));
});

test("an empty password opens nothing, neither for a person nor for an unknown address", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const { csrf } = await browser.get("/login");
  for (const email of ["", "nobody@example.net", somebody(sandbox).email])
    expect((await browser.post("/login", { csrf, r: "", email, password: "" })).status).toBe(422);
});

test.for([
  "https://evil.example/",
  "https://evil.example/oauth2_user/authorize2?x=1",
  "//evil.example/oauth2_user/authorize2",
  "///evil.example/oauth2_user/authorize2",
  "/\\evil.example/oauth2_user/authorize2",
  "\\\\evil.example\\oauth2_user\\authorize2",
  "javascript:alert(1)//oauth2_user/authorize2",
  "data:text/html,/oauth2_user/authorize2",
  "/oauth2_user/authorize2/../../evil",
  "/oauth2_user/authorize2@evil.example",
  "/logout",
  "/",
  "http://[",
  " ",
])("neither log-out nor log-in can be used to send somebody to %s", async (r) => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const out = await browser.get(`/logout?r=${encodeURIComponent(r)}`);
  expect(out.status).toBe(200);
  expect(out.location).toBe("");

  const { csrf } = await browser.get(`/login?r=${encodeURIComponent(r)}`);
  const loggedIn = await browser.post("/login", { csrf, r, person: String(somebody(sandbox).id) });
  expect(loggedIn.location).toBe("/");
});

test("a made-up Host never becomes part of where the browser is sent", async () => {
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  try {
    const path = authorizePath(sandbox);
    for (const host of ["evil.example", "evil.example:99", "localhost.evil.example"]) {
      for (const target of [path, `/logout?r=${encodeURIComponent(`http://${host}${path}`)}`]) {
        const { status, location } = await rawGet(server.url, { target, host });
        expect([302, 403, 421]).toContain(status);
        expect(location ?? "").not.toContain("//evil");
        expect(location ?? "/").toMatch(/^\/(?!\/)/);
      }
    }
  } finally {
    await server.close();
  }
});

test.for(["response_type", "client_id", "state", "scope", "redirect_uri", "mode"])(
  "a request that gives %s twice is refused, whatever the values",
  async (name) => {
    const sandbox = createSandbox();
    const path = authorizePath(sandbox, { mode: "demo" });
    const value = new URL(path, "http://x").searchParams.get(name) ?? "";
    for (const second of [value, "other", ""]) {
      const told = await guest(sandbox).get(`${path}&${name}=${encodeURIComponent(second)}`);
      expect(told.status).toBe(400);
      expect(told.text).toContain(`invalid_params: ${name} given more than once`);
    }
  },
);

test("line breaks and other bytes in state come back as they were, and never as headers", async () => {
  const sandbox = createSandbox();
  const state = "a\r\nSet-Cookie: stolen=1\r\n\r\n<b>\u0000\u00e9\u{1f600}%0d%0a";
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox, { state }), somebody(sandbox).id);
  for (const answer of ["allow", "refuse"]) {
    const answered = await browser.post(consent.path, { csrf: consent.csrf, answer });
    expect(answered.status).toBe(302);
    expect(answered.headers.getSetCookie().join()).not.toContain("stolen");
    expect(new URL(answered.location).searchParams.get("state")).toBe(state);
  }
});

test("line breaks below a registered redirect URI are not sent as such", async () => {
  const sandbox = createSandbox({ redirectUriMatching: "prefix" });
  const browser = guest(sandbox);
  const redirectUri = "http://localhost:8765/callback/x\r\nSet-Cookie: stolen=1";
  const path = authorizePath(sandbox, { redirect_uri: redirectUri });
  const consent = await goToConsent(browser, path, somebody(sandbox).id);
  const answered = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  expect(answered.status).not.toBe(500);
  expect(answered.location).not.toMatch(/[\r\n]/);
  expect(answered.headers.getSetCookie().join()).not.toContain("stolen");
});

test("what is not a form of these pages is refused and never a 500", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const { path } = await goToConsent(browser, authorizePath(sandbox), somebody(sandbox).id);
  const { accountUrl } = sandbox.cloud;
  const bodies: readonly [string, string][] = [
    ["application/json", '{"answer":"allow"}'],
    ["multipart/form-data; boundary=x", "--x\r\nbroken"],
    ["application/x-www-form-urlencoded", "%%%&=&&answer=allow%ff"],
    ["text/plain", "answer=allow"],
    ["", ""],
  ];
  for (const target of [path, "/login"]) {
    for (const [type, body] of bodies) {
      const request = new Request(new URL(target, accountUrl), {
        method: "POST",
        body,
        headers: { "content-type": type },
      });
      expect((await sandbox.fetch(request)).status).toBe(403);
    }
    const large = await browser.post(target, { csrf: "x".repeat(200_000) });
    expect(large.status).toBe(413);
  }
});

/** A request line and a Host that `fetch` would not send. */
async function rawGet(
  server: string,
  { target, host }: { readonly target: string; readonly host: string },
): Promise<{ status: number; location: string | undefined }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server);
    const sent = request({ hostname, port, path: target, headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
    });
    sent.on("error", reject);
    sent.end();
  });
}
