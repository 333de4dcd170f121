import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, type Envelope, tokens } from "./support/client.js";

const duplicate = (wait_seconds: number): Envelope => ({
  status: 601,
  body: { wait_seconds },
  error: "Same arguments in less than 10 seconds",
});

test("the same token request within ten seconds is refused, and says how long to wait", async () => {
  const api = client(createSandbox());
  api.sandbox.clock.stop();
  const { refresh_token } = await api.connect();
  expect((await api.refresh(refresh_token)).status).toBe(0);
  expect(await api.refresh(refresh_token)).toEqual(duplicate(10));
  api.sandbox.clock.advance({ milliseconds: 9001 });
  expect(await api.refresh(refresh_token)).toEqual(duplicate(1));
  api.sandbox.clock.advance({ milliseconds: 999 });
  expect((await api.refresh(refresh_token)).status).toBe(0);
});

test("another refresh token, and the same one with a fresh nonce, are other requests", async () => {
  const api = client(createSandbox());
  const [, one, two] = api.sandbox.people.list();
  const first = await api.connect(["user.info"], one?.id);
  const second = await api.connect(["user.info"], two?.id);
  expect((await api.refresh(first.refresh_token)).status).toBe(0);
  expect((await api.refresh(second.refresh_token)).status).toBe(0);
  const fields = { grant_type: "refresh_token", refresh_token: first.refresh_token };
  expect((await api.signed("requesttoken", fields)).status).toBe(0);
  expect((await api.signed("requesttoken", fields)).status).toBe(0);
});

test("a refused token request that is repeated at once hides its reason behind 601, as at Withings", async () => {
  const api = client(createSandbox());
  expect((await api.refresh("0".repeat(40))).status).toBe(503);
  expect((await api.refresh("0".repeat(40))).status).toBe(601);
});

test("the order of the parameters and how they are sent make no other request of it", async () => {
  const api = client(createSandbox());
  const fields = api.exchangeFields("a code");
  expect((await api.post("/v2/oauth2", fields)).status).toBe(503);
  const reversed = Object.fromEntries(Object.entries(fields).reverse());
  const response = await api.sandbox.fetch(`${api.sandbox.cloud.apiUrl}/v2/oauth2`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(reversed),
  });
  expect(await response.json()).toMatchObject({ status: 601 });
});

test("the same data call is refused too, but not with another token, and not when only token requests are filtered", async () => {
  const api = client(createSandbox());
  const [, one, two] = api.sandbox.people.list();
  const first = await api.connect(["user.info"], one?.id);
  const second = await api.connect(["user.info"], two?.id);
  expect((await api.devices(first.access_token)).status).toBe(0);
  expect((await api.devices(second.access_token)).status).toBe(0);
  expect((await api.devices(first.access_token)).status).toBe(601);
  api.sandbox.configure({ duplicateFilter: "tokens" });
  expect((await api.devices(first.access_token)).status).toBe(0);
  expect((await api.devices(first.access_token)).status).toBe(0);
});

test("with the option, the same data call with another token of the same person is refused too", async () => {
  const api = client(createSandbox());
  const [, one, two] = api.sandbox.people.list();
  const first = await api.connect(["user.info"], one?.id);
  const second = await api.connect(["user.info"], one?.id);
  const other = await api.connect(["user.info"], two?.id);
  expect((await api.devices(first.access_token)).status).toBe(0);
  expect((await api.devices(second.access_token)).status).toBe(0);
  api.sandbox.clock.advance({ seconds: 11 });
  api.sandbox.configure({ duplicateCaller: "person" });
  expect((await api.devices(first.access_token)).status).toBe(0);
  expect((await api.devices(second.access_token)).status).toBe(601);
  expect(
    (await api.post("/v2/user", { action: "getdevice", access_token: second.access_token })).status,
  ).toBe(601);
  expect((await api.devices(other.access_token)).status).toBe(0);
});

test("getnonce is filtered only when everything is", async () => {
  const api = client(createSandbox({ duplicateFilter: "all" }));
  api.sandbox.clock.stop();
  expect(await api.nonce()).toMatch(/^[0-9a-f]{40}$/);
  expect(await api.nonce()).toBe("undefined");
  api.sandbox.configure({ duplicateFilter: "observed" });
  expect(await api.nonce()).toMatch(/^[0-9a-f]{40}$/);
});

test("wait_seconds and the window of the filter are options", async () => {
  const api = client(createSandbox({ duplicateWaitSeconds: 188, duplicateWindowSeconds: 60 }));
  await api.refresh("0".repeat(40));
  api.sandbox.clock.advance({ seconds: 59 });
  expect((await api.refresh("0".repeat(40))).body).toEqual({ wait_seconds: 188 });
  api.sandbox.clock.advance({ seconds: 2 });
  expect((await api.refresh("0".repeat(40))).status).toBe(503);
});

test("the filter can be switched off", async () => {
  const api = client(createSandbox({ duplicateFilter: "off" }));
  const { refresh_token } = await api.connect();
  expect((await api.refresh(refresh_token)).status).toBe(0);
  expect((await api.refresh(refresh_token)).status).toBe(0);
});

test("a clock that is set back does not make requests of the future refuse those of the present", async () => {
  const api = client(createSandbox({ rateLimitPerMinute: 2 }));
  const statuses = async (...refreshTokens: string[]): Promise<number[]> => {
    const seen = [];
    for (const token of refreshTokens) seen.push((await api.refresh(token)).status);
    return seen;
  };
  expect(await statuses("a", "b", "c")).toEqual([503, 503, 601]);
  api.sandbox.clock.advance({ hours: -1 });
  expect(await statuses("a", "b", "c")).toEqual([503, 503, 601]);
});

test("an application that sent too much is refused for as long as the option says, however long it knocks", async () => {
  const api = client(
    createSandbox({ rateLimitPerMinute: 2, rateLimitBanSeconds: 300, duplicateFilter: "off" }),
  );
  const { clock } = api.sandbox;
  clock.stop();
  await api.refresh("any");
  await api.refresh("any");
  clock.advance({ seconds: 50 });
  expect((await api.refresh("any")).body).toEqual({ wait_seconds: 300 });
  clock.advance({ seconds: 299 });
  expect((await api.refresh("any")).body).toEqual({ wait_seconds: 1 });
  clock.advance({ seconds: 1 });
  expect((await api.refresh("any")).status).toBe(503);
  expect((await api.refresh("any")).status).toBe(503);
  expect((await api.refresh("any")).status).toBe(601);
  clock.advance({ hours: -2 });
  expect((await api.refresh("any")).status).toBe(503);
});

test("an application may send 120 requests a minute, all of its people together", async () => {
  const api = client(createSandbox());
  api.sandbox.clock.stop();
  const other = client(api.sandbox, {
    application: api.sandbox.applications.add({ redirectUris: ["http://localhost:8765/callback"] }),
  });
  for (let turn = 0; turn < 120; turn++) expect((await api.refresh(`token ${turn}`)).status).toBe(503);
  expect(await api.refresh("one more")).toEqual({
    status: 601,
    body: { wait_seconds: 60 },
    error: "Too many requests",
  });
  expect((await other.refresh("another application's")).status).toBe(503);
  api.sandbox.clock.advance({ seconds: 60 });
  expect((await api.refresh("a minute later")).status).toBe(503);
});

test("data calls count for the application of their token", async () => {
  const api = client(createSandbox({ rateLimitPerMinute: 2, duplicateFilter: "off" }));
  const { access_token } = await api.connect();
  expect((await api.devices(access_token)).status).toBe(0);
  expect((await api.devices(access_token)).status).toBe(601);
});

test("a refused data call does not count as the first use of its token", async () => {
  const api = client(createSandbox({ rateLimitPerMinute: 2 }));
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  expect((await api.devices(second.access_token)).status).toBe(601);
  api.sandbox.configure({ rateLimitPerMinute: "off", duplicateFilter: "off" });
  expect((await api.refresh(first.refresh_token)).status).toBe(0);
});

test("the minute is fixed or slides, and wait_seconds can be left out", async () => {
  const statuses = async (rateLimitWindow: "fixed" | "sliding"): Promise<number[]> => {
    const api = client(createSandbox({ rateLimitPerMinute: 2, rateLimitWindow, duplicateFilter: "off" }));
    api.sandbox.clock.stop();
    const seen = [];
    for (const seconds of [0, 50, 11, 0, 0]) {
      api.sandbox.clock.advance({ seconds });
      seen.push((await api.refresh("a token")).status);
    }
    return seen;
  };
  // Requests at 0, 50, 61, 61 and 61 seconds: a new minute begins with the third, or the second one still counts.
  expect(await statuses("fixed")).toEqual([503, 503, 503, 503, 601]);
  expect(await statuses("sliding")).toEqual([503, 503, 503, 601, 601]);

  const api = client(createSandbox({ rateLimitPerMinute: 1, rateLimitWaitSeconds: false }));
  await api.refresh("a token");
  expect((await api.refresh("another")).body).toEqual({});
});
