import type { Behaviour } from "withings-sandbox";
import { expect, test } from "vitest";
import { type Client, client, patientSandbox, type Tokens, tokens } from "./support/client.js";

const refused = { status: 503, body: {}, error: "Invalid Params: invalid refresh_token" };

/** Two pairs from one refresh token, as after a lost answer. */
async function fork(
  options: Partial<Behaviour>,
): Promise<{ api: Client; first: Tokens; a: Tokens; b: Tokens }> {
  const api = client(patientSandbox(options));
  const first = await api.connect();
  const a = tokens(await api.refresh(first.refresh_token));
  const b = tokens(await api.refresh(first.refresh_token));
  return { api, first, a, b };
}

const works = async (api: Client, pair: Tokens): Promise<boolean> =>
  (await api.devices(pair.access_token)).status === 0;

test("an access token works for three hours, then the answer is 401", async () => {
  const api = client(patientSandbox());
  api.sandbox.clock.stop();
  const { access_token } = await api.connect();
  api.sandbox.clock.advance({ hours: 3, milliseconds: -1 });
  expect((await api.devices(access_token)).status).toBe(0);
  api.sandbox.clock.advance({ milliseconds: 1 });
  expect(await api.devices(access_token)).toEqual({
    status: 401,
    body: {},
    error: "XRequestID: Not provided invalid_token: The access token provided is invalid",
  });
});

test("a refresh token works for a year", async () => {
  for (const [days, status] of [
    [364, 0],
    [365, 503],
  ] as const) {
    const api = client(patientSandbox());
    const { refresh_token } = await api.connect();
    api.sandbox.clock.advance({ days });
    expect((await api.refresh(refresh_token)).status).toBe(status);
  }
});

test("a superseded refresh token works for eight hours while the new access token is not used", async () => {
  const api = client(patientSandbox());
  api.sandbox.clock.stop();
  const { refresh_token } = await api.connect();
  expect((await api.refresh(refresh_token)).status).toBe(0);
  api.sandbox.clock.advance({ hours: 8, milliseconds: -1 });
  expect((await api.refresh(refresh_token)).status).toBe(0);
  api.sandbox.clock.advance({ milliseconds: 1 });
  expect(await api.refresh(refresh_token)).toEqual(refused);
});

test("a superseded refresh token ends when the new access token is first used", async () => {
  const api = client(patientSandbox());
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  expect(await works(api, second)).toBe(true);
  expect(await api.refresh(first.refresh_token)).toEqual(refused);
  expect((await api.refresh(second.refresh_token)).status).toBe(0);
});

test("using a token ends every refresh token before it, however many refreshes lie between", async () => {
  const api = client(patientSandbox());
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  const third = tokens(await api.refresh(second.refresh_token));
  expect(await works(api, third)).toBe(true);
  expect(await api.refresh(first.refresh_token)).toEqual(refused);
  expect(await api.refresh(second.refresh_token)).toEqual(refused);
});

test("the access token from before a refresh lives on, unless the option says otherwise", async () => {
  for (const previousAccessTokenSurvives of [true, false]) {
    const api = client(patientSandbox({ previousAccessTokenSurvives }));
    const first = await api.connect();
    await api.refresh(first.refresh_token);
    expect(await works(api, first)).toBe(previousAccessTokenSurvives);
  }
});

test("both-live: two pairs from one refresh token live side by side", async () => {
  const { api, a, b } = await fork({ forkPolicy: "both-live" });
  expect([await works(api, b), await works(api, a), await works(api, b)]).toEqual([true, true, true]);
  expect((await api.refresh(a.refresh_token)).status).toBe(0);
  expect((await api.refresh(b.refresh_token)).status).toBe(0);
});

test("first-use-wins: the pair whose access token is used first ends the other", async () => {
  const { api, a, b } = await fork({ forkPolicy: "first-use-wins" });
  const childOfA = tokens(await api.refresh(a.refresh_token));
  expect(await works(api, b)).toBe(true);
  expect([await works(api, a), await works(api, childOfA)]).toEqual([false, false]);
  expect(await api.refresh(a.refresh_token)).toEqual(refused);
  expect(await api.refresh(childOfA.refresh_token)).toEqual(refused);
  expect((await api.refresh(b.refresh_token)).status).toBe(0);
});

test("first-use-wins: what came of a pair wins for it", async () => {
  const { api, a, b } = await fork({ forkPolicy: "first-use-wins" });
  const childOfA = tokens(await api.refresh(a.refresh_token));
  expect(await works(api, childOfA)).toBe(true);
  expect([await works(api, b), await works(api, a)]).toEqual([false, true]);
  expect(await api.refresh(b.refresh_token)).toEqual(refused);
});

test("latest-wins: the second pair ends the first as it is issued", async () => {
  const { api, a, b } = await fork({ forkPolicy: "latest-wins" });
  expect([await works(api, a), await works(api, b)]).toEqual([false, true]);
  expect(await api.refresh(a.refresh_token)).toEqual(refused);
  expect((await api.refresh(b.refresh_token)).status).toBe(0);
});

test("strict: a refresh token ends with its first use, used access token or not", async () => {
  const api = client(patientSandbox({ forkPolicy: "strict" }));
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  expect(await api.refresh(first.refresh_token)).toEqual(refused);
  expect(await works(api, second)).toBe(true);
});

test("of the thousand pairs that are kept, those that were used last stay, with the grace that they have", async () => {
  const api = client(patientSandbox());
  const { refresh_token } = await api.connect();
  for (let turn = 0; turn < 1050; turn++) await api.connect();
  await api.refresh(refresh_token);
  for (let turn = 0; turn < 60; turn++) await api.connect();
  expect((await api.refresh(refresh_token)).status).toBe(0);
});

test("refreshing without end keeps working and does not fill the memory", async () => {
  const api = client(patientSandbox());
  let { refresh_token } = await api.connect();
  const { refresh_token: idle } = await api.connect();
  for (let turn = 0; turn < 2500; turn++)
    refresh_token = tokens(await api.refresh(refresh_token)).refresh_token;
  expect((await api.refresh(refresh_token)).status).toBe(0);
  // A thousand pairs are kept for one person and application; the idle one fell out of them.
  expect(await api.refresh(idle)).toEqual(refused);
});

/** Three generations and a late fork: `first` gave `second`, that gave `third`, and then `first` was sent again. */
async function lateFork(forkPolicy: Behaviour["forkPolicy"]) {
  const api = client(patientSandbox({ forkPolicy }));
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  const third = tokens(await api.refresh(second.refresh_token));
  const late = await api.refresh(first.refresh_token);
  const refreshes = async (pair: Tokens): Promise<boolean> =>
    (await api.refresh(pair.refresh_token)).status === 0;
  return { api, first, second, third, late, refreshes };
}

test("strict: a late fork of a line of three is refused, and the line goes on", async () => {
  const { late, third, refreshes } = await lateFork("strict");
  expect(late).toEqual(refused);
  expect(await refreshes(third)).toBe(true);
});

test("both-live: a late fork of a line of three ends only the refresh token that it came from", async () => {
  const { api, first, second, third, late, refreshes } = await lateFork("both-live");
  expect(await works(api, tokens(late))).toBe(true);
  expect(await refreshes(first)).toBe(false);
  expect([await refreshes(second), await refreshes(third), await works(api, second)]).toEqual([
    true,
    true,
    true,
  ]);
});

test("latest-wins: a late fork of a line of three ends the whole line at once", async () => {
  const { api, first, second, third, late, refreshes } = await lateFork("latest-wins");
  expect([await works(api, second), await works(api, third)]).toEqual([false, false]);
  expect([await refreshes(second), await refreshes(third)]).toEqual([false, false]);
  expect([await works(api, first), await works(api, tokens(late))]).toEqual([true, true]);
  expect(await refreshes(tokens(late))).toBe(true);
});

test("first-use-wins: the end of a line of three beats a late fork, or is beaten by it with all of its line", async () => {
  const line = await lateFork("first-use-wins");
  expect(await works(line.api, line.third)).toBe(true);
  expect([await works(line.api, tokens(line.late)), await line.refreshes(tokens(line.late))]).toEqual([
    false,
    false,
  ]);
  expect([await line.refreshes(line.first), await line.refreshes(line.second)]).toEqual([false, false]);
  expect(await line.refreshes(line.third)).toBe(true);

  const fork = await lateFork("first-use-wins");
  expect(await works(fork.api, tokens(fork.late))).toBe(true);
  expect([await works(fork.api, fork.second), await works(fork.api, fork.third)]).toEqual([false, false]);
  expect([await fork.refreshes(fork.second), await fork.refreshes(fork.third)]).toEqual([false, false]);
});

test("using a token leaves its own refresh token its grace, though that was superseded", async () => {
  const api = client(patientSandbox());
  api.sandbox.clock.stop();
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  const third = tokens(await api.refresh(second.refresh_token));
  expect(await works(api, second)).toBe(true);
  expect(await api.refresh(first.refresh_token)).toEqual(refused);
  expect((await api.refresh(second.refresh_token)).status).toBe(0);
  api.sandbox.clock.advance({ hours: 8 });
  expect(await api.refresh(second.refresh_token)).toEqual(refused);
  expect((await api.refresh(third.refresh_token)).status).toBe(0);
});

test("an access token that is too old to be used does not end the refresh token before it", async () => {
  const api = client(patientSandbox());
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  api.sandbox.clock.advance({ hours: 3, seconds: 1 });
  expect(await works(api, second)).toBe(false);
  expect((await api.refresh(first.refresh_token)).status).toBe(0);
});

test("every new refresh token has its own year, and the grace never outlasts the old one's", async () => {
  const api = client(patientSandbox());
  api.sandbox.clock.stop();
  const first = await api.connect();
  api.sandbox.clock.advance({ days: 365, milliseconds: -1 });
  const second = tokens(await api.refresh(first.refresh_token));
  api.sandbox.clock.advance({ milliseconds: 1 });
  expect(await api.refresh(first.refresh_token)).toEqual(refused);
  api.sandbox.clock.advance({ days: 364 });
  expect((await api.refresh(second.refresh_token)).status).toBe(0);
});

test("revoking ends both sides of a fork, and what comes of a new authorization lives", async () => {
  const { api, first, a, b } = await fork({ forkPolicy: "both-live" });
  expect((await api.signed("revoke", { userid: String(a.userid) })).status).toBe(0);
  for (const pair of [first, a, b]) {
    expect(await works(api, pair)).toBe(false);
    expect(await api.refresh(pair.refresh_token)).toEqual(refused);
  }
  const again = await api.connect();
  expect(await works(api, again)).toBe(true);
  expect((await api.refresh(again.refresh_token)).status).toBe(0);
});

test("whether a token would be taken can be asked, which uses nothing up", async () => {
  const api = client(patientSandbox());
  const { sandbox } = api;
  const first = await api.connect();
  const second = tokens(await api.refresh(first.refresh_token));
  const asked = (): boolean[] =>
    [first, second].flatMap(({ access_token, refresh_token }) =>
      [access_token, refresh_token].map((token) => sandbox.accepts(token)),
    );
  expect(asked()).toEqual([true, true, true, true]);
  expect(asked()).toEqual([true, true, true, true]);
  expect(await works(api, second)).toBe(true);
  expect(asked()).toEqual([true, false, true, true]);
  sandbox.clock.advance({ hours: 3 });
  expect(asked()).toEqual([false, false, false, true]);
  sandbox.clock.advance({ days: 365 });
  expect(asked()).toEqual([false, false, false, false]);
  expect(sandbox.accepts("")).toBe(false);
});
