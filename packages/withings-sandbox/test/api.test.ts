import { expect, test } from "vitest";
import type { Device } from "withings-sandbox";
import { client, patientSandbox, tokenPath } from "./support/client.js";

test("parameters are taken from a form, from JSON, and from the query of a POST", async () => {
  const api = client(patientSandbox());
  const send = async (init: RequestInit, query = ""): Promise<unknown> => {
    const url = `${api.sandbox.cloud.apiUrl}${tokenPath}${query}`;
    return (await api.sandbox.fetch(url, { method: "POST", ...init })).json();
  };
  const fields = (): Readonly<Record<string, string>> =>
    api.exchangeFields(api.sandbox.issueCode({ scopes: ["user.info"] }));
  const json = { "content-type": "application/json; charset=utf-8" };
  expect(await send({ body: new URLSearchParams(fields()) })).toMatchObject({ status: 0 });
  expect(await send({ body: JSON.stringify(fields()), headers: json })).toMatchObject({ status: 0 });
  expect(await send({}, `?${new URLSearchParams(fields()).toString()}`)).toMatchObject({ status: 0 });
  const { action = "", ...rest } = fields();
  expect(await send({ body: new URLSearchParams(rest) }, `?action=${action}`)).toMatchObject({ status: 0 });
});

test("the body wins over the query, and the last of two values over the first", async () => {
  const api = client(patientSandbox());
  const { code = "", ...rest } = api.exchangeFields(api.sandbox.issueCode({ scopes: ["user.info"] }));
  const body = new URLSearchParams({ ...rest, code: "wrong" });
  body.append("code", code);
  const url = `${api.sandbox.cloud.apiUrl}${tokenPath}?code=wrong&grant_type=wrong`;
  const answer = await api.sandbox.fetch(url, { method: "POST", body });
  expect(await answer.json()).toMatchObject({ status: 0 });
});

test("what is not JSON, or not an object, has no parameters", async () => {
  const { fetch, cloud } = patientSandbox();
  for (const body of ["{", "null", "[]", '"x"', "7"]) {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(cloud.apiUrl + tokenPath, { method: "POST", body, headers });
    expect(await answer.json()).toEqual({ status: 2554, error: "Not implemented" });
  }
});

test("JSON that is nested too deeply to be anything has no parameters", async () => {
  const { fetch, cloud } = patientSandbox();
  const body = `{"action":"requesttoken","code":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(cloud.apiUrl + tokenPath, { method: "POST", body, headers });
  expect(await answer.json()).toEqual({ status: 2554, error: "Not implemented" });
  expect((await fetch(`${cloud.accountUrl}/login`, { method: "POST", body, headers })).status).toBeLessThan(
    500,
  );
});

test("numbers in JSON are parameters as their text is, and null is none", async () => {
  const api = client(patientSandbox());
  const send = async (more: object): Promise<unknown> => {
    const fields = api.exchangeFields(api.sandbox.issueCode({ scopes: ["user.info"] }));
    const answer = await api.sandbox.fetch(api.sandbox.cloud.apiUrl + tokenPath, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...fields, ...more }),
    });
    return answer.json();
  };
  expect(await send({ userid: 1e21, signature: null })).toMatchObject({ status: 0 });
  expect(await send({ code: null })).toMatchObject({ error: "Invalid Params: invalid code" });
  expect(await send({ code: 7 })).toMatchObject({ error: "Invalid Params: invalid code" });
});

test("multipart forms, which Withings does not document, are not read", async () => {
  const api = client(patientSandbox());
  const body = new FormData();
  for (const [name, value] of Object.entries(api.exchangeFields("a code"))) body.set(name, value);
  const answer = await api.sandbox.fetch(api.sandbox.cloud.apiUrl + tokenPath, { method: "POST", body });
  expect(await answer.json()).toEqual({ status: 2554, error: "Not implemented" });
});

test("a body of more than a mebibyte is refused, its length announced or not", async () => {
  const { fetch, cloud } = patientSandbox();
  const body = new URLSearchParams({ action: "x".repeat(1024 * 1024) });
  expect((await fetch(cloud.apiUrl + tokenPath, { method: "POST", body })).status).toBe(413);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const piece = new Uint8Array(64 * 1024).fill(97);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += piece.byteLength;
      controller.enqueue(piece);
    },
  });
  const init = { method: "POST", headers, body: endless, duplex: "half" } as const;
  expect((await fetch(cloud.apiUrl + tokenPath, init)).status).toBe(413);
  expect(sent).toBeLessThan(2 * 1024 * 1024);
  const announced = { ...headers, "content-length": String(1024 * 1024 + 1) };
  const short = { method: "POST", headers: announced, body: "action=requesttoken" };
  expect((await fetch(cloud.apiUrl + tokenPath, short)).status).toBe(413);
});

test("errors come over HTTP 200, as JSON, without CORS headers", async () => {
  const { fetch, cloud } = patientSandbox();
  for (const path of [tokenPath, "/v2/signature", "/v2/user"])
    for (const method of ["POST", "GET", "OPTIONS", "PUT", "DELETE"]) {
      const headers = { origin: "https://app.example.com", "access-control-request-method": "POST" };
      const response = await fetch(cloud.apiUrl + path, { method, headers });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(await response.json()).toEqual({ status: 2554, error: "Not implemented" });
    }
});

test("services that this cloud does not have are not implemented", async () => {
  const api = client(patientSandbox());
  for (const path of ["/v2/measure", "/v2/sleep", "/notify", "/v2/anything"])
    expect((await api.post(path, { action: "getmeas" })).status).toBe(2554);
});

test("the empty body of an error, and the content type, are options", async () => {
  const sandbox = patientSandbox({ emptyErrorBody: "array", contentType: "text/plain; charset=utf-8" });
  expect((await client(sandbox).refresh("wrong")).body).toEqual([]);
  const response = await sandbox.fetch(`${sandbox.cloud.apiUrl}/v2/user`, { method: "POST" });
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
});

test("getdevice answers the devices of the person whose token it is, with when they were used last", async () => {
  const api = client(patientSandbox());
  const now = api.sandbox.clock.nowMs() / 1000;
  for (const person of api.sandbox.people.list()) {
    const { access_token } = await api.connect(["user.info"], person.id);
    const { status, body } = await api.devices(access_token);
    const devices = body?.["devices"] as Device[];
    const atFirst = devices.map((device, index) => ({
      ...device,
      last_session_date: person.devices[index]?.last_session_date,
    }));
    expect([status, atFirst]).toEqual([0, person.devices]);
    for (const { last_session_date, first_session_date } of devices)
      if (first_session_date !== null) expect(last_session_date).toBeGreaterThan(now - 60 * 86_400);
  }
});

test("a token without user.info is refused with the observed 403", async () => {
  const api = client(patientSandbox());
  const { access_token } = await api.connect(["user.metrics", "user.activity"]);
  expect(await api.devices(access_token)).toEqual({
    status: 403,
    body: {},
    error:
      "XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges than provided by the access token",
  });
});

test("no token, a wrong one, and a refresh token in its place are refused with 401", async () => {
  const api = client(patientSandbox());
  const { refresh_token } = await api.connect();
  const devices = { action: "getdevice" };
  expect((await api.post("/v2/user", devices)).status).toBe(401);
  for (const authorization of [
    "",
    "Bearer",
    "Bearer wrong",
    `Basic ${refresh_token}`,
    `Bearer ${refresh_token}`,
  ])
    expect((await api.post("/v2/user", devices, { authorization })).status).toBe(401);
});

test("an access token as a parameter, and GET, are served as observed, or not if the options say so", async () => {
  const api = client(patientSandbox());
  const { access_token } = await api.connect();
  const query = `${api.sandbox.cloud.apiUrl}/v2/user?action=getdevice`;
  const headers = { authorization: `Bearer ${access_token}` };
  const asParameter = (): Promise<unknown> => api.post("/v2/user", { action: "getdevice", access_token });
  const asGet = async (): Promise<unknown> => (await api.sandbox.fetch(query, { headers })).json();
  expect([await asParameter(), await asGet()]).toMatchObject([{ status: 0 }, { status: 0 }]);
  api.sandbox.configure({ accessTokenParameter: false, dataCallsByGet: false });
  expect([await asParameter(), await asGet()]).toMatchObject([{ status: 401 }, { status: 2554 }]);
});

test("a data call with another method than POST and GET is none", async () => {
  const api = client(patientSandbox());
  const { access_token } = await api.connect();
  const headers = { authorization: `Bearer ${access_token}` };
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const answer = await api.sandbox.fetch(`${api.sandbox.cloud.apiUrl}/v2/user?action=getdevice`, {
      method,
      headers,
    });
    expect(await answer.json(), method).toMatchObject({ status: 2554 });
  }
});

test("tokens are never asked for by GET, where they would end up in logs", async () => {
  const api = client(patientSandbox());
  const fields = api.exchangeFields(api.sandbox.issueCode({ scopes: ["user.info"] }));
  const url = `${api.sandbox.cloud.apiUrl}${tokenPath}?${new URLSearchParams(fields).toString()}`;
  expect(await (await api.sandbox.fetch(url)).json()).toMatchObject({ status: 2554 });
});
