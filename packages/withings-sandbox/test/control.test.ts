import { createSandbox, type Sandbox } from "withings-sandbox";
import { expect, onTestFinished, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";

interface Reply {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Controls a sandbox as a program in any language would. */
function control(sandbox: Sandbox) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> => {
    const response = await sandbox.fetch(`${sandbox.cloud.apiUrl}/_sandbox${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Reply["json"] };
  };
}

test("the controls describe themselves, and every endpoint they name exists", async () => {
  const send = control(createSandbox());
  const { status, json } = await send("GET", "");
  expect(status).toBe(200);
  const endpoints = Object.keys(json["endpoints"] as object);
  expect(endpoints.length).toBeGreaterThan(15);
  for (const endpoint of endpoints) {
    const [method = "", path = ""] = endpoint.split(" ");
    const bodyless = method === "GET" || method === "DELETE";
    const reply = await send(
      method,
      path.slice("/_sandbox".length).replace(":id", "1"),
      bodyless ? undefined : {},
    );
    expect(reply.json["error"] ?? "", endpoint).not.toMatch(/^There is no [A-Z]+ /);
  }
});

test("no answer of the controls is kept by a cache, since they tell secrets", async () => {
  const { fetch, cloud } = createSandbox();
  for (const path of ["", "/people", "/clock"])
    expect((await fetch(`${cloud.apiUrl}/_sandbox${path}`)).headers.get("cache-control")).toBe("no-store");
});

test("what is not there is told, with what is", async () => {
  const { status, json } = await control(createSandbox())("GET", "/nothing");
  expect([status, json["error"]]).toEqual([404, "There is no GET /_sandbox/nothing."]);
  expect(json).toHaveProperty("endpoints");
});

test("the clock is read, set, stopped and advanced", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const now = "2030-01-01T00:00:00.000Z";
  expect((await send("PUT", "/clock", { now, flowing: false })).json).toEqual({ now, flowing: false });
  expect((await send("POST", "/clock/advance", { hours: 3, minutes: 1 })).json).toEqual({
    now: "2030-01-01T03:01:00.000Z",
    flowing: false,
  });
  expect(sandbox.clock.now().toISOString()).toBe("2030-01-01T03:01:00.000Z");
  expect((await send("PUT", "/clock", { flowing: true })).json).toMatchObject({ flowing: true });
  expect((await send("GET", "/clock")).json["now"]).toMatch(/^2030-01-01T03:01:0/);
});

test("faults are switched on and off", async () => {
  const sandbox = patientSandbox();
  const send = control(sandbox);
  const added = await send("POST", "/faults", { operation: "*", kind: "status", status: 522, times: 5 });
  expect([added.status, added.json]).toEqual([
    201,
    { fault: { id: 1, operation: "*", kind: "status", status: 522, times: 5, left: 5 } },
  ]);
  expect((await client(sandbox).refresh("any")).status).toBe(522);
  expect((await send("GET", "/faults")).json["faults"]).toMatchObject([{ id: 1, left: 4 }]);
  expect((await send("DELETE", "/faults/2")).status).toBe(404);
  expect((await send("DELETE", "/faults/1")).json["faults"]).toEqual([]);
  await send("POST", "/faults", { operation: "*", kind: "empty" });
  await send("DELETE", "/faults");
  expect((await client(sandbox).refresh("any")).status).toBe(503);
});

test("the request log is read and emptied", async () => {
  const sandbox = patientSandbox();
  const send = control(sandbox);
  await client(sandbox).refresh("any");
  expect((await send("GET", "/requests")).json["requests"]).toMatchObject([
    { operation: "oauth2 requesttoken" },
  ]);
  expect((await send("DELETE", "/requests")).json).toEqual({ requests: [] });
  expect(sandbox.requests.list()).toEqual([]);
});

test("an application is registered, with a probe of its URLs if that is wanted", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const redirectUris = ["http://127.0.0.1:1/callback"];
  const added = await send("POST", "/applications", { redirectUris, name: "Mine", contract: true });
  expect([added.status, added.json]).toMatchObject([
    201,
    { application: { name: "Mine", contract: true, redirectUris } },
  ]);
  const probed = await send("POST", "/applications", { redirectUris, probe: true });
  expect([probed.status, probed.json["error"]]).toEqual([
    400,
    "Partner error: Fail to connect to callback url:[http://127.0.0.1:1/callback] no connection",
  ]);
  expect((await send("GET", "/applications")).json["applications"]).toHaveLength(2);
});

test("a person is added, with a login or into one", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const email = "new@example.com";
  const { status, json } = await send("POST", "/people", {
    email,
    password: "open sesame",
    firstName: "Nova",
  });
  expect([status, json["person"]]).toMatchObject([201, { email, firstName: "Nova" }]);
  await send("POST", "/people", { email: "NEW@example.com", firstName: "Second" });
  const { logins } = (await send("GET", "/people")).json as { logins: { email: string; password: string }[] };
  expect(logins.find((login) => login.email === email)).toMatchObject({
    password: "open sesame",
    personIds: [expect.any(Number), expect.any(Number)],
  });
});

test("a code is issued without the pages", async () => {
  const sandbox = createSandbox();
  const [, , person] = sandbox.people.list();
  const wanted = { scopes: ["user.info"], personId: person?.id, redirectUri: "example://withings/auth" };
  const { status, json } = await control(sandbox)("POST", "/codes", wanted);
  expect(status).toBe(201);
  const answer = await client(sandbox).exchange(String(json["code"]), {
    redirect_uri: "example://withings/auth",
  });
  expect(answer.body).toMatchObject({ userid: String(person?.id), scope: "user.info" });
});

test("the options are read and changed", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const { json } = await send("PATCH", "/options", { forkPolicy: "strict", rateLimitPerMinute: "off" });
  expect(json["options"]).toMatchObject({
    forkPolicy: "strict",
    rateLimitPerMinute: "off",
    useridShape: "observed",
  });
  expect(json["allowed"]).toHaveProperty(
    "forkPolicy",
    '"both-live" or "first-use-wins" or "latest-wins" or "strict"',
  );
  expect(sandbox.options.forkPolicy).toBe("strict");
});

test("a reset brings everything back, the same application and people too", async () => {
  const sandbox = createSandbox({ forkPolicy: "latest-wins" });
  const send = control(sandbox);
  const { people, applications } = sandbox;
  const before = [people.list(), applications.list()];
  const api = client(sandbox);
  const { access_token, refresh_token } = await api.connect();
  sandbox.people.add();
  sandbox.applications.add({ redirectUris: ["http://localhost:1/"] });
  sandbox.faults.add({ operation: "*", kind: "empty" });
  sandbox.configure({ forkPolicy: "strict", csrfToken: false });
  sandbox.clock.set(new Date("2040-01-01"));
  sandbox.clock.stop();
  expect((await send("POST", "/reset", {})).status).toBe(200);

  expect([people.list(), applications.list()]).toEqual(before);
  expect(sandbox.options).toMatchObject({ forkPolicy: "latest-wins", csrfToken: true });
  expect(Math.abs(sandbox.clock.nowMs() - Date.now())).toBeLessThan(1000);
  expect([sandbox.faults.list(), sandbox.requests.list()]).toEqual([[], []]);
  expect((await api.devices(access_token)).status).toBe(401);
  expect((await api.refresh(refresh_token)).status).toBe(503);
  expect(await api.connect()).toHaveProperty("access_token");
});

const device = {
  type: "Scale",
  model: "",
  model_id: 5,
  battery: "low",
  deviceid: "a",
  hash_deviceid: "b",
  timezone: "Europe/Paris",
  first_session_date: null,
  last_session_date: 1_700_000_000,
};

test("a person is added with devices as they are given", async () => {
  const sandbox = createSandbox();
  const { status, json } = await control(sandbox)("POST", "/people", { devices: [device] });
  expect([status, json["person"]]).toMatchObject([201, { devices: [device] }]);
});

test("a clock at the end of what it can be set to still tells the time", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  expect((await send("PUT", "/clock", { now: "9999-12-31T23:59:59.999Z" })).status).toBe(200);
  sandbox.clock.stop();
  await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.clock.start();
  await client(sandbox).refresh("any");
  expect((await send("GET", "")).status).toBe(200);
  expect((await send("GET", "/requests")).status).toBe(200);
});

test("after a reset nothing is remembered of what came before: neither who was added, nor which requests came", async () => {
  const sandbox = createSandbox({ rateLimitPerMinute: 1 });
  const added = sandbox.people.add();
  const api = client(sandbox);
  expect([(await api.refresh("one")).status, (await api.refresh("another")).status]).toEqual([503, 601]);
  sandbox.reset();
  expect((await api.refresh("one")).error).toBe("Invalid Params: invalid refresh_token");
  expect(sandbox.people.add()).toEqual(added);
});

test("wrong input is a 400 that says what is allowed, and changes nothing", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const wrong: readonly (readonly [string, string, unknown, RegExp])[] = [
    ["PUT", "/clock", { now: "tomorrow" }, /ISO 8601/],
    ["PUT", "/clock", { time: 1 }, /it can have now, flowing/],
    ["POST", "/clock/advance", { hours: "3" }, /hours must be a number/],
    ["POST", "/clock/advance", { days: 1e300 }, /before the year 10000/],
    ["POST", "/clock/advance", { days: 3e6, hours: 1e6 }, /before the year 10000/],
    ["PUT", "/clock", { now: 8_640_000_000_000_000, flowing: false }, /before the year 10000/],
    ["PUT", "/clock", { now: "+275760-09-13T00:00:00Z", flowing: false }, /before the year 10000/],
    ["POST", "/faults", { operation: "*", kind: "explode" }, /kind must be one of/],
    ["POST", "/applications", {}, /needs redirectUris/],
    ["POST", "/applications", { redirectUris: ["/callback"] }, /absolute URLs/],
    ["POST", "/applications", { redirectUris: [] }, /list of texts/],
    ["POST", "/applications", { redirectUris: ["a:b"], clientID: sandbox.application.clientID }, /already/],
    ["POST", "/people", { gender: 2 }, /one of 0, 1/],
    ["POST", "/people", { email: "nobody" }, /e-mail address/],
    ["POST", "/people", { timezone: "Mars/Olympus" }, /time zone/],
    ["POST", "/people", { birthDate: "1.2.1990" }, /date, as in/],
    ["POST", "/people", { devices: [{}] }, /list of devices/],
    ["POST", "/people", { devices: [{ ...device, more: 1 }] }, /list of devices/],
    ["POST", "/people", { devices: [{ ...device, battery: "full" }] }, /list of devices/],
    ["POST", "/people", `{"${"x".repeat(1024 * 1024)}":1}`, /1 MiB is allowed/],
    ["POST", "/people", { id: sandbox.people.demo.id }, /already/],
    ["POST", "/codes", { scopes: ["user.info"], personId: 7 }, /no person/],
    ["POST", "/codes", { scopes: ["user.info"], clientID: "7" }, /no application/],
    ["PATCH", "/options", { forkPolicy: "maybe" }, /both-live/],
    ["PATCH", "/options", { useridShape: "string", csrfToken: "no" }, /csrfToken must be true or false/],
    ["PATCH", "/options", { authorizeErrorHttpStatus: 204 }, /200 or a whole number from 400/],
    ["PATCH", "/options", '{"__proto__":{}}', /no option "__proto__"/],
    ["PATCH", "/options", { nothing: 1 }, /The options are: forkPolicy/],
    ["PATCH", "/options", { contentType: "a\nb" }, /HTTP header/],
    ["PATCH", "/options", "[1]", /JSON object/],
    ["PATCH", "/options", "{", /not JSON/],
  ];
  const state = (): string =>
    JSON.stringify([
      sandbox.people.list(),
      sandbox.applications.list(),
      sandbox.options,
      sandbox.faults.list(),
      sandbox.clock.flowing,
      Math.abs(sandbox.clock.nowMs() - Date.now()) < 1000,
    ]);
  const before = state();
  for (const [method, path, body, message] of wrong) {
    const { status, json } = await send(method, path, body);
    expect([status, json["error"]], JSON.stringify(body)).toEqual([400, expect.stringMatching(message)]);
  }
  expect(state()).toBe(before);
});

test("web pages of other sites cannot control it", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ] as Record<string, string>[]) {
    expect((await send("POST", "/reset", {}, headers)).status).toBe(403);
    expect((await send("GET", "", undefined, headers)).status).toBe(403);
    expect((await send("DELETE", "/faults", undefined, headers)).status).toBe(403);
  }
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
    expect((await send("POST", "/reset", "{}", { "content-type": type })).status).toBe(415);
});

test("its own pages can, and so can programs that say nothing of an origin", async () => {
  const sandbox = createSandbox();
  const send = control(sandbox);
  const { origin } = new URL(sandbox.cloud.apiUrl);
  expect((await send("GET", "/clock", undefined, { origin, "sec-fetch-site": "same-origin" })).status).toBe(
    200,
  );
  expect((await send("GET", "/clock", undefined, { "sec-fetch-site": "none" })).status).toBe(200);
});

test("a name that was made to point to this machine is turned away", async () => {
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  for (const host of ["evil.example", `localhost.evil.example:${server.port}`, "192.0.2.1"]) {
    const response = await sandbox.fetch(`http://${host}/_sandbox/clock`);
    expect(response.status, host).toBe(403);
  }
  for (const host of ["localhost", "127.0.0.1", "[::1]"])
    expect((await fetch(`http://${host}:${server.port}/_sandbox/clock`)).status, host).toBe(200);
});

test("its answers are indented, for people at a prompt or a browser", async () => {
  const { fetch, cloud } = createSandbox();
  for (const path of ["/clock", "/nothing"]) {
    const text = await (await fetch(`${cloud.apiUrl}/_sandbox${path}`)).text();
    expect(text).toBe(JSON.stringify(JSON.parse(text), null, 2));
  }
});
