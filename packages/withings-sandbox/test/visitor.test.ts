import { expect, test } from "vitest";
import { WithingsConnector } from "withings-kit";
import { type Sandbox, createSandbox, visitor } from "withings-sandbox";
import { authorizePath } from "./support/guest.js";

type Options = NonNullable<Parameters<typeof visitor>[0]>;

async function visit(
  sandbox: Sandbox,
  { changes = {}, ...options }: Options & { changes?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<URL> {
  const url = new URL(authorizePath(sandbox, changes), sandbox.cloud.accountUrl).href;
  const result = await visitor({ fetch: sandbox.fetch, ...options }).open({
    url,
    redirectUri: changes["redirect_uri"] ?? "http://localhost:8765/callback",
    callbackUrlScheme: "http",
    signal: options.signal ?? new AbortController().signal,
    whyIgnored: () => undefined,
    offer: () => Promise.resolve({ type: "refused" }),
  });
  if (result.type !== "callback") throw new Error("The visitor closed the page.");
  return new URL(result.url);
}

function household(sandbox: Sandbox) {
  const people = sandbox.people.list();
  const email = people
    .map((person) => person.email)
    .find((each, index, all) => each !== undefined && all.indexOf(each) !== index);
  const members = people.filter((person) => person.email === email);
  const second = members[1];
  if (email === undefined || second === undefined) throw new Error("The sandbox starts with a household.");
  return { email, second };
}

test("the visitor logs in, allows, and comes back with a code and the state", async () => {
  const callback = await visit(createSandbox());
  expect(callback.href.startsWith("http://localhost:8765/callback?code=")).toBe(true);
  expect(callback.searchParams.get("state")).toBe("state-of-this-attempt");
});

test("the visitor reaches a sandbox over TCP with the global fetch", async () => {
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  try {
    const url = new URL(authorizePath(sandbox), server.cloud.accountUrl).href;
    const result = await visitor().open({
      url,
      redirectUri: "http://localhost:8765/callback",
      callbackUrlScheme: "http",
      signal: new AbortController().signal,
      whyIgnored: () => undefined,
      offer: () => Promise.resolve({ type: "refused" }),
    });
    expect(result).toMatchObject({ type: "callback", url: expect.stringContaining("code=") as string });
  } finally {
    await server.close();
  }
});

test("the visitor refuses when told to", async () => {
  const callback = await visit(createSandbox(), { answer: "refuse" });
  expect(callback.search).toBe("?error=access_denied&state=state-of-this-attempt");
});

test.for(["example://withings/auth", "https://app.example.com/withings/callback"])(
  "the visitor stops at %s without asking for it",
  async (redirectUri) => {
    const asked: string[] = [];
    const sandbox = createSandbox();
    const callback = await visit(sandbox, {
      changes: { redirect_uri: redirectUri },
      fetch: (request) => {
        asked.push(request.url);
        return sandbox.fetch(request);
      },
    });
    expect(callback.href.startsWith(`${redirectUri}?code=`)).toBe(true);
    expect(asked.every((url) => url.startsWith(sandbox.cloud.accountUrl))).toBe(true);
  },
);

test("the visitor stops at a redirect URI on the very server that shows the pages", async () => {
  const sandbox = createSandbox();
  const redirectUri = `${sandbox.cloud.accountUrl}/callback`;
  const { clientID } = sandbox.applications.add({ redirectUris: [redirectUri] });
  const callback = await visit(sandbox, { changes: { client_id: clientID, redirect_uri: redirectUri } });
  expect(callback.href.startsWith(`${redirectUri}?code=`)).toBe(true);
  expect(sandbox.requests.list().map(({ path }) => path)).not.toContain("/callback");
});

test("the visitor types an e-mail address and a password, and chooses the person by name or by user id", async () => {
  const sandbox = createSandbox();
  const { email, second } = household(sandbox);
  for (const person of [
    second.firstName,
    `${second.firstName} ${second.lastName}`,
    second.id,
    String(second.id),
  ]) {
    const steps: string[] = [];
    await visit(sandbox, { email, password: "sandbox", person, trace: (step) => steps.push(step) });
    expect(steps).toContain(`Chose ${second.firstName} ${second.lastName}`);
  }
});

test("the visitor can be one of the people whom the page offers, with one click", async () => {
  const sandbox = createSandbox();
  const { second } = household(sandbox);
  const steps: string[] = [];
  await visit(sandbox, { person: second.id, trace: (step) => steps.push(step) });
  expect(steps).toContain(`Clicked on ${second.firstName} ${second.lastName}`);
});

test("the visitor needs no login in demo mode", async () => {
  const steps: string[] = [];
  const callback = await visit(createSandbox(), {
    changes: { mode: "demo" },
    trace: (step) => steps.push(step),
  });
  expect(callback.searchParams.has("code")).toBe(true);
  expect(steps.join()).not.toContain("Log in");
});

test("the steps tell neither code, nor state, nor password", async () => {
  const sandbox = createSandbox();
  const steps: string[] = [];
  const { email } = household(sandbox);
  const callback = await visit(sandbox, { email, password: "sandbox", trace: (step) => steps.push(step) });
  const told = steps.join("\n");
  expect(told).toContain("Pressed Allow");
  for (const secret of [callback.searchParams.get("code") ?? "code", "state-of-this-attempt", '"sandbox"'])
    expect(told).not.toContain(secret);
});

test.for([
  ["a wrong password", { email: "", password: "wrong" }, /could not log in.*do not belong together/],
  ["a person who is not offered", { person: "Nobody" }, /not offered the person Nobody/],
  ["a person of another login", { email: "", person: "Nobody" }, /does not find the person Nobody/],
] as const)("%s is told", async ([, options, words]) => {
  const sandbox = createSandbox();
  const { email } = household(sandbox);
  await expect(visit(sandbox, "email" in options ? { ...options, email } : options)).rejects.toThrow(words);
});

test("a person who is not there is told by authorize, with those who are", async () => {
  const sandbox = createSandbox();
  const { clientID, clientSecret } = sandbox.application;
  const login = WithingsConnector.authorize({
    clientID,
    clientSecret,
    scope: "user.info",
    redirectUri: "http://localhost:8765/callback",
    callbackUrlScheme: "http",
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    webView: visitor({ fetch: sandbox.fetch, person: "Nobody" }),
  });
  const error: unknown = await login.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "WithingsConfigurationError", option: "person" });
  expect((error as Error).message).toMatch(
    /not offered the person Nobody on the login page\. There are (\w[^,]*, ){5}/,
  );
});

test("an error of the account pages is told in Withings' words", async () => {
  const visiting = visit(createSandbox(), { changes: { redirect_uri: "https://evil.example/" } });
  await expect(visiting).rejects.toThrow(/redirect_uri_mismatch/);
});

test("what is no page of an account is told", async () => {
  const answers = [
    () => new Response("<h1>It works!</h1>", { headers: { "content-type": "text/html" } }),
    () => new Response("busy", { status: 503, headers: { "content-type": "text/plain" } }),
    () => new Response(null, { status: 302, headers: { location: "/again" } }),
  ];
  const words = [
    /cannot go on from the page “It works!”/,
    /HTTP 503 with text\/plain/,
    /redirected 20 times/,
  ];
  for (const [index, answer] of answers.entries())
    await expect(visit(createSandbox(), { fetch: () => Promise.resolve(answer()) })).rejects.toThrow(
      words[index],
    );
});

test("a password without an e-mail address is a mistake", () => {
  expect(() => visitor({ password: "sandbox" })).toThrow(/Pass both, or neither/);
});

test("an abort ends the visit at the next step", async () => {
  const sandbox = createSandbox();
  const abort = new AbortController();
  const visiting = visit(sandbox, {
    signal: abort.signal,
    trace: () => {
      abort.abort(new Error("enough"));
    },
  });
  await expect(visiting).rejects.toThrow("enough");
});
