import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { client, patientSandbox } from "./support/client.js";
import { failing, ok, receiver, silent } from "./support/receiver.js";
import { allScopes, subscriber } from "./support/subscriber.js";
import { summary, told } from "./support/told.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** When a notification that always fails is tried, in milliseconds after what it tells of. */
async function tryTimes(notificationRetries: "from_event" | "from_previous", seed = 1): Promise<number[]> {
  const { receives, sandbox, weighIn, later } = await told([1], { notificationRetries, seed });
  receives.answer = failing;
  let [notification] = await weighIn();
  while (notification?.nextTryAt !== undefined)
    [notification] = await later(notification.nextTryAt.getTime() - sandbox.clock.nowMs());
  const { happenedAt, tries, state } = notification ?? { tries: [] };
  expect(state).toBe("lost");
  expect(receives.received).toHaveLength(tries.length);
  return tries.map(({ at }) => at.getTime() - (happenedAt?.getTime() ?? 0));
}

test("a notification that fails is tried in five cycles of two, at Withings' times, and is then lost", async () => {
  const [first, , second2, , third = 0, , fourth = 0, , fifth = 0, ...rest] = await tryTimes("from_event");
  expect([first, second2]).toEqual([0, 10 * second]);
  expect(third).toBeGreaterThanOrEqual(2 * minute);
  expect(third).toBeLessThanOrEqual(11 * minute);
  expect(fourth).toBeGreaterThanOrEqual(hour + 2 * minute);
  expect(fourth).toBeLessThanOrEqual(hour + 20 * minute);
  expect(fifth).toBeGreaterThanOrEqual(4 * hour + 3 * minute);
  expect(fifth).toBeLessThanOrEqual(4 * hour + 30 * minute);
  expect(rest).toEqual([fifth]);
});

test("the spread of the retries is the seed's", async () => {
  const times = await tryTimes("from_event");
  expect(await tryTimes("from_event")).toEqual(times);
  expect(await tryTimes("from_event", 2)).not.toEqual(times);
});

test("the waits can be counted from one cycle to the next", async () => {
  const fromEvent = await tryTimes("from_event");
  const waits = fromEvent.filter((_, index) => index % 2 === 0);
  const sums = waits.map((_, index) => waits.slice(0, index + 1).reduce((sum, wait) => sum + wait, 0));
  expect(await tryTimes("from_previous")).toEqual(sums.flatMap((sum) => [sum, sum]));
});

test("a clock that jumps over all retries runs them all", async () => {
  const { receives, weighIn, later } = await told([1]);
  receives.answer = failing;
  expect((await weighIn()).map(summary)).toEqual([["waiting", 500, 500]]);
  const [lost] = await later({ days: 1 });
  expect(lost?.state).toBe("lost");
  expect(receives.received).toHaveLength(10);
});

test("what gets through at last is not tried again", async () => {
  const { receives, weighIn, later } = await told([1]);
  receives.answer = failing;
  await weighIn();
  receives.answer = ok;
  expect((await later({ seconds: 10 })).map(summary)).toEqual([["delivered", 500, 500, 200]]);
  await later({ days: 2 });
  expect(receives.received).toHaveLength(3);
});

test("the second try of a cycle follows at once", async () => {
  const { receives, weighIn } = await told([1]);
  receives.answer = (response) => {
    (receives.received.length === 1 ? failing : ok)(response);
  };
  expect((await weighIn()).map(summary)).toEqual([["delivered", 500, 200]]);
});

test("a failure is an HTTP status of 400 or more, silence, or a refused connection; a redirect is none", async () => {
  const becomes = async (httpStatus: number): Promise<unknown> => {
    const { receives, weighIn } = await told([1]);
    receives.answer = (response) => void response.writeHead(httpStatus, { location: "/elsewhere" }).end();
    return (await weighIn()).map(summary)[0];
  };
  for (const status of [200, 204, 302, 399]) expect(await becomes(status)).toEqual(["delivered", status]);
  for (const status of [400, 404, 503]) expect(await becomes(status)).toEqual(["waiting", status, status]);

  const quiet = await told([1], { notificationTimeoutMs: 50 });
  quiet.receives.answer = silent;
  expect((await quiet.weighIn()).map(summary)).toEqual([["waiting", "timeout", "timeout"]]);

  const gone = await told([1]);
  await gone.receives.close();
  expect((await gone.weighIn()).map(summary)).toEqual([["waiting", "no connection", "no connection"]]);
});

test("an answer whose body never ends is an answer", async () => {
  const { receives, weighIn } = await told([1]);
  receives.answer = (response) => void response.writeHead(200).write("still");
  expect((await weighIn()).map(summary)).toEqual([["delivered", 200]]);
});

test("one that fails does not keep the next from being delivered", async () => {
  const { receives, weighIn } = await told([1]);
  receives.answer = failing;
  await weighIn();
  receives.answer = ok;
  expect((await weighIn()).map(({ state }) => state)).toEqual(["waiting", "delivered"]);
});

const profiles = async ({ app, person }: Awaited<ReturnType<typeof told>>): Promise<number> => {
  const { access_token } = await app.api.connect(allScopes, person);
  const list = await app.api.post("/notify", { action: "list" }, { authorization: `Bearer ${access_token}` });
  return (list.body?.["profiles"] as unknown[]).length;
};

test("a subscription is cancelled after twenty days of failures, not sooner, and a success begins anew", async () => {
  const one = await told([1]);
  const { receives, weighIn, later } = one;
  receives.answer = failing;
  await weighIn();
  await later({ days: 19 });
  await weighIn();
  expect(await profiles(one)).toBe(1);
  receives.answer = ok;
  await weighIn();
  receives.answer = failing;
  await later({ days: 2 });
  await weighIn();
  expect(await profiles(one)).toBe(1);
  await later({ days: 18, hours: 1 });
  expect(await profiles(one)).toBe(1);
  await weighIn();
  await later({ days: 2 });
  expect(await profiles(one)).toBe(0);
  const before = receives.received.length;
  await weighIn();
  expect(receives.received).toHaveLength(before);
});

test("by the former rule it is cancelled after four failures in a row, and it can be kept for ever", async () => {
  const former = await told([1], { failingSubscriptions: "4-failures" });
  former.receives.answer = failing;
  for (let failure = 1; failure <= 4; failure++) {
    expect(await profiles(former)).toBe(1);
    await former.weighIn();
  }
  expect(await profiles(former)).toBe(0);

  const kept = await told([1], { failingSubscriptions: "kept" });
  kept.receives.answer = failing;
  for (let month = 0; month < 3; month++) {
    await kept.weighIn();
    await kept.later({ days: 30 });
  }
  expect(await profiles(kept)).toBe(1);
});

test("a callback URL gets one notification at a time, and eight of them are served at once", async () => {
  const sandbox = patientSandbox();
  const receives = await receiver();
  const urls = Array.from({ length: 20 }, (_, index) => `${receives.url}/${index}`);
  const { notify, personId } = await subscriber([receives.url], { sandbox });
  for (const callbackurl of urls) await notify("subscribe", { callbackurl, appli: "1" });
  const busy = new Set<string>();
  let doubled = 0;
  receives.answer = (response, { path }) => {
    if (busy.has(path)) doubled++;
    busy.add(path);
    setTimeout(() => {
      busy.delete(path);
      ok(response);
    }, 5);
  };
  for (let turn = 0; turn < 5; turn++) sandbox.notifications.announce({ userid: personId, appli: 1 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(100);
  expect(doubled).toBe(0);
  expect(receives.mostAtOnce).toBeLessThanOrEqual(8);
  expect(receives.mostAtOnce).toBeGreaterThan(1);
});

test("where too many wait, the oldest are lost, and the log keeps the last thousand that ended", async () => {
  const { receives, person, sandbox } = await told([1], { notificationDelaySeconds: 1 });
  for (let turn = 0; turn < 10_500; turn++) sandbox.notifications.announce({ userid: person, appli: 1 });
  expect(sandbox.held.notifications).toBe(10_000);
  const states = sandbox.notifications.list().map(({ state }) => state);
  expect(states.filter((state) => state === "lost")).toHaveLength(500);
  sandbox.notifications.clear();
  expect(sandbox.held.notifications).toBe(0);
  for (let turn = 0; turn < 1100; turn++) sandbox.notifications.announce({ userid: person, appli: 1 });
  sandbox.clock.advance({ seconds: 1 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(1100);
  expect(sandbox.notifications.list()).toHaveLength(1000);
});

test("while the clock flows, what is due is posted by itself", async () => {
  const { receives, person, sandbox } = await told([1], { notificationDelaySeconds: 1 });
  sandbox.clock.start();
  const arrived = new Promise<void>((resolve) => {
    receives.answer = (response) => {
      ok(response);
      resolve();
    };
  });
  sandbox.people.data(person).weighIn({ kg: 70 });
  await arrived;
});

test("closing the server stops everything, and what was under way goes on when it listens again", async () => {
  const { receives, person, sandbox } = await told([1]);
  const server = await sandbox.listen();
  const answered = new Promise<void>((resolve) => {
    receives.answer = () => {
      resolve();
    };
  });
  sandbox.people.data(person).weighIn({ kg: 70 });
  await answered;
  await server.close();
  sandbox.people.data(person).weighIn({ kg: 71 });
  sandbox.clock.advance({ days: 1 });
  await sandbox.notifications.settled();
  expect(receives.received).toHaveLength(1);
  expect(sandbox.notifications.list().map(summary)).toEqual([["waiting"], ["waiting"]]);

  receives.answer = ok;
  const again = await sandbox.listen();
  await sandbox.notifications.settled();
  expect(sandbox.notifications.list().map(summary)).toEqual([
    ["delivered", 200],
    ["delivered", 200],
  ]);
  await again.close();
});

test("a sandbox that is reset forgets what waits and what was posted", async () => {
  const { receives, weighIn, later, sandbox } = await told([1]);
  receives.answer = failing;
  await weighIn();
  sandbox.reset();
  expect(sandbox.notifications.list()).toEqual([]);
  await later({ days: 1 });
  expect(receives.received).toHaveLength(2);
});

test("the controls over HTTP show them, send them, wait for them and forget them", async () => {
  const receives = await receiver();
  const sandbox = createSandbox();
  const application = sandbox.applications.add({ redirectUris: [receives.url] });
  const server = await sandbox.listen();
  const api = client(sandbox, { application, fetch, url: server.url });
  const { access_token, userid } = await api.connect(allScopes);
  for (const appli of ["4", "46"])
    await api.post(
      "/notify",
      { action: "subscribe", callbackurl: receives.url, appli },
      { authorization: `Bearer ${access_token}` },
    );
  const control = async (method: string, path: string, body?: object): Promise<[number, unknown]> => {
    const answer = await fetch(`${server.url}/_sandbox${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [answer.status, await answer.json()];
  };
  const person = Number(userid);
  const status = async (path: string, body: object): Promise<number> =>
    (await control("POST", path, body))[0];
  expect(await status("/notifications", { appli: 4, userid: person, startdate: 1, enddate: 2 })).toBe(201);
  expect(await status("/notifications", { appli: 999, userid: person })).toBe(400);
  const { clientID } = application;
  expect(await status(`/people/${person}/disconnect`, { clientID })).toBe(200);
  expect(await status(`/people/${person}/disconnect`, { clientID })).toBe(400);
  expect(await control("POST", "/notifications/settle")).toMatchObject([
    200,
    {
      notifications: [
        { state: "delivered", clientID, fields: { appli: "4" } },
        { fields: { action: "unlink" } },
      ],
    },
  ]);
  expect(receives.received).toHaveLength(2);
  expect(await control("DELETE", "/notifications")).toEqual([200, { notifications: [] }]);
  expect(await control("GET", "/notifications")).toEqual([200, { notifications: [] }]);
  await server.close();
});

test("no retry keeps a program running", async () => {
  const program = `
    import { createSandbox } from "withings-sandbox";
    const sandbox = createSandbox({ probeFetch: async () => new Response() });
    const callbackUrl = "http://127.0.0.1:9/withings"; // Nothing listens there.
    const { clientID, clientSecret } = sandbox.applications.add({ redirectUris: [callbackUrl] });
    const post = async (path, fields, headers = {}) => {
      const init = { method: "POST", body: new URLSearchParams(fields), headers };
      return (await (await sandbox.fetch(sandbox.cloud.apiUrl + path, init)).json()).body;
    };
    const { access_token, userid } = await post("/v2/oauth2", {
      action: "requesttoken",
      grant_type: "authorization_code",
      client_id: clientID,
      client_secret: clientSecret,
      code: sandbox.issueCode({ clientID, scopes: ["user.metrics"] }),
      redirect_uri: callbackUrl,
    });
    const authorization = "Bearer " + access_token;
    await post("/notify", { action: "subscribe", callbackurl: callbackUrl, appli: "1" }, { authorization });
    sandbox.notifications.announce({ appli: 1, userid: Number(userid) });
    await sandbox.notifications.settled();
    process.stdout.write(sandbox.notifications.list()[0].state);
  `;
  const began = Date.now();
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: new URL("..", import.meta.url),
    timeout: 20_000,
  });
  expect(stdout).toBe("waiting");
  // The next try would be 10 seconds later.
  expect(Date.now() - began).toBeLessThan(9000);
});
