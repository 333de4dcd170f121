import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";

test("a request is noted with its operation, its harmless parameters, and how it was answered", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  sandbox.clock.stop();
  await api.exchange("a code");
  expect(sandbox.requests.list()).toEqual([
    {
      time: sandbox.clock.now().toISOString(),
      method: "POST",
      path: "/v2/oauth2",
      operation: "oauth2 requesttoken",
      parameters: {
        action: "requesttoken",
        grant_type: "authorization_code",
        client_id: sandbox.application.clientID,
        client_secret: "***",
        code: "***",
        redirect_uri: "http://localhost:8765/callback",
      },
      httpStatus: 200,
      status: 503,
    },
  ]);
});

test("no secret is in the log: not in the parameters, not in a misspelled one, not in a page's form", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  const code = sandbox.issueCode({ scopes: ["user.info"] });
  const first = await api.exchange(code);
  const pair = first.body as { access_token: string; refresh_token: string };
  await api.refresh(pair.refresh_token);
  await api.devices(pair.access_token);
  await api.post("/v2/user", { action: "getdevice", access_token: pair.access_token });
  await api.post("/v2/oauth2", { action: "requesttoken", refreshtoken: pair.refresh_token });
  await api.signed("getdemoaccess", { scope_oauth2: "user.info" });
  const page = `${sandbox.cloud.accountUrl}/oauth2_user/authorize2?state=a-state-nobody-may-see&scope=user.info`;
  await sandbox.fetch(page);
  const form = new URLSearchParams({ email: "someone@example.com", password: "a-password-nobody-may-see" });
  await sandbox.fetch(`${sandbox.cloud.accountUrl}/login`, { method: "POST", body: form });

  const log = JSON.stringify(sandbox.requests.list());
  const secrets = [
    code,
    pair.access_token,
    pair.refresh_token,
    sandbox.application.clientSecret,
    "nobody-may-see",
  ];
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/"(nonce|signature)":"[^*]/);
  expect(log).toContain("oauth2 authorize");
  expect(log).toContain("account login");
});

test("faults and dropped connections are noted", async () => {
  const api = client(patientSandbox());
  api.sandbox.faults.add({ operation: "*", kind: "status", status: 522, times: 1 });
  api.sandbox.faults.add({ operation: "*", kind: "drop", times: 1 });
  await api.refresh("any");
  await api.refresh("any").catch(() => undefined);
  const [spoiled, dropped] = api.sandbox.requests.list();
  expect(spoiled).toMatchObject({ fault: "status", status: 522, httpStatus: 200 });
  expect(dropped).toMatchObject({ fault: "drop" });
  expect(dropped).not.toHaveProperty("httpStatus");
});

test("an answer that a fault spoiled is noted with what the cloud had done before", async () => {
  const api = client(patientSandbox());
  const { refresh_token } = await api.connect();
  const drop = { operation: "*", kind: "drop", times: 1 } as const;
  for (const when of ["before", "after", "after"] as const) api.sandbox.faults.add({ ...drop, when });
  api.sandbox.requests.clear();
  for (const token of [refresh_token, refresh_token, "nobody's"])
    await api.refresh(token).catch(() => undefined);
  const [nothing, granted, refused] = api.sandbox.requests.list();
  expect(nothing).not.toHaveProperty("committed");
  expect([granted?.committed, refused?.committed]).toEqual([0, 503]);
});

test("the log is cleared, and keeps no more than its size", async () => {
  const api = client(patientSandbox({ requestLogSize: 3 }));
  for (let turn = 0; turn < 20; turn++)
    await api.post("/v2/user", { action: "getdevice", offset: String(turn) });
  expect(api.sandbox.requests.list().map(({ parameters }) => parameters["offset"])).toEqual([
    "17",
    "18",
    "19",
  ]);
  api.sandbox.requests.clear();
  expect(api.sandbox.requests.list()).toEqual([]);
});

test("controlling the sandbox is not a request to Withings", async () => {
  const { fetch, cloud, requests } = createSandbox();
  await fetch(`${cloud.apiUrl}/_sandbox`);
  expect(requests.list()).toEqual([]);
});

test("a parameter with a peculiar name, or a very long value, does no harm", async () => {
  const api = client(patientSandbox());
  await api.post("/v2/user", { action: "x".repeat(10_000), ["__proto__"]: "y" });
  const [request] = api.sandbox.requests.list();
  expect(request?.parameters["action"]).toBe("x".repeat(200));
  expect(Object.keys(request?.parameters ?? {})).toEqual(["action", "__proto__"]);
});

test("a secret that was sent where none belongs is not in the log either", async () => {
  const sandbox = patientSandbox();
  const { apiUrl, accountUrl } = sandbox.cloud;
  const { clientID, clientSecret } = sandbox.application;
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const json = { "content-type": "application/json" };
  const password = "a-password-nobody-may-see";
  const requests: readonly (readonly [string, RequestInit])[] = [
    // JSON with the content type of a form is one parameter with a very long name.
    [
      `${apiUrl}/v2/oauth2`,
      { headers: form, body: JSON.stringify({ client_secret: clientSecret, password }) },
    ],
    [`${apiUrl}/v2/oauth2`, { headers: form, body: clientSecret }],
    [`${apiUrl}/v2/oauth2&client_secret=${clientSecret}`, {}],
    [`${apiUrl}/v2/${clientSecret}`, {}],
    [`${accountUrl}/login/${clientSecret}`, {}],
    [`${accountUrl}/login;password=${password}`, {}],
    // The id and the secret in each other's place.
    [`${apiUrl}/v2/oauth2?client_id=${clientSecret}&client_secret=${clientID}&action=requesttoken`, {}],
    // The whole callback URL as the redirect URI.
    [
      `${apiUrl}/v2/oauth2`,
      { headers: form, body: `redirect_uri=${encodeURIComponent(`x://y/?code=${password}`)}` },
    ],
    [`${apiUrl}/v2/oauth2`, { headers: json, body: JSON.stringify({ redirect_uri: { password } }) }],
    [`${apiUrl}/v2/oauth2`, { headers: json, body: JSON.stringify({ name: [{ password }] }) }],
    [`${apiUrl}/v2/user?action=${clientSecret.toUpperCase()}`, {}],
    [`${apiUrl}/v2/user`, { headers: { authorization: `Bearer ${clientSecret}`, cookie: password } }],
    [`${apiUrl}/_sandbox/people`, { headers: json, body: JSON.stringify({ password }) }],
    [
      `${accountUrl}/login?r=${password}`,
      { headers: form, body: `csrf=${clientSecret}&password=${password}` },
    ],
    [`${accountUrl}/login`, { headers: json, body: JSON.stringify({ csrf: clientSecret, password }) }],
  ];
  for (const [url, init] of requests) await sandbox.fetch(url, { method: "POST", ...init });
  const log = JSON.stringify(sandbox.requests.list()).toLowerCase();
  expect(sandbox.requests.list()).toHaveLength(requests.length - 1);
  for (const secret of [clientSecret, password]) expect(log).not.toContain(secret);
  // The id alone, in the place of the secret, is masked; in its own it is shown.
  expect(log).not.toContain(clientID);
  await client(sandbox).refresh("any");
  expect(JSON.stringify(sandbox.requests.list())).toContain(clientID);
});

test("no field of the log is long, whatever was sent", async () => {
  const sandbox = patientSandbox();
  const body = new URLSearchParams(Array.from({ length: 10_000 }, (_, index) => [`name${index}`, "value"]));
  await sandbox.fetch(`${sandbox.cloud.apiUrl}/v2/${"deep/".repeat(3000)}`, { method: "POST", body });
  expect(JSON.stringify(sandbox.requests.list()).length).toBeLessThan(2000);
});

test("the pages are noted by name, the front page too", async () => {
  const { fetch, cloud, requests } = createSandbox();
  for (const path of ["/", "/login", "/logout"]) await fetch(cloud.accountUrl + path);
  expect(requests.list().map(({ operation }) => operation)).toEqual([
    "account front",
    "account login",
    "account logout",
  ]);
});
