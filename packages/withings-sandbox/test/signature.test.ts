import { expect, test } from "vitest";
import { client, patientSandbox, sign, tokenPath } from "./support/client.js";

const { clientID: id, clientSecret: secret } = patientSandbox().application;

test("the signature is the one of Withings' own test vectors", async () => {
  const sandbox = patientSandbox({ timestampToleranceSeconds: "off" });
  sandbox.applications.add({
    clientID: "client_id",
    clientSecret: "clientsecret",
    redirectUris: ["http://localhost:1/"],
  });
  const answer = await client(sandbox).post("/v2/signature", {
    action: "getnonce",
    client_id: "client_id",
    timestamp: "1637090717",
    signature: "613fa7b29b5c3a14ca7759886e9783750e057caba3e8e601495d5b470a30d1ac",
  });
  expect(answer).toEqual({ status: 0, body: { nonce: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown } });
});

test("nonce and signature stand in for the client secret at the token endpoint", async () => {
  const api = client(patientSandbox());
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  const { client_secret: _, ...fields } = api.exchangeFields(code);
  expect((await api.signed("requesttoken", fields)).status).toBe(0);
});

test("a nonce is valid once", async () => {
  const api = client(patientSandbox());
  const nonce = await api.nonce();
  const fields = {
    action: "getdemoaccess",
    client_id: id,
    nonce,
    signature: sign(secret, "getdemoaccess", id, nonce),
    scope_oauth2: "user.info",
  };
  expect((await api.post(tokenPath, fields)).status).toBe(0);
  expect(await api.post(tokenPath, fields)).toMatchObject({
    status: 503,
    error: "Invalid Params: invalid nonce",
  });
});

test("a nonce is valid for 30 minutes", async () => {
  for (const [minutes, status] of [
    [29, 0],
    [30, 503],
  ] as const) {
    const api = client(patientSandbox());
    const nonce = await api.nonce();
    api.sandbox.clock.advance({ minutes });
    const signature = sign(secret, "getdemoaccess", id, nonce);
    const fields = { action: "getdemoaccess", client_id: id, nonce, signature, scope_oauth2: "user.info" };
    expect((await api.post(tokenPath, fields)).status).toBe(status);
  }
});

test("a nonce belongs to the application that asked for it", async () => {
  const api = client(patientSandbox());
  const other = api.sandbox.applications.add({ redirectUris: ["http://localhost:8765/callback"] });
  const nonce = await api.nonce();
  const answer = await api.post(tokenPath, {
    action: "getdemoaccess",
    client_id: other.clientID,
    nonce,
    signature: sign(other.clientSecret, "getdemoaccess", other.clientID, nonce),
    scope_oauth2: "user.info",
  });
  expect(answer.error).toBe("Invalid Params: invalid nonce");
});

test("a wrong signature is refused, does not use up the nonce, and its status is an option", async () => {
  for (const wrongSignatureStatus of [342, 503]) {
    const api = client(patientSandbox({ wrongSignatureStatus }));
    const nonce = await api.nonce();
    const fields = { action: "getdemoaccess", client_id: id, nonce, scope_oauth2: "user.info" };
    const signedForOther = sign(secret, "revoke", id, nonce);
    expect((await api.post(tokenPath, { ...fields, signature: signedForOther })).status).toBe(
      wrongSignatureStatus,
    );
    expect((await api.post(tokenPath, { ...fields, signature: "x" })).status).toBe(wrongSignatureStatus);
    const right = sign(secret, "getdemoaccess", id, nonce);
    expect((await api.post(tokenPath, { ...fields, signature: right })).status).toBe(0);
  }
});

test("getnonce refuses a wrong signature, and a timestamp that is too far off", async () => {
  const api = client(patientSandbox());
  const ask = (timestamp: number, signature?: string): Promise<unknown> =>
    api.post("/v2/signature", {
      action: "getnonce",
      client_id: id,
      timestamp: String(timestamp),
      signature: signature ?? sign(secret, "getnonce", id, String(timestamp)),
    });
  const now = Math.floor(api.sandbox.clock.nowMs() / 1000);
  expect(await ask(now, sign("another secret", "getnonce", id, String(now)))).toMatchObject({ status: 342 });
  expect(await ask(now - 290)).toMatchObject({ status: 0 });
  expect(await ask(now - 310)).toMatchObject({ status: 503, error: "Invalid Params: invalid timestamp" });
  api.sandbox.configure({ timestampToleranceSeconds: 3600 });
  expect(await ask(now - 310)).toMatchObject({ status: 0 });
});

test("the tolerance is exact: as many seconds as it says, and with none the same second", async () => {
  for (const [tolerance, off, status] of [
    [300, 300, 0],
    [300, 301, 503],
    [0, 0, 0],
    [0, 1, 503],
  ] as const) {
    const api = client(patientSandbox({ timestampToleranceSeconds: tolerance }));
    api.sandbox.clock.set(new Date("2030-01-01T00:00:00.500Z"));
    api.sandbox.clock.stop();
    for (const timestamp of [off, -off].map((by) => String(Date.UTC(2030, 0) / 1000 + by))) {
      const signature = sign(secret, "getnonce", id, timestamp);
      const fields = { action: "getnonce", client_id: id, timestamp, signature };
      expect((await api.post("/v2/signature", fields)).status, timestamp).toBe(status);
    }
  }
});

test("a client whose clock did not follow when the sandbox's was turned still gets a nonce", async () => {
  const api = client(patientSandbox());
  api.sandbox.clock.advance({ days: 30 });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign(secret, "getnonce", id, timestamp);
  expect(
    await api.post("/v2/signature", { action: "getnonce", client_id: id, timestamp, signature }),
  ).toMatchObject({ status: 0 });
});

test("secret and signature together are refused: they exclude each other", async () => {
  const api = client(patientSandbox());
  const code = api.sandbox.issueCode({ scopes: ["user.info"] });
  expect((await api.signed("requesttoken", api.exchangeFields(code))).error).toMatch(/^Invalid Params/);
});
