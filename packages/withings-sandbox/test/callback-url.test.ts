import { callbackUrlProblems, probeCallbackUrl } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";
import { answering, probedServer } from "./support/probed-server.js";

test("the rules for production: https, a domain name, port 80 or 443, at most 255 characters", () => {
  const fine = [
    "https://app.example.com/cb",
    "https://app.example.com:443/",
    "https://app.example.com:80/cb?x=1",
  ];
  for (const url of fine) expect(callbackUrlProblems(url)).toEqual([]);
  const longUrl = `https://app.example.com/${"x".repeat(232)}`;
  expect(callbackUrlProblems(longUrl.slice(0, 255))).toEqual([]);
  const broken = {
    "http://app.example.com/cb": ["it is not https"],
    "https://localhost/cb": ["its host is not a domain name"],
    "https://192.0.2.1/cb": ["its host is not a domain name"],
    "https://[2001:db8::1]/cb": ["its host is not a domain name"],
    "https://app.example.com:8443/cb": ["its port is neither 80 nor 443"],
    [longUrl]: ["it is longer than 255 characters"],
    "/callback": ["it is not an absolute URL"],
  };
  for (const [url, problems] of Object.entries(broken)) expect(callbackUrlProblems(url)).toEqual(problems);
  expect(callbackUrlProblems("example://withings/auth").length).toBeGreaterThan(0);
});

test("the probe is a HEAD and wants a 2xx", async () => {
  const methods: (string | undefined)[] = [];
  const url = await probedServer((request, response) => {
    methods.push(request.method);
    response.writeHead(204).end();
  });
  expect(await probeCallbackUrl(url)).toEqual({ type: "answered" });
  expect(methods).toEqual(["HEAD"]);
});

test("a 405, a redirect, silence and a closed port fail, in Withings' words", async () => {
  const refusing = await probedServer(answering(405));
  expect(await probeCallbackUrl(refusing)).toEqual({
    type: "failed",
    problem: `Partner error: Fail to connect to callback url:[${refusing}] http status [405]`,
  });
  const redirecting = await probedServer((request, response) =>
    response.writeHead(request.url === "/callback" ? 302 : 200, { location: "/" }).end(),
  );
  expect(await probeCallbackUrl(redirecting)).toMatchObject({
    problem: expect.stringContaining("http status [302]") as unknown,
  });
  const silent = await probedServer(() => undefined);
  expect(await probeCallbackUrl(silent, { timeoutMs: 50 })).toMatchObject({
    problem: expect.stringMatching(/timeout$/) as unknown,
  });
  expect(await probeCallbackUrl("http://127.0.0.1:1/")).toMatchObject({
    problem: expect.stringMatching(/no connection$/) as unknown,
  });
});

test("the probe goes to this machine only, unless it is given something to reach others with", async () => {
  for (const url of [
    "https://app.example.com/cb",
    "http://192.0.2.1/",
    "http://localhost.example.com/",
    "example://x",
  ])
    expect(await probeCallbackUrl(url)).toEqual({ type: "not_asked" });
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push([input, init?.method]);
    return Promise.resolve(new Response(null, { status: 200 }));
  };
  expect(await probeCallbackUrl("https://app.example.com/cb", { fetch })).toEqual({ type: "answered" });
  expect(asked).toEqual([["https://app.example.com/cb", "HEAD"]]);
});

test("an abort ends a probe", async () => {
  const silent = await probedServer(() => undefined);
  const abort = new AbortController();
  const probe = probeCallbackUrl(silent, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(probe).rejects.toThrow("enough");
});

test("registering asks every callback URL; adding asks none", async () => {
  const { applications } = patientSandbox();
  const [good, bad] = [await probedServer(answering(200)), await probedServer(answering(405))];
  expect(await applications.register({ redirectUris: [good] })).toMatchObject({
    application: { redirectUris: [good], restricted: true },
  });
  expect(await applications.register({ redirectUris: [good, bad] })).toMatchObject({
    problem: expect.stringContaining("http status [405]") as unknown,
  });
  expect(applications.add({ redirectUris: [bad] }).redirectUris).toEqual([bad]);
});

test("createclient refuses an application whose callback URL does not answer, with 293", async () => {
  const sandbox = patientSandbox();
  const application = sandbox.applications.add({
    redirectUris: ["https://app.example.com/"],
    contract: true,
  });
  const bad = await probedServer(answering(405));
  const answer = await client(sandbox, { application }).signed("createclient", {
    name: "n",
    description: "d",
    intended_environment: "dev",
    intended_integrations: '["sdk"]',
    redirect_uris: JSON.stringify([bad]),
  });
  expect(answer).toEqual({
    status: 293,
    body: {},
    error: `Partner error: Fail to connect to callback url:[${bad}] http status [405]`,
  });
});

test("an application is restricted when one of its URLs breaks the rules", () => {
  const { application, applications } = patientSandbox();
  expect(application.restricted).toBe(true);
  const fine = "https://app.example.com/cb";
  expect(applications.add({ redirectUris: [fine] }).restricted).toBe(false);
  expect(applications.add({ redirectUris: [fine, "http://localhost:1/cb"] }).restricted).toBe(true);
});

test("a restricted application holds ten people; the demo person does not count, and who is in stays in", async () => {
  const api = client(patientSandbox());
  const people = Array.from({ length: 11 }, () => api.sandbox.people.add());
  await api.connect(["user.info"], api.sandbox.people.demo.id);
  for (const { id } of people.slice(0, 10)) await api.connect(["user.info"], id);
  const eleventh = api.sandbox.issueCode({ scopes: ["user.info"], personId: people[10]?.id ?? 0 });
  expect(await api.exchange(eleventh)).toMatchObject({ status: 2553, body: {} });
  expect(await api.connect(["user.info"], people[3]?.id)).toHaveProperty("access_token");

  await api.signed("revoke", { userid: String(people[0]?.id) });
  expect(await api.connect(["user.info"], people[10]?.id)).toHaveProperty("access_token");
});

test("an application that keeps the rules holds more than ten", async () => {
  const sandbox = patientSandbox();
  const application = sandbox.applications.add({ redirectUris: ["https://app.example.com/cb"] });
  const api = client(sandbox, { application });
  for (let count = 0; count < 11; count++) await api.connect(["user.info"], sandbox.people.add().id);
  expect(await api.connect(["user.info"], sandbox.people.add().id)).toHaveProperty("access_token");
});

test("an application with a callback URL for development is refused if the option says so", async () => {
  const { applications } = patientSandbox({ developmentCallbacks: "refused" });
  const good = await probedServer(answering(200));
  expect(await applications.register({ redirectUris: ["https://app.example.com/cb"] })).toHaveProperty(
    "application",
  );
  for (const redirectUri of [good, "example://withings/auth"])
    expect(
      await applications.register({ redirectUris: ["https://app.example.com/cb", redirectUri] }),
    ).toMatchObject({
      problem: expect.stringContaining(`callback url:[${redirectUri}] it is not https`) as unknown,
    });
});
