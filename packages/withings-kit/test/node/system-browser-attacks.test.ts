import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type AuthorizationEvent,
  WithingsAuthorizationError,
  WithingsConnector,
  type WithingsCredentials,
} from "withings-kit";
import { systemBrowser } from "withings-kit/node";
import { createSandbox, type Sandbox, type SandboxServer, visitor } from "withings-sandbox";
import { freePort, type RawAnswer, request } from "./support/raw-http.js";

let sandbox: Sandbox;
let server: SandboxServer;
beforeAll(async () => {
  sandbox = createSandbox();
  server = await sandbox.listen();
});
afterAll(async () => {
  await server.close();
});

interface Waiting {
  /** What the right callback says. */
  readonly good: URLSearchParams;
  readonly call: (query: string) => Promise<RawAnswer>;
  readonly page: () => Promise<RawAnswer>;
  readonly login: Promise<WithingsCredentials | null>;
  readonly events: readonly AuthorizationEvent[];
  readonly codesSent: () => number;
}

/** A login at the sandbox whose person has just pressed Allow; the callback is held back. */
async function waiting(): Promise<Waiting> {
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/callback`;
  const { clientID, clientSecret } = sandbox.applications.add({ name: "Mine", redirectUris: [redirectUri] });
  const events: AuthorizationEvent[] = [];
  let login: Promise<WithingsCredentials | null> = Promise.resolve(null);
  const callback = await new Promise<string>((resolve, reject) => {
    login = WithingsConnector.authorize({
      clientID,
      clientSecret,
      scope: "user.metrics",
      redirectUri,
      callbackUrlScheme: "http",
      cloud: server.cloud,
      onEvent: (event) => events.push(event),
      webView: {
        open: async (shown) => {
          const openBrowser = async (startUrl: string): Promise<void> => {
            const url = (await fetch(startUrl, { redirect: "manual" })).headers.get("location") ?? "";
            const result = await visitor().open({ ...shown, url });
            resolve(result.type === "callback" ? result.url : "");
          };
          return await systemBrowser({ openBrowser }).open(shown);
        },
      },
    });
    login.catch(reject);
  });
  const before = sent();
  return {
    good: new URL(callback).searchParams,
    call: async (query) => await request(port, { target: `/callback?${query}` }),
    page: async () => await request(port),
    login,
    events,
    codesSent: () => sent() - before,
  };
}

const sent = (): number => sandbox.requests.list().filter(({ path }) => path === "/v2/oauth2").length;

describe("what is not this login's callback is refused, and the login goes on", () => {
  const earlier: { query?: string } = {};

  test.each<[string, (good: { code: string; state: string }) => string, string]>([
    ["a wrong state", ({ code }) => `code=${code}&state=wrong`, "state_wrong"],
    ["no state", ({ code }) => `code=${code}`, "state_missing"],
    ["an empty state", ({ code }) => `code=${code}&state=`, "state_missing"],
    [
      "the state twice, right first",
      ({ code, state }) => `code=${code}&state=${state}&state=x`,
      "parameter_twice",
    ],
    [
      "the state twice, right last",
      ({ code, state }) => `code=${code}&state=x&state=${state}`,
      "parameter_twice",
    ],
    ["a list of states", ({ code, state }) => `code=${code}&state[]=${state}`, "state_missing"],
    ["the state's beginning", ({ code, state }) => `code=${code}&state=${state.slice(0, -1)}`, "state_wrong"],
    ["the state and more", ({ code, state }) => `code=${code}&state=${state}0`, "state_wrong"],
    [
      "the state in capitals",
      ({ code, state }) => `code=${code}&state=${state.toUpperCase()}`,
      "state_wrong",
    ],
    ["two codes", ({ code, state }) => `code=${code}&code=evil&state=${state}`, "parameter_twice"],
    ["somebody else's code", () => "code=evil&state=guess", "state_wrong"],
    ["a refusal without the state", () => "error=access_denied", "state_missing"],
    ["a refusal with another", () => "error=access_denied&state=guess", "state_wrong"],
    ["a broken encoding", ({ code, state }) => `code=${code}&state=${state}&x=%`, "malformed"],
    ["the last login's callback", () => earlier.query ?? "", "state_wrong"],
  ])("%s", async (_name, forged, reason) => {
    const { good, call, page, login, events, codesSent } = await waiting();
    const query = forged({ code: good.get("code") ?? "", state: good.get("state") ?? "" });
    const answer = await call(query || "state=none");
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("not the login that is being waited for");
    await Promise.resolve();
    expect(events).toEqual([{ type: "callbackIgnored", reason }]);
    expect(codesSent()).toBe(0);
    expect((await call(good.toString())).status).toBe(303);
    expect((await page()).body).toContain("Withings is connected");
    expect((await login)?.userID).toMatch(/^\d+$/);
    expect(codesSent()).toBe(1);
    earlier.query = good.toString();
  });

  test("the state of a login that waits at the same time", async () => {
    const [one, two] = [await waiting(), await waiting()];
    expect((await one.call(two.good.toString())).status).toBe(400);
    for (const { call, good, page, login } of [one, two]) {
      await call(good.toString());
      await page();
      expect(await login).not.toBeNull();
    }
  });
});

describe("this login's own callback ends it, whatever it says", () => {
  const end = async (query: (state: string) => string): Promise<[unknown, string, number]> => {
    const { good, call, page, login, codesSent } = await waiting();
    const outcome = login.catch((error: unknown) => error);
    expect((await call(query(good.get("state") ?? ""))).status).toBe(303);
    const { body } = await page();
    return [await outcome, body, codesSent()];
  };

  test.each<[string, (state: string) => string]>([
    ["refused", (state) => `error=access_denied&state=${state}`],
    ["refused, with a code besides", (state) => `code=evil&error=access_denied&state=${state}`],
  ])("%s", async (_name, query) => {
    const [outcome, body, codes] = await end(query);
    expect([outcome, codes]).toEqual([null, 0]);
    expect(body).toContain("Nothing was connected");
  });

  test.each<[string, (state: string) => string]>([
    ["an empty code", (state) => `code=&state=${state}`],
    ["a code of more than one line", (state) => `code=a%0d%0ab&state=${state}`],
    ["a code with a NUL", (state) => `code=a%00b&state=${state}`],
    ["a code of 8 KB", (state) => `code=${"a".repeat(8_000)}&state=${state}`],
  ])("%s is never sent on", async (_name, query) => {
    const [outcome, body, codes] = await end(query);
    expect(outcome).toBeInstanceOf(WithingsAuthorizationError);
    expect(outcome).toMatchObject({ code: "callback_invalid" });
    expect(codes).toBe(0);
    expect(body).toContain("<code>callback_invalid</code>");
  });
});

describe("through the connector", () => {
  const options = async () => {
    const redirectUri = `http://localhost:${await freePort()}/callback`;
    const { clientID, clientSecret } = sandbox.applications.add({
      name: "Mine",
      redirectUris: [redirectUri],
    });
    const { cloud } = server;
    return { clientID, clientSecret, scope: "user.metrics", redirectUri, callbackUrlScheme: "http", cloud };
  };

  test("a loopback redirect URI is the system browser's, without being told", async () => {
    const given = await options();
    vi.stubEnv("BROWSER", "none");
    let printed = "";
    const write = vi
      .spyOn(process.stderr, "write")
      .mockImplementation((text) => (printed += String(text)) !== "");
    onTestFinished(() => {
      vi.unstubAllEnvs();
      write.mockRestore();
    });
    const login = WithingsConnector.authorize(given);
    await expect.poll(() => printed).toContain("To log in at 127.0.0.1");
    const [url = ""] = /http:\S+authorize2\S+/.exec(printed) ?? [];
    const never = new AbortController().signal;
    const arrived = await visitor().open({
      ...given,
      url,
      signal: never,
      whyIgnored: () => undefined,
      offer: unused,
    });
    if (arrived.type !== "callback") throw new Error("The visitor closed the window.");
    const page = await fetch(arrived.url);
    expect([page.redirected, page.url]).toEqual([true, given.redirectUri]);
    const credentials = await login;
    expect(await page.text()).toContain(credentials?.userID ?? "nobody");
    expect(printed).not.toContain(given.clientSecret);
  });

  test("the person's time ends, and the port is free again", async () => {
    const given = {
      ...(await options()),
      timeoutMs: 150,
      webView: systemBrowser({ openBrowser: () => undefined }),
    };
    for (let times = 0; times < 2; times++)
      await expect(WithingsConnector.authorize(given)).rejects.toMatchObject({
        code: "authorization_timed_out",
      });
  });

  test("an abort ends it, and the port is free again", async () => {
    const given = await options();
    for (let times = 0; times < 2; times++) {
      const end = new AbortController();
      const openBrowser = (): void => {
        end.abort();
      };
      const login = WithingsConnector.authorize({
        ...given,
        signal: end.signal,
        webView: systemBrowser({ openBrowser }),
      });
      await expect(login).rejects.toMatchObject({ code: "authorization_aborted" });
    }
  });
});

function unused(): never {
  throw new Error("The visitor offers nothing; it returns.");
}
