import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox, tokenPath, tokens } from "./support/client.js";

test("a code gives tokens: hexadecimal, three hours, the scopes that were granted, the user id as a string", async () => {
  const api = client(patientSandbox());
  const person = api.sandbox.people.list()[1];
  const answer = await api.exchange(api.sandbox.issueCode({ scopes: ["user.info", "user.metrics"] }));
  expect(answer).toEqual({
    status: 0,
    body: {
      userid: String(person?.id),
      access_token: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
      refresh_token: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
      expires_in: 10_800,
      scope: "user.info,user.metrics",
      csrf_token: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
      token_type: "Bearer",
    },
  });
});

test("a code is valid for 30 seconds", async () => {
  const api = client(patientSandbox());
  const { clock } = api.sandbox;
  clock.stop();
  const early = api.sandbox.issueCode({ scopes: ["user.info"] });
  const late = api.sandbox.issueCode({ scopes: ["user.info"] });
  clock.advance({ milliseconds: 29_999 });
  expect((await api.exchange(early)).status).toBe(0);
  clock.advance({ milliseconds: 1 });
  expect(await api.exchange(late)).toEqual({ status: 503, body: {}, error: "Invalid Params: invalid code" });
});

test("a code is valid once", async () => {
  const api = client(patientSandbox());
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  expect((await api.exchange(code)).status).toBe(0);
  expect(await api.exchange(code)).toEqual({ status: 503, body: {}, error: "Invalid Params: invalid code" });
});

test("a code that is tried again at once is the same request again; after ten seconds it is no code any more", async () => {
  const api = client(createSandbox());
  api.sandbox.clock.stop();
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  const { access_token } = tokens(await api.exchange(code));
  expect((await api.exchange(code)).status).toBe(601);
  api.sandbox.clock.advance({ seconds: 10 });
  expect((await api.exchange(code)).error).toBe("Invalid Params: invalid code");
  // What it gave the first time stays good.
  expect((await api.devices(access_token)).status).toBe(0);
});

test("a code belongs to the application it was made for", async () => {
  const api = client(patientSandbox());
  const stranger = client(api.sandbox, {
    application: api.sandbox.applications.add({ redirectUris: ["http://localhost:8765/callback"] }),
  });
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  expect((await stranger.exchange(code)).error).toBe("Invalid Params: invalid code");
  expect((await api.exchange(code)).status).toBe(0);
});

test("a code exchanged with another redirect URI is refused and used up; with the option, as 293", async () => {
  const api = client(patientSandbox());
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  const wrong = { redirect_uri: "http://localhost:8765/callback/" };
  expect((await api.exchange(code, wrong)).error).toBe("Invalid Params: invalid code");
  expect((await api.exchange(code)).error).toBe("Invalid Params: invalid code");

  api.sandbox.configure({ wrongRedirectUriStatus: 293 });
  const answer = await api.exchange(api.sandbox.issueCode({ scopes: ["user.info"] }), wrong);
  expect(answer).toEqual({ status: 293, body: {}, error: expect.stringContaining("incorrect") as unknown });
});

test("a refresh token gives new tokens and the user id as a number", async () => {
  const api = client(patientSandbox());
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  expect(second.userid).toBe(Number(first.userid));
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_token).not.toBe(first.refresh_token);
});

test("an unknown refresh token, and another application's, are refused in Withings' words", async () => {
  const api = client(patientSandbox());
  const stranger = client(api.sandbox, {
    application: api.sandbox.applications.add({ redirectUris: ["http://localhost:8765/callback"] }),
  });
  const refused = { status: 503, body: {}, error: "Invalid Params: invalid refresh_token" };
  expect(await api.refresh("0".repeat(40))).toEqual(refused);
  const { refresh_token } = await api.connect();
  expect(await stranger.refresh(refresh_token)).toEqual(refused);
  expect((await api.refresh(refresh_token)).status).toBe(0);
});

test("the user id has one type everywhere when the option says so", async () => {
  for (const [useridShape, type] of [
    ["string", "string"],
    ["number", "number"],
  ] as const) {
    const api = client(patientSandbox({ useridShape }));
    const first = await api.connect();
    const second = tokens(await api.refresh(first.refresh_token));
    expect([typeof first.userid, typeof second.userid]).toEqual([type, type]);
  }
});

test("csrf_token can be left out", async () => {
  const api = client(patientSandbox({ csrfToken: false }));
  expect(await api.connect()).not.toHaveProperty("csrf_token");
});

test("a wrong client secret and an unknown client id are refused with the status of the option", async () => {
  for (const wrongClientStatus of [503, 401]) {
    const api = client(patientSandbox({ wrongClientStatus }));
    const { refresh_token } = await api.connect();
    const wrongSecret = await api.refresh(refresh_token, { client_secret: "f".repeat(64) });
    expect(wrongSecret.status).toBe(wrongClientStatus);
    expect(wrongSecret.error).toMatch(/invalid client_secret$/);
    expect((await api.refresh(refresh_token, { client_secret: "" })).status).toBe(503);
    expect((await api.refresh(refresh_token, { client_id: "nobody" })).status).toBe(wrongClientStatus);
    expect((await api.refresh(refresh_token)).status).toBe(0);
  }
});

test("a request without an action, or with one that does not exist, is not implemented", async () => {
  const api = client(patientSandbox());
  for (const fields of [{}, { action: "" }, { action: "geturl" }, { action: "__proto__" }] as Record<
    string,
    string
  >[])
    expect(await api.post(tokenPath, fields)).toEqual({ status: 2554, error: "Not implemented" });
});

test("a missing or wrong parameter is named", async () => {
  const api = client(patientSandbox());
  const whole = api.exchangeFields(api.sandbox.issueCode({ scopes: ["user.info"] }));
  const without = (name: string): Promise<unknown> =>
    api.post(tokenPath, Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)));
  for (const name of ["client_id", "client_secret", "grant_type", "code"])
    expect(await without(name)).toMatchObject({ status: 503, error: `Invalid Params: invalid ${name}` });
  const { redirect_uri: _, ...withoutRedirectUri } = api.exchangeFields(
    api.sandbox.issueCode({ scopes: ["user.info"] }),
  );
  expect((await api.post(tokenPath, withoutRedirectUri)).error).toBe("Invalid Params: invalid code");
  expect((await api.post(tokenPath, { ...whole, grant_type: "password" })).error).toBe(
    "Invalid Params: invalid grant_type",
  );
});

test("a second authorization leaves the first alone, or replaces it if the option says so", async () => {
  for (const [secondAuthorization, status] of [
    ["coexists", 0],
    ["replaces", 503],
  ] as const) {
    const api = client(patientSandbox({ secondAuthorization }));
    const first = await api.connect();
    await api.connect();
    expect((await api.refresh(first.refresh_token)).status).toBe(status);
    expect((await api.devices(first.access_token)).status).toBe(status === 0 ? 0 : 401);
  }
});
