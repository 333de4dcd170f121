import { expect, test } from "vitest";
import { type Sandbox, createSandbox } from "withings-sandbox";
import { authorizePath, goToConsent, guest } from "./support/guest.js";

const mismatch = {
  errors: [
    {
      message:
        "redirect_uri_mismatch: The redirect URI provided is missing or does not match partner callback url",
    },
  ],
};

/** The person who lives alone, and the household that shares one login. */
function cast(sandbox: Sandbox) {
  const people = sandbox.people.list().filter(({ email }) => email !== undefined);
  const [alone] = people;
  const household = people.filter(({ email }) => people.filter((other) => other.email === email).length > 1);
  const [first, second] = household;
  if (alone?.email === undefined || first?.email === undefined || second === undefined)
    throw new Error("The sandbox starts with a person and a household.");
  return { alone, first, second, household, householdEmail: first.email };
}

async function exchange(sandbox: Sandbox, callback: string, changes: Record<string, string> = {}) {
  const body = new URLSearchParams({
    action: "requesttoken",
    grant_type: "authorization_code",
    client_id: sandbox.application.clientID,
    client_secret: sandbox.application.clientSecret,
    code: new URL(callback).searchParams.get("code") ?? "",
    redirect_uri: "http://localhost:8765/callback",
    ...changes,
  });
  const response = await sandbox.fetch(
    new Request(`${sandbox.cloud.apiUrl}/v2/oauth2`, { method: "POST", body }),
  );
  return (await response.json()) as { status: number; body: { userid?: string; scope?: string } };
}

test("a browser that is not logged in is asked to, and then finds the same request, for the person who logged in", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const path = authorizePath(sandbox);

  const first = await browser.get(path);
  expect(first.status).toBe(302);
  expect(first.location).toBe(`/login?r=${encodeURIComponent(path)}`);
  const login = await browser.get(first.location);
  expect(login.text).toContain(sandbox.application.name);

  const fields = { csrf: login.csrf, r: path, email: alone.email ?? "", password: "sandbox" };
  const loggedIn = await browser.post("/login", fields);
  expect(loggedIn.location).toBe(path);
  expect((await browser.get(path)).location).toBe(`${path}&selecteduser=${alone.id}`);
  const consent = await browser.get(`${path}&selecteduser=${alone.id}`);
  expect(consent.text).toContain(`Connect with ${sandbox.application.name}?`);
  expect(consent.text).toContain(alone.firstName);
});

test("Allow sends the browser to the redirect URI with a code and the state, and the code opens that person's account", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox, { state: "a b+c&d=é" }), alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });

  expect(allowed.status).toBe(302);
  expect(allowed.location).toMatch(/^http:\/\/localhost:8765\/callback\?code=[0-9a-f]{40}&state=/);
  expect(new URL(allowed.location).searchParams.get("state")).toBe("a b+c&d=é");
  const answer = await exchange(sandbox, allowed.location);
  expect(answer.status).toBe(0);
  expect(answer.body.userid).toBe(String(alone.id));
  expect(answer.body.scope?.split(",").sort()).toEqual(["user.info", "user.metrics"]);
});

test("a code is good only for the redirect URI that it was sent to", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox), alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  const answer = await exchange(sandbox, allowed.location, { redirect_uri: "example://withings/auth" });
  expect(answer.status).toBe(503);
});

test("a code is good only for the application that it was asked for", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const other = sandbox.applications.add({ redirectUris: ["http://localhost:8765/callback"] });
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox), alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  const stolen = { client_id: other.clientID, client_secret: other.clientSecret };
  expect((await exchange(sandbox, allowed.location, stolen)).status).toBe(503);
  expect((await exchange(sandbox, allowed.location)).status).toBe(0);
});

test("a query that the registered redirect URI has is kept, byte for byte", async () => {
  const sandbox = createSandbox();
  const redirectUri = "https://app.example.com/cb?tenant=a%2Fb&Empty=";
  const application = sandbox.applications.add({ name: "With a query", redirectUris: [redirectUri] });
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const path = authorizePath(sandbox, { client_id: application.clientID, redirect_uri: redirectUri });
  const consent = await goToConsent(browser, path, alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  expect(allowed.location.startsWith(`${redirectUri}&code=`)).toBe(true);
});

test.for([
  ["access_denied", "http://localhost:8765/callback?error=access_denied&state=state-of-this-attempt"],
  ["no_code", "http://localhost:8765/callback?state=state-of-this-attempt"],
  ["no_state", "http://localhost:8765/callback?error=access_denied"],
] as const)("Refuse comes back in the shape %s", async ([refusalRedirect, expected]) => {
  const sandbox = createSandbox({ refusalRedirect });
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox), alone.id);
  const refused = await browser.post(consent.path, { csrf: consent.csrf, answer: "refuse" });
  expect(refused.status).toBe(302);
  expect(refused.location).toBe(expected);
});

test("who has consented before is asked again", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, authorizePath(sandbox), alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  await exchange(sandbox, allowed.location);
  const again = await browser.get(consent.path);
  expect(again.status).toBe(200);
  expect(again.text).toContain('value="allow"');
});

test("a login that several people share asks for whom it is, and connects the one who was chosen", async () => {
  const sandbox = createSandbox();
  const { householdEmail, household, second } = cast(sandbox);
  const browser = guest(sandbox);
  const path = authorizePath(sandbox);
  const login = await browser.get((await browser.get(path)).location);
  await browser.post("/login", { csrf: login.csrf, r: path, email: householdEmail, password: "sandbox" });

  const choice = await browser.get(path);
  for (const { firstName, id } of household) {
    expect(choice.text).toContain(firstName);
    expect(choice.text).toContain(`selecteduser=${id}`);
  }
  const consent = await browser.get(`${path}&selecteduser=${second.id}`);
  const allowed = await browser.post(`${path}&selecteduser=${second.id}`, {
    csrf: consent.csrf,
    answer: "allow",
  });
  expect((await exchange(sandbox, allowed.location)).body.userid).toBe(String(second.id));
});

test("nobody is connected through somebody else's login", async () => {
  const sandbox = createSandbox();
  const { householdEmail, alone } = cast(sandbox);
  const browser = guest(sandbox);
  const path = `${authorizePath(sandbox)}&selecteduser=${alone.id}`;
  const login = await browser.get((await browser.get(path)).location);
  await browser.post("/login", { csrf: login.csrf, r: path, email: householdEmail, password: "sandbox" });

  const page = await browser.get(path);
  expect(page.text).toContain("Whose data");
  const consent = await browser.get(
    page.text.match(/href="([^"]*selecteduser=\d+)"/)?.[1]?.replaceAll("&amp;", "&") ?? "",
  );
  const answer = await browser.post(path, { csrf: consent.csrf, answer: "allow" });
  expect(answer.status).toBe(403);
  expect(answer.location).toBe("");
});

test("demo mode asks for consent without a log-in, and connects the demo person", async () => {
  const sandbox = createSandbox();
  const browser = guest(sandbox);
  const path = authorizePath(sandbox, { mode: "demo" });
  const consent = await browser.get(path);
  expect(consent.status).toBe(200);
  expect(consent.text).toContain("Demo mode");
  const allowed = await browser.post(path, { csrf: consent.csrf, answer: "allow" });
  const { status, body } = await exchange(sandbox, allowed.location);
  expect(status).toBe(0);
  expect(cast(sandbox).household.map(({ id }) => String(id))).not.toContain(body.userid);
  expect(body.userid).toMatch(/^\d+$/);
});

test.for(["allow", "refuse"])(
  "a redirect URI that is not registered is told as Withings tells it after %s, and is never followed",
  async (answer) => {
    const sandbox = createSandbox();
    const { alone } = cast(sandbox);
    const browser = guest(sandbox);
    const path = authorizePath(sandbox, { redirect_uri: "https://evil.example/callback" });
    const consent = await goToConsent(browser, path, alone.id);
    expect(consent.status).toBe(200);
    const told = await browser.post(consent.path, { csrf: consent.csrf, answer });
    expect(told.status).toBe(400);
    expect(told.location).toBe("");
    expect(told.headers.get("content-type")).toMatch(/^application\/json/);
    expect(JSON.parse(told.text)).toEqual(mismatch);
  },
);

test("options choose when the mismatch is told, and with which HTTP status", async () => {
  const sandbox = createSandbox({ redirectMismatchTold: "at_once", authorizeErrorHttpStatus: 200 });
  const told = await guest(sandbox).get(
    authorizePath(sandbox, { redirect_uri: "https://evil.example/callback" }),
  );
  expect(told.status).toBe(200);
  expect(JSON.parse(told.text)).toEqual(mismatch);
});

test("a missing redirect URI is told at once: there is nothing to ask consent for", async () => {
  const sandbox = createSandbox();
  const told = await guest(sandbox).get(authorizePath(sandbox, { redirect_uri: undefined }));
  expect(JSON.parse(told.text)).toEqual(mismatch);
});

test.for([
  ["a slash at the end", "http://localhost:8765/callback/"],
  ["another port", "http://localhost:8766/callback"],
  ["another case", "http://localhost:8765/Callback"],
  ["an address that is the same to a URL parser", "http://LOCALHOST:8765/callback"],
  ["a path below", "http://localhost:8765/callback/x"],
  ["a query", "http://localhost:8765/callback?x=1"],
])("redirect URIs are compared byte for byte: %s is another one", async ([, redirectUri]) => {
  const sandbox = createSandbox({ redirectMismatchTold: "at_once" });
  const told = await guest(sandbox).get(authorizePath(sandbox, { redirect_uri: redirectUri }));
  expect(JSON.parse(told.text)).toEqual(mismatch);
});

test("with the option, a path or a query below a registered redirect URI is accepted, and nothing beside it", async () => {
  const sandbox = createSandbox({ redirectMismatchTold: "at_once", redirectUriMatching: "prefix" });
  const statusOf = async (redirectUri: string) =>
    (await guest(sandbox).get(authorizePath(sandbox, { redirect_uri: redirectUri }))).status;
  for (const below of ["/x", "?x=1"])
    expect(await statusOf(`http://localhost:8765/callback${below}`)).toBe(302);
  for (const beside of ["s", "/../x", "/%2e%2e/x", "\\x", "@evil.example"])
    expect(await statusOf(`http://localhost:8765/callback${beside}`)).toBe(400);
});

test.for([
  ["response_type", undefined, "missing response_type"],
  ["response_type", "token", "invalid response_type"],
  ["client_id", undefined, "missing client_id"],
  ["client_id", "0".repeat(64), "invalid client_id"],
  ["scope", undefined, "missing scope"],
  ["scope", " , ,", "invalid scope"],
  ["state", undefined, "missing state"],
  ["state", "", "missing state"],
  ["mode", "party", "invalid mode"],
] as const)("a wrong %s (%s) is told in the shape of Withings' errors", async ([name, value, problem]) => {
  const sandbox = createSandbox();
  const told = await guest(sandbox).get(authorizePath(sandbox, { [name]: value }));
  expect(told.status).toBe(400);
  expect(JSON.parse(told.text)).toEqual({ errors: [{ message: `invalid_params: ${problem}` }] });
});

test("parameters that Withings does not document, PKCE's for instance, are ignored, or refused if the option says so", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const pkce = `${authorizePath(sandbox)}&code_challenge=x&code_challenge_method=S256`;
  const browser = guest(sandbox);
  const consent = await goToConsent(browser, pkce, alone.id);
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  expect((await exchange(sandbox, allowed.location)).status).toBe(0);

  sandbox.configure({ unknownAuthorizeParameters: "refused" });
  const told = await guest(sandbox).get(pkce);
  expect([told.status, JSON.parse(told.text)]).toEqual([
    400,
    { errors: [{ message: "invalid_params: unknown parameter" }] },
  ]);
  expect((await goToConsent(guest(sandbox), authorizePath(sandbox), alone.id)).status).toBe(200);
});

test("each scope is explained, and one that Withings does not document is shown as such and not granted", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const path = authorizePath(sandbox, { scope: "user.activity,user.telepathy" });
  const consent = await goToConsent(browser, path, alone.id);
  expect(consent.text).toContain("Activity and sleep");
  expect(consent.text).toContain("Unknown permission");
  expect(consent.text).toContain("user.telepathy");
  const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
  expect((await exchange(sandbox, allowed.location)).body.scope).toBe("user.activity");
});

test("scopes that are joined with spaces are one scope that nobody knows, as at Withings", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const path = authorizePath(sandbox, { scope: "user.info user.metrics" });
  const consent = await goToConsent(guest(sandbox), path, alone.id);
  expect(consent.text.match(/Unknown permission/g)).toHaveLength(1);
});

test("an application in development is full with ten people, and says so before it asks", async () => {
  const sandbox = createSandbox();
  const connect = async (id: number) => {
    const browser = guest(sandbox);
    const consent = await goToConsent(browser, authorizePath(sandbox), id);
    const allowed = await browser.post(consent.path, { csrf: consent.csrf, answer: "allow" });
    expect((await exchange(sandbox, allowed.location)).status).toBe(0);
  };
  const earlier = guest(sandbox);
  const early = await goToConsent(earlier, authorizePath(sandbox), sandbox.people.add().id);
  for (let count = 1; count <= 10; count++)
    await connect(sandbox.people.add({ firstName: `Guest${count}` }).id);

  expect(early.status).toBe(200);
  const late = await earlier.post(early.path, { csrf: early.csrf, answer: "allow" });
  expect([late.status, late.location]).toEqual([403, ""]);

  const eleventh = sandbox.people.add({ firstName: "Eleventh" });
  const refused = await goToConsent(guest(sandbox), authorizePath(sandbox), eleventh.id);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain("This application is full");
  expect(refused.text).not.toContain('value="allow"');
});

test("logging out forgets the login, and goes on to the authorize URL that it was given", async () => {
  const sandbox = createSandbox();
  const { alone } = cast(sandbox);
  const browser = guest(sandbox);
  const path = authorizePath(sandbox);
  await goToConsent(browser, path, alone.id);
  const out = await browser.get(
    `/logout?r=${encodeURIComponent(new URL(path, sandbox.cloud.accountUrl).href)}`,
  );
  expect(out.location).toBe(path);
  expect((await browser.get(path)).location).toMatch(/^\/login\?r=/);

  const page = await browser.get("/logout");
  expect(page.status).toBe(200);
  expect(page.text).toContain("You are logged out");
});

test("with thousands of people the pages stay readable", async () => {
  const sandbox = createSandbox();
  for (let count = 0; count < 2000; count++) sandbox.people.add();
  const browser = guest(sandbox);
  for (const path of ["/", "/login"]) {
    const page = await browser.get(path);
    expect(page.text.length).toBeLessThan(40_000);
    expect(page.text).toMatch(/And \d+ more/);
  }
});

test("the front page tells the addresses, the application with its secret, and the people with their passwords", async () => {
  const sandbox = createSandbox();
  const page = await guest(sandbox).get("/");
  expect(page.status).toBe(200);
  for (const told of [
    sandbox.cloud.apiUrl,
    sandbox.application.clientID,
    sandbox.application.clientSecret,
    ...sandbox.application.redirectUris,
    ...sandbox.people.logins().map(({ password }) => `Password <code>${password}</code>`),
  ])
    expect(page.text).toContain(told);
  for (const { firstName, email } of sandbox.people.list().filter((person) => person.email !== undefined)) {
    expect(page.text).toContain(firstName);
    expect(page.text).toContain(email);
  }
  const [, controls = ""] = /href="(\/[^"]*)">Controls/.exec(page.text) ?? [];
  expect((await guest(sandbox).get(controls)).status).toBe(200);
});
