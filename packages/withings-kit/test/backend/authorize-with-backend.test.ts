import { createHash } from "node:crypto";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { inspect } from "node:util";
import { WithingsError, type WebView, type WebViewRequest } from "withings-kit";
import {
  authorizeWithBackend,
  type BackendAuthorizationEvent,
  type BackendAuthorizeOptions,
  type BackendConnection,
} from "withings-kit/backend";
import { createSandbox, type Sandbox, visitor, type VisitorOptions } from "withings-sandbox";
import { type PretendBackend, pretendBackend } from "../support/pretend-backend.js";
import { failure } from "../support/login.js";

const address = "https://app.example.com/withings";
const returnTo = "example://withings/done";

let sandbox: Sandbox;
let backend: PretendBackend;
beforeEach(() => {
  sandbox = createSandbox();
  backend = pretendBackend(sandbox);
});

/** Where the person's browser ends up: at Withings, from there at the backend, and from there in the app. */
async function walk(request: WebViewRequest, person: VisitorOptions = {}): Promise<string> {
  const shown = await visitor({ fetch: sandbox.fetch, ...person }).open({
    ...request,
    redirectUri: backend.redirectUri,
  });
  if (shown.type === "closed") throw new Error("A visitor closes nothing.");
  const answer = await backend.handle(new Request(shown.url));
  return answer.headers.get("location") ?? `HTTP ${answer.status}`;
}

function view(open: (request: WebViewRequest) => Promise<string | undefined>): WebView {
  return {
    open: async (request) => {
      const url = await open(request);
      return url === undefined ? { type: "closed" } : { type: "callback", url };
    },
  };
}

function logIn(options: Partial<BackendAuthorizeOptions> = {}): Promise<BackendConnection | null> {
  return authorizeWithBackend({
    backend: address,
    returnTo,
    fetch: (input, init) => backend.handle(new Request(input, init)),
    webView: view(walk),
    ...options,
  });
}

test("whoever logs in is connected in the backend, and the app learns who, without a token", async () => {
  const connection = await logIn({ scope: ["user.metrics", "user.activity"] });
  expect(connection).toEqual({
    userID: expect.stringMatching(/^\d+$/) as string,
    status: "connected",
    scopes: ["user.metrics", "user.activity"],
  });
});

test("of the verifier, the attempt tells the hash alone; it comes with the ticket, which is redeemed once", async () => {
  await logIn();
  const [attempt, , ticket] = backend.requests;
  expect([attempt?.path, ticket?.path]).toEqual(["attempts", "tickets"]);
  const verifier = String(ticket?.body["verifier"]);
  expect(verifier).toMatch(/^[\w-]{43,}$/);
  expect(attempt?.body).toEqual({
    returnTo,
    challenge: createHash("sha256").update(verifier).digest("base64url"),
  });
  expect(attempt?.headers.get("content-type")).toBe("application/json");
  expect(backend.requests).toHaveLength(3);
});

test("each login has a verifier of its own", async () => {
  await logIn();
  await logIn();
  const challenges = backend.requests.map(({ body }) => body["challenge"]).filter(Boolean);
  expect(new Set(challenges).size).toBe(2);
});

test("where there is no crypto.subtle, as in React Native, the hash is the same", async () => {
  const { subtle } = crypto;
  vi.spyOn(crypto, "subtle", "get").mockReturnValue(undefined as unknown as SubtleCrypto);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  expect(await logIn()).not.toBeNull();
  vi.restoreAllMocks();
  expect(crypto.subtle).toBe(subtle);
});

test("headers and cookies go along with both requests", async () => {
  const credentials: unknown[] = [];
  await logIn({
    headers: { authorization: "Bearer session" },
    cookies: "include",
    fetch: (input, init) => {
      credentials.push(init?.credentials, init?.redirect);
      return backend.handle(new Request(input, init));
    },
  });
  const [attempt, , ticket] = backend.requests;
  expect([attempt, ticket].map((each) => each?.headers.get("authorization"))).toEqual([
    "Bearer session",
    "Bearer session",
  ]);
  expect(credentials).toEqual(["include", "error", "include", "error"]);
});

test("without returnTo the backend's own is used, of which the scheme must be known", async () => {
  expect(await logIn({ returnTo: undefined, callbackUrlScheme: "example" })).not.toBeNull();
  const error = await failure(logIn({ returnTo: undefined }));
  expect(error).toMatchObject({ code: "configuration_invalid", option: "returnTo" });
});

describe("the person", () => {
  test("refuses: null, and nothing is redeemed", async () => {
    expect(await logIn({ webView: view((request) => walk(request, { answer: "refuse" })) })).toBeNull();
    expect(backend.requests.map(({ path }) => path)).toEqual(["attempts", "callback"]);
  });

  test("closes the web view: null", async () => {
    expect(await logIn({ webView: view(() => Promise.resolve(undefined)) })).toBeNull();
  });
});

describe("what arrives", () => {
  test.each<[string, (url: string) => string, string]>([
    ["of another attempt", (url) => url.replace(/attempt=[^&]+/, "attempt=other"), "state_wrong"],
    ["without the attempt", (url) => url.replace(/attempt=[^&]+/, ""), "state_missing"],
    ["with two tickets", (url) => `${url}&ticket=2`, "parameter_twice"],
    ["with a ticket and a code", (url) => `${url}&code=2`, "parameter_twice"],
    ["at another address", (url) => url.replace("done", "evil"), "not_the_redirect_uri"],
  ])("%s is ignored, and the login goes on", async (_name, change, reason) => {
    const events: BackendAuthorizationEvent[] = [];
    const connection = await logIn({
      onEvent: (event) => events.push(event),
      webView: view(async (request) => {
        const url = await walk(request);
        expect(request.whyIgnored(change(url))).toBe(reason);
        expect(await request.offer(change(url))).toEqual({ type: "ignored", reason });
        return url;
      }),
    });
    expect(connection?.status).toBe("connected");
    expect(events).toEqual([{ type: "callbackIgnored", reason }]);
  });

  test("twenty times at once is redeemed once", async () => {
    await logIn({
      webView: view(async (request) => {
        const url = await walk(request);
        const verdicts = await Promise.all(Array.from({ length: 20 }, () => request.offer(url)));
        expect(new Set(verdicts.map(({ type }) => type))).toEqual(new Set(["connected"]));
        return url;
      }),
    });
    expect(backend.requests.filter(({ path }) => path === "tickets")).toHaveLength(1);
  });

  test("with somebody else's ticket connects nobody", async () => {
    let stolen = "";
    await failure(
      logIn({
        webView: view(async (request) => {
          stolen = /ticket=([^&]+)/.exec(await walk(request))?.[1] ?? "";
          throw new Error("gone");
        }),
      }),
    );
    const error = await failure(
      logIn({
        webView: view(async (request) => (await walk(request)).replace(/ticket=[^&]+/, `ticket=${stolen}`)),
      }),
    );
    expect(error).toMatchObject({ code: "callback_invalid" });
  });

  test("as a failure of the backend's is told by its word", async () => {
    const error = await failure(
      logIn({
        webView: view(async (request) => (await walk(request)).replace(/ticket=[^&]+/, "withings=expired")),
      }),
    );
    expect(error).toMatchObject({ code: "callback_invalid" });
    expect(String(error)).toContain("expired");
  });
});

describe("what cannot work is told before anything is sent", () => {
  const secret = "clientsecretcanary";
  test.each<[string, Partial<BackendAuthorizeOptions>]>([
    ["clientSecret", { clientSecret: secret as unknown as undefined }],
    ["backend", { backend: "http://app.example.com/withings" }],
    ["backend", { backend: "/withings" }],
    ["backend", { backend: `${address}?a=1` }],
    ["returnTo", { returnTo: "https://app.example.com/done?ticket=1" }],
    ["returnTo", { returnTo: "javascript:alert(1)" }],
    ["callbackUrlScheme", { callbackUrlScheme: "https" }],
    ["scope", { scope: "" }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["webView", { webView: {} as WebView }],
    ["fetch", { fetch: 1 as unknown as typeof fetch }],
  ])("%s", async (option, options) => {
    const error = await failure(logIn(options));
    expect(error).toMatchObject({ code: "configuration_invalid", option });
    expect(String(error)).not.toContain("undefined");
    expect(inspect(error)).not.toContain(secret);
    expect(backend.requests).toEqual([]);
  });

  test("and a web view that shows something already takes it away", async () => {
    const discard = vi.fn();
    await failure(logIn({ scope: "", webView: { ...view(walk), discard } }));
    expect(discard).toHaveBeenCalledOnce();
  });
});

describe("the backend", () => {
  const instead = (path: string, status: number, body: unknown): void => {
    backend.instead.set(path, () => Response.json(body, { status }));
  };

  test.each<[string, string, number, unknown, object]>([
    ["does not know who is signed in", "attempts", 401, {}, { code: "http_error", httpStatus: 401 }],
    ["fails", "attempts", 500, "oops", { code: "http_error", httpStatus: 500 }],
    [
      "says that it is somebody else's",
      "tickets",
      409,
      { error: "already_linked" },
      { code: "another_person" },
    ],
    ["does not take the ticket", "tickets", 400, { error: "ticket_invalid" }, { code: "callback_invalid" }],
    ["names nobody", "tickets", 200, { status: "connected" }, { code: "answer_invalid", field: "userID" }],
    ["gives a strange status", "tickets", 200, { userID: "1" }, { code: "answer_invalid", field: "status" }],
    [
      "gives no attempt",
      "attempts",
      201,
      { url: "https://a.example" },
      { code: "answer_invalid", field: "attempt" },
    ],
    ["gives a URL that is no page", "attempts", 201, { attempt: "a", url: "javascript:1" }, { field: "url" }],
    ["is none", "attempts", 200, null, { code: "answer_invalid" }],
  ])("%s", async (_what, path, status, body, expected) => {
    instead(path, status, body);
    const error = await failure(logIn());
    expect(error).toMatchObject(expected);
    expect(WithingsError.isInstance(error)).toBe(true);
  });

  test.each([{ error: "canary <b>" }, { error: ["canary", {}] }, { error: "canary".repeat(10) }, "canary"])(
    "refuses with %j: what is no word of ours is not repeated",
    async (body) => {
      instead("attempts", 400, body);
      const error = await failure(logIn());
      expect(error).toMatchObject({ code: "http_error", httpStatus: 400 });
      expect(String(error)).not.toContain("canary");
    },
  );

  test("cannot be reached: what fetch says stays with it, since it may hold the ticket", async () => {
    const error = await failure(logIn({ fetch: () => Promise.reject(new Error("canary")) }));
    expect(error).toMatchObject({ code: "network_failed" });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
  });

  test("gives credentials where it may: they can be had, but no log shows them", async () => {
    const credentials = { withingsAccessToken: "canary" };
    instead("tickets", 200, { userID: "1", status: "connected", scopes: [], credentials });
    const connection = await logIn();
    expect(connection?.credentials).toEqual(credentials);
    expect(inspect(connection) + JSON.stringify(connection)).not.toContain("canary");
  });
});

describe("the end", () => {
  test("aborted while the person is there", async () => {
    const controller = new AbortController();
    const login = logIn({
      signal: controller.signal,
      webView: {
        open: ({ signal }) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => {
              resolve({ type: "closed" });
            });
            controller.abort();
          }),
      },
    });
    expect(await failure(login)).toMatchObject({ code: "authorization_aborted" });
  });

  test("aborted while the backend is asked", async () => {
    const discard = vi.fn();
    const signal = AbortSignal.abort();
    const error = await failure(logIn({ signal, webView: { ...view(walk), discard } }));
    expect(error).toMatchObject({ code: "aborted" });
    expect(discard).toHaveBeenCalledOnce();
  });

  test("the person's time is over", async () => {
    const webView = view(
      ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            resolve(undefined);
          });
        }),
    );
    const error = await failure(logIn({ webView, timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "authorization_timed_out" });
  });

  test("a web view that throws is told without its words, and one of ours with its error", async () => {
    const strange = await failure(logIn({ webView: view(() => Promise.reject(new TypeError("canary"))) }));
    expect(strange).toMatchObject({ code: "browser_failed" });
    expect(inspect(strange)).not.toContain("canary");
  });

  test("a web view that crashes after the right callback loses nothing", async () => {
    const connection = await logIn({
      webView: view(async (request) => {
        await request.offer(await walk(request));
        throw new Error("too late");
      }),
    });
    expect(connection?.status).toBe("connected");
  });
});
