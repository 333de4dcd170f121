// What a server shows, in answers and in events, over whole logins that go well, go wrong and are attacked: no secret of any kind.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { begin, challengeOf, comeBack, appServer, redeem } from "./support/app.js";
import { base, target } from "./support/application.js";
import { visit } from "./support/browser.js";

/** Everything that must not be shown, as it comes by. */
interface Secrets {
  readonly all: Set<string>;
  readonly note: (...texts: (string | null | undefined)[]) => void;
}

function secrets(): Secrets {
  const all = new Set<string>();
  return {
    all,
    note: (...texts) => {
      for (const text of texts) if (text) all.add(text);
    },
  };
}

test("no answer's body and no event shows a code, a state, a token, a secret, a verifier or a session's secret", async () => {
  const app = appServer({ apps: {}, secret: "canary-secret-of-the-session-canary" });
  const { all, note } = secrets();
  note(app.sandbox.application.clientSecret, "canary-secret-of-the-session");
  const shown: string[] = [];
  const open = async (browser: ReturnType<typeof app.browserOf>, url: string): Promise<string> => {
    const response = await browser.open(url);
    shown.push(await response.text());
    return target(response);
  };
  const noteCallback = (back: string): void => {
    const { searchParams } = new URL(back);
    note(searchParams.get("code"), searchParams.get("state"));
  };

  // A login that goes well, and is replayed; then each way in which one goes wrong.
  const ada = app.browserOf("ada");
  const location = await open(ada, `${base}/connect`);
  note(...[...ada.cookies].filter(([name]) => name !== "session").map(([, value]) => value));
  const back = await visit(location, { fetch: app.sandbox.fetch });
  noteCallback(back);
  const done = await open(ada, back);
  expect(done).not.toMatch(/code=|state=/);
  await open(ada, done);
  await open(ada, back);
  await open(app.browserOf("mallory"), back);
  await open(app.browserOf("ada"), `${back}&state=x`);
  for (const status of [503, 601, 2554]) {
    app.sandbox.faults.add({ operation: "oauth2 requesttoken", kind: "status", status, times: 1 });
    const again = await ada.goToWithings(`${base}/connect`);
    noteCallback(again);
    await open(ada, await open(ada, again));
  }
  const userID = (await app.links.userIDOf("ada")) ?? "";
  const credentials = await (await app.withings.connection(userID)).credentials();
  note(credentials.withingsAccessToken, credentials.withingsRefreshToken);
  await open(ada, `${base}/status`);

  // An app's, redeemed wrongly and rightly.
  for (const verifier of ["wrong-verifier-of-somebody-else", undefined]) {
    const login = await begin(app);
    note(login.verifier, new URL(login.url).searchParams.get("state"));
    const ticket = (await comeBack(login)).searchParams.get("ticket");
    const answer = await redeem({ ...login, verifier: verifier ?? login.verifier }, ticket);
    note(ticket, verifier);
    shown.push(JSON.stringify(answer));
    shown.push(JSON.stringify(await redeem(login, ticket)));
  }
  shown.push(
    JSON.stringify(await app.post(ada, "attempts", { challenge: challengeOf("v"), scope: "no.scope" })),
  );
  shown.push(JSON.stringify(await app.post(ada, "disconnect")));

  const told = inspect(app.events, { depth: 9, showHidden: true });
  expect(app.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["linked", "unlinked", "callbackIgnored", "loginEnded", "ticketRefused"]),
  );
  expect([all.size > 14, shown.length > 16]).toEqual([true, true]);
  for (const secret of all) {
    expect(told.includes(secret), "an event shows a secret").toBe(false);
    expect(
      shown.some((text) => text.includes(secret)),
      "an answer shows a secret",
    ).toBe(false);
  }
});
