import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createSandbox, type NewFault, type SandboxServer } from "withings-sandbox";
import { expect, onTestFinished, test } from "vitest";
import { type Client, client, patientSandbox, tokenPath, tokens } from "./support/client.js";

const refresh = "oauth2 requesttoken";

/** The same client twice: in the process, and over a real connection. */
async function bothWays(): Promise<{ readonly way: string; readonly api: Client }[]> {
  const near = patientSandbox();
  const far = patientSandbox();
  const server = await listening(far.listen());
  return [
    { way: "in the process", api: client(near) },
    { way: "over TCP", api: client(far, { fetch: globalThis.fetch, url: server.url }) },
  ];
}

async function listening(server: Promise<SandboxServer>): Promise<SandboxServer> {
  const open = await server;
  onTestFinished(() => open.close());
  return open;
}

/** The raw answer to a refresh while the fault is on. */
async function spoiled(fault: Partial<NewFault>): Promise<Response> {
  const { fetch, faults, cloud } = patientSandbox();
  faults.add({ operation: "*", ...fault } as NewFault);
  return fetch(cloud.apiUrl + tokenPath, {
    method: "POST",
    body: new URLSearchParams({ action: "requesttoken" }),
  });
}

test("a connection dropped before the server did anything leaves the refresh token untouched", async () => {
  for (const { way, api } of await bothWays()) {
    api.sandbox.configure({ forkPolicy: "strict" });
    const { refresh_token } = await api.connect();
    api.sandbox.faults.add({ operation: refresh, kind: "drop", times: 1 });
    await expect(api.refresh(refresh_token), way).rejects.toThrow(TypeError);
    expect((await api.refresh(refresh_token)).status, way).toBe(0);
  }
});

test("a connection dropped after the server committed leaves the refresh token superseded", async () => {
  for (const { way, api } of await bothWays()) {
    api.sandbox.configure({ forkPolicy: "strict" });
    const { refresh_token } = await api.connect();
    api.sandbox.faults.add({ operation: refresh, kind: "drop", when: "after", times: 1 });
    await expect(api.refresh(refresh_token), way).rejects.toThrow(TypeError);
    expect((await api.refresh(refresh_token)).error, way).toBe("Invalid Params: invalid refresh_token");
  }
});

test("after a lost answer, the old refresh token still works in Withings' grace", async () => {
  for (const { way, api } of await bothWays()) {
    const { refresh_token } = await api.connect();
    api.sandbox.faults.add({ operation: refresh, kind: "drop", when: "after", times: 1 });
    await expect(api.refresh(refresh_token), way).rejects.toThrow(TypeError);
    expect(tokens(await api.refresh(refresh_token)), way).toHaveProperty("access_token");
  }
});

test("a dropped connection looks as it does to fetch: a system code in the cause", async () => {
  for (const { api } of await bothWays()) {
    api.sandbox.faults.add({ operation: "*", kind: "drop" });
    const error: unknown = await api.refresh("any").catch((reason: unknown) => reason);
    const { cause } = error as { cause: { code: string } };
    expect(["ECONNRESET", "UND_ERR_SOCKET"]).toContain(cause.code);
  }
});

test("a delay is as long as it says, and then the answer is the real one", async () => {
  for (const { way, api } of await bothWays()) {
    api.sandbox.faults.add({ operation: refresh, kind: "delay", delayMs: 80, times: 1 });
    const begin = performance.now();
    expect(await api.connect(), way).toHaveProperty("access_token");
    expect(performance.now() - begin, way).toBeGreaterThanOrEqual(78);
  }
});

test("a client that gives up during a delay finds the deed done only if the delay comes after it", async () => {
  for (const [when, status] of [
    ["before", 0],
    ["after", 503],
  ] as const) {
    const api = client(patientSandbox({ forkPolicy: "strict" }));
    const server = await listening(api.sandbox.listen());
    const { refresh_token } = await api.connect();
    api.sandbox.faults.add({ operation: refresh, kind: "delay", delayMs: 60_000, when, times: 1 });
    const hasty: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(input, { ...init, signal: AbortSignal.timeout(100) });
    await expect(
      client(api.sandbox, { fetch: hasty, url: server.url }).refresh(refresh_token),
    ).rejects.toThrow();
    expect((await api.refresh(refresh_token)).status).toBe(status);
  }
});

test("an abort reaches a caller in the process at once, with its reason", async () => {
  const { fetch, faults, cloud } = patientSandbox();
  faults.add({ operation: "*", kind: "delay", delayMs: 60_000 });
  const abort = new AbortController();
  const answer = fetch(cloud.apiUrl, { signal: abort.signal });
  await sleep(5);
  abort.abort(new Error("enough"));
  await expect(answer).rejects.toThrow("enough");
  await expect(fetch(cloud.apiUrl, { signal: abort.signal })).rejects.toThrow("enough");
});

test("an envelope status, with its words and wait_seconds", async () => {
  const answer = await spoiled({ kind: "status", status: 601, error: "Too many requests", waitSeconds: 7 });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { status: 601, body: { wait_seconds: 7 }, error: "Too many requests" },
  ]);
});

test("an HTTP error, with Retry-After", async () => {
  const answer = await spoiled({ kind: "http", httpStatus: 503, retryAfterSeconds: 30 });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
  await expect(answer.json()).rejects.toThrow(SyntaxError);
});

test("an answer that ends half-way", async () => {
  const answer = await spoiled({ kind: "truncate" });
  expect(answer.status).toBe(200);
  await expect(answer.json()).rejects.toThrow(SyntaxError);
});

test("an answer that breaks half-way, its length announced", async () => {
  for (const { way, api } of await bothWays()) {
    api.sandbox.faults.add({ operation: refresh, kind: "truncate", breakConnection: true });
    const error: unknown = await api.refresh("any").catch((reason: unknown) => reason);
    expect(error, way).toBeInstanceOf(Error);
    expect(error, way).not.toBeInstanceOf(SyntaxError);
  }
});

test("an answer that is valid but longer than a mebibyte", async () => {
  const answer = await spoiled({ kind: "oversize" });
  const text = await answer.text();
  expect(text.length).toBe(2 * 1024 * 1024);
  expect(JSON.parse(text)).toMatchObject({ status: 503 });
});

test("an answer that never ends, until its reader leaves", async () => {
  for (const { way, api } of await bothWays()) {
    api.sandbox.faults.add({ operation: "*", kind: "endless" });
    let fetched: ReadableStream<Uint8Array> | null = null;
    const remember = client(api.sandbox, {
      ...(way === "over TCP" ? { url: (await listening(api.sandbox.listen())).url } : {}),
      fetch: async (input, init) => {
        const answer = await (way === "over TCP" ? globalThis.fetch : api.sandbox.fetch)(input, init);
        fetched = answer.body;
        return new Response("{}");
      },
    });
    await remember.refresh("any");
    let total = 0;
    for await (const chunk of fetched as unknown as ReadableStream<Uint8Array>) {
      total += chunk.byteLength;
      if (total > 1024 * 1024) break;
    }
    expect(total, way).toBeGreaterThan(1024 * 1024);
  }
});

test("a page instead of JSON, nothing at all, and any other bytes", async () => {
  const page = await spoiled({ kind: "html" });
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toContain("<html");
  expect(await (await spoiled({ kind: "empty" })).text()).toBe("");
  const bytes = await spoiled({ kind: "body", body: "[1]", contentType: "text/plain", httpStatus: 418 });
  expect([bytes.status, bytes.headers.get("content-type"), await bytes.text()]).toEqual([
    418,
    "text/plain",
    "[1]",
  ]);
});

test("a redirect, which fetch refuses where it was told to", async () => {
  const to = "https://evil.example/";
  const answer = await spoiled({ kind: "redirect", to });
  expect([answer.status, answer.headers.get("location")]).toEqual([307, to]);
  const { fetch, faults, cloud } = patientSandbox();
  faults.add({ operation: "*", kind: "redirect", to });
  await expect(fetch(cloud.apiUrl, { redirect: "error" })).rejects.toThrow(TypeError);
});

test("somebody else's user id, in the type that the answer has", async () => {
  const api = client(patientSandbox());
  api.sandbox.faults.add({ operation: refresh, kind: "wrong-userid", userid: 42 });
  const first = await api.connect();
  expect(first.userid).toBe("42");
  expect(tokens(await api.refresh(first.refresh_token)).userid).toBe(42);
});

test("a fault happens as often as it says, to its operation only, and the oldest first", async () => {
  const api = client(patientSandbox());
  const { access_token, refresh_token } = await api.connect();
  const { faults } = api.sandbox;
  faults.add({ operation: refresh, kind: "status", status: 1, times: 2 });
  faults.add({ operation: "*", kind: "status", status: 2, times: 2 });
  const statuses = [];
  for (let turn = 0; turn < 4; turn++) statuses.push((await api.refresh(refresh_token)).status);
  expect(statuses).toEqual([1, 1, 2, 2]);
  expect((await api.devices(access_token)).status).toBe(0);
  expect(faults.list()).toEqual([]);
});

test("faults are listed, removed one by one, and cleared", async () => {
  const api = client(patientSandbox());
  const { faults } = api.sandbox;
  const first = faults.add({ operation: "user v2 getdevice", kind: "empty" });
  faults.add({ operation: refresh, kind: "status", status: 522, times: 3 });
  await api.refresh("any");
  expect(faults.list()).toMatchObject([
    { id: first.id, kind: "empty" },
    { kind: "status", left: 2 },
  ]);
  expect([faults.remove(first.id), faults.remove(first.id)]).toEqual([true, false]);
  expect(faults.list()).toHaveLength(1);
  faults.clear();
  expect((await api.refresh("any")).status).toBe(503);
});

test("the pages can fail too", async () => {
  const { fetch, faults, cloud } = createSandbox();
  faults.add({ operation: "account", kind: "http", httpStatus: 502 });
  const page = async (path: string): Promise<number> => (await fetch(cloud.accountUrl + path)).status;
  expect(await page("/oauth2_user/authorize2?response_type=code")).toBe(502);
  expect(await page("/login")).toBe(502);
  expect((await fetch(cloud.apiUrl + tokenPath, { method: "POST" })).status).toBe(200);
  faults.clear();
  faults.add({ operation: "account login", kind: "drop" });
  await expect(page("/login")).rejects.toThrow(TypeError);
  expect(await page("/oauth2_user/authorize2?response_type=code")).not.toBe(502);
});

test("a field of a fault that is undefined is one that was left out", () => {
  const { faults } = createSandbox();
  const left = { when: undefined, times: undefined } as object;
  expect(faults.add({ operation: "*", kind: "drop", ...left })).not.toHaveProperty("left");
});

test("a fault that makes no sense is refused, and the message says what is allowed", () => {
  const { faults } = createSandbox();
  const add = (fault: object) => () => faults.add(fault as NewFault);
  expect(add({})).toThrow(/kind must be one of delay, status/);
  expect(add({ kind: "drop" })).toThrow(/needs operation/);
  expect(add({ kind: "drop", operation: "requesttoken" })).toThrow(/oauth2 requesttoken/);
  expect(add({ kind: "drop", operation: "*", times: 0 })).toThrow(/times must be a whole number from 1/);
  expect(add({ kind: "drop", operation: "*", when: "during" })).toThrow(/one of before, after/);
  expect(add({ kind: "delay", operation: "*" })).toThrow(/needs delayMs/);
  expect(add({ kind: "status", operation: "*" })).toThrow(/needs status/);
  expect(add({ kind: "drop", operation: "*", status: 1 })).toThrow(/has no "status"/);
  expect(add({ kind: "redirect", operation: "*", to: "x\r\ny" })).toThrow(/HTTP header/);
  expect(add({ kind: "http", operation: "*", httpStatus: 304 })).toThrow(/from 400 to 599/);
  expect(add({ kind: "constructor", operation: "*" })).toThrow(RangeError);
  expect(faults.list()).toEqual([]);
});

test.for([
  [
    { kind: "delay", delayMs: 1 },
    { by_itself: true, before: true },
  ],
  [
    { kind: "status", status: 522 },
    { by_itself: false, before: false },
  ],
  [
    { kind: "http", httpStatus: 502 },
    { by_itself: false, before: false },
  ],
  [{ kind: "drop" }, { by_itself: false, before: false }],
  [{ kind: "truncate" }, { by_itself: true, before: false }],
  [
    { kind: "truncate", breakConnection: true },
    { by_itself: true, before: false },
  ],
  [
    { kind: "oversize", bytes: 10 },
    { by_itself: true, before: false },
  ],
  [{ kind: "endless" }, { by_itself: true, before: false }],
  [{ kind: "html" }, { by_itself: true, before: false }],
  [{ kind: "empty" }, { by_itself: true, before: false }],
  [
    { kind: "redirect", to: "/" },
    { by_itself: false, before: false },
  ],
  [{ kind: "wrong-userid" }, { by_itself: true, before: false }],
  [
    { kind: "body", body: "{}" },
    { by_itself: false, before: false },
  ],
] as const)("whether the cloud did what it was asked, with the fault %o", async ([fault, committed]) => {
  for (const { way, api } of await bothWays()) {
    const { sandbox } = api;
    sandbox.configure({ forkPolicy: "strict" });
    const { fetch, url } =
      way === "over TCP"
        ? { fetch: globalThis.fetch, url: (await listening(sandbox.listen())).url }
        : { fetch: sandbox.fetch, url: sandbox.cloud.apiUrl };
    const unread = client(sandbox, {
      url,
      fetch: async (input, init) => {
        const answer = await fetch(input, { ...init, redirect: "manual" });
        await answer.body?.cancel();
        return new Response("{}");
      },
    });
    for (const [when, expected] of [
      [undefined, committed.by_itself],
      ["before", committed.before],
      ["after", true],
    ] as const) {
      const { refresh_token } = await api.connect();
      sandbox.faults.add({ operation: refresh, times: 1, ...fault, ...(when === undefined ? {} : { when }) });
      await unread.refresh(refresh_token).catch(() => undefined);
      expect(sandbox.faults.list(), way).toEqual([]);
      // Strict: a refresh token that was used is refused.
      expect((await api.refresh(refresh_token)).status, `${way}, ${when ?? "by itself"}`).toBe(
        expected ? 503 : 0,
      );
    }
  }
});

test("over TCP, a dropped connection is closed without a byte, and a broken one half-way through its length", async () => {
  const sandbox = patientSandbox();
  const server = await listening(sandbox.listen());
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      let received = "";
      socket.on("data", (chunk) => (received += chunk.toString("latin1")));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        resolve(received);
      });
      socket.write("POST /v2/user HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    });
  for (const when of ["before", "after"] as const) {
    sandbox.faults.add({ operation: "*", kind: "drop", when, times: 1 });
    expect(await ask(), when).toBe("");
  }
  sandbox.faults.add({ operation: "*", kind: "truncate", breakConnection: true, times: 1 });
  const [head = "", body = ""] = (await ask()).split("\r\n\r\n");
  expect(head).toMatch(/content-length: 41\b/i);
  expect(body).toBe('{"status":2554,"erro');
});

test("an answer with an HTTP status that has no body has none", async () => {
  for (const httpStatus of [204, 205, 304]) {
    const answer = await spoiled({ kind: "body", body: "ignored", httpStatus });
    expect([answer.status, await answer.text()]).toEqual([httpStatus, ""]);
  }
});
