import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connection, type RawAnswer, rawHttp, request, untilClosed } from "./support/raw-http.js";
import { waitingLogin } from "./support/waiting-login.js";

const finished = async ({ port, target }: { port: number; target: string }): Promise<RawAnswer> => {
  expect((await request(port, { target })).status).toBe(303);
  return await request(port);
};

describe("what a browser asks for by itself", () => {
  test.each(["/favicon.ico", "/apple-touch-icon.png", "/robots.txt", "/", "/.well-known/x"])(
    "%s is not there, and the login goes on",
    async (target) => {
      const login = await waitingLogin();
      expect((await request(login.port, { target })).status).toBe(404);
      expect(login.offers).toEqual([]);
      expect((await finished(login)).status).toBe(200);
    },
  );
});

describe("methods", () => {
  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("%s is refused", async (method) => {
    const login = await waitingLogin();
    const answer = await request(login.port, {
      method,
      target: login.target,
      headers: ["content-length: 0"],
    });
    expect([answer.status, answer.headers["allow"]]).toEqual([405, "GET, HEAD"]);
    expect(login.offers).toEqual([]);
  });

  test("CONNECT is refused", async () => {
    const { port } = await waitingLogin();
    expect((await request(port, { method: "CONNECT", target: "evil.example:443" })).status).toBe(405);
  });

  test("HEAD says that somebody is here and decides nothing, whatever it carries", async () => {
    const login = await waitingLogin();
    const answer = await request(login.port, { method: "HEAD", target: login.target });
    expect([answer.status, answer.body]).toEqual([200, ""]);
    expect(login.offers).toEqual([]);
    expect(login.settled()).toBe(false);
  });
});

describe("the path is the redirect URI's, letter for letter", () => {
  test.each([
    "/callback/",
    "/call%62ack",
    "/callback;x",
    "/a/../callback",
    "/./callback",
    "/Callback",
    "/callback%2f",
    "/callbac",
    "/callbackx",
  ])("%s is another one", async (path) => {
    const login = await waitingLogin();
    const target = login.target.replace("/callback", path);
    expect((await request(login.port, { target })).status).toBe(404);
    expect(login.offers).toEqual([]);
  });

  test.each([
    "//evil.example/callback",
    "///callback",
    "/\\evil.example/callback",
    "\\\\evil.example/callback",
    "http://evil.example/callback",
    "http://localhost/callback",
    "*",
    "callback",
    "/callback?code=1#state",
    "/callback?state=\\",
  ])("%s is no path at all", async (target) => {
    const login = await waitingLogin();
    expect((await request(login.port, { target: target })).status).toBe(400);
    expect(login.offers).toEqual([]);
  });

  test("a redirect URI without a path ends at the root", async () => {
    const login = await waitingLogin({ path: "" });
    const answer = await request(login.port, { target: `/${login.target}` });
    expect(answer.headers["location"]).toBe(`http://localhost:${login.port}/`);
    expect((await request(login.port, { target: "/" })).status).toBe(200);
    await expect(login.result).resolves.toMatchObject({ type: "callback" });
  });
});

describe("who is asked for", () => {
  test.each([
    "evil.example",
    "localhost",
    "localhost.",
    "localhost.:PORT",
    "localhost.evil:PORT",
    "evil.localhost:PORT",
    "localhost:1",
    "localhost:PORT0",
    "user@localhost:PORT",
    "127.0.0.2:PORT",
    "0.0.0.0:PORT",
    "[::]:PORT",
    "",
  ])("a request to Host %j is misdirected", async (host) => {
    const login = await waitingLogin();
    const answer = await request(login.port, {
      target: login.target,
      host: host.replace("PORT", String(login.port)),
    });
    expect(answer.status).toBe(421);
    expect(login.offers).toEqual([]);
  });

  test("no Host, and two, are misdirected too", async () => {
    const { port, target, offers } = await waitingLogin();
    const host = `Host: localhost:${port}\r\n`;
    expect((await rawHttp(port, `GET ${target} HTTP/1.1\r\n\r\n`)).status).toBe(421);
    expect((await rawHttp(port, `GET ${target} HTTP/1.0\r\n\r\n`)).status).toBe(421);
    expect((await rawHttp(port, `GET ${target} HTTP/1.1\r\n${host}${host}\r\n`)).status).toBe(421);
    expect((await rawHttp(port, `GET ${target} HTTP/1.1\r\n${host}Host: evil\r\n\r\n`)).status).toBe(421);
    expect(offers).toEqual([]);
  });

  test.each(["localhost:PORT", "LocalHost:PORT", "127.0.0.1:PORT", "[::1]:PORT"])(
    "%s is this machine, and our port",
    async (host) => {
      const login = await waitingLogin();
      const answer = await request(login.port, {
        target: login.target,
        host: host.replace("PORT", String(login.port)),
      });
      expect(answer.status).toBe(303);
      expect(login.offers).toEqual([`http://localhost:${login.port}${login.target}`]);
    },
  );

  test("a redirect URI with an address in digits has that name only", async () => {
    const { port, target } = await waitingLogin({ host: "127.0.0.1" });
    expect((await request(port, { target })).status).toBe(421);
    expect((await request(port, { target, host: `127.0.0.1:${port}` })).status).toBe(303);
  });
});

describe("what is no page load", () => {
  test.each([
    "Origin: https://evil.example",
    "Origin: null",
    "Origin: http://localhost",
    "Sec-Fetch-Dest: image",
    "Sec-Fetch-Dest: iframe",
    "Sec-Fetch-Dest: empty",
    "Sec-Fetch-Dest: document\r\nSec-Fetch-Dest: image",
  ])("%s is forbidden", async (header) => {
    const login = await waitingLogin();
    const answer = await request(login.port, { target: login.target, headers: [header] });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(login.offers).toEqual([]);
  });

  test("a browser's own headers are welcome", async () => {
    const { port, target } = await waitingLogin();
    const headers = ["Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: cross-site"];
    expect((await request(port, { target, headers })).status).toBe(303);
  });
});

describe("sizes and numbers", () => {
  test.each([
    [9_000, 414],
    [17_000, 431],
    [200_000, 431],
  ])("a query of %i bytes gets %i or no answer, and the login goes on", async (length, status) => {
    const login = await waitingLogin();
    const answer = await request(login.port, { target: `${login.target}&x=${"y".repeat(length)}` });
    if (answer.text !== "") expect(answer.status).toBe(status);
    expect(login.offers).toEqual([]);
    expect((await finished(login)).status).toBe(200);
  });

  test("after a thousand bad requests the right callback still works", { timeout: 30_000 }, async () => {
    const login = await waitingLogin();
    const statuses: number[] = [];
    for (let at = 0; at < 1_000; at += 10) {
      const bad = Array.from({ length: 10 }, (_, index) =>
        request(login.port, { target: `/callback?code=evil&state=guess${at + index}` }),
      );
      for (const { status } of await Promise.all(bad)) statuses.push(status);
    }
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(400));
    expect(statuses.slice(50)).toEqual(Array(950).fill(429));
    expect(login.settled()).toBe(false);
    const page = await finished(login);
    expect([page.status, login.exchanges()]).toEqual([200, 1]);
    await expect(login.result).resolves.toEqual({
      type: "callback",
      url: login.redirectUri + login.target.slice(9),
    });
  });

  test("many connections that say nothing do not keep the browser out", async () => {
    const login = await waitingLogin();
    const silent = await Promise.all(Array.from({ length: 40 }, () => connection(login.port)));
    const ends = silent.map((socket) => untilClosed(socket));
    expect((await finished(login)).status).toBe(200);
    await login.result;
    await Promise.all(ends);
  });

  test("at most sixteen connections are kept", async () => {
    const { port } = await waitingLogin();
    const sockets = await Promise.all(Array.from({ length: 30 }, () => connection(port)));
    let closed = 0;
    for (const socket of sockets) void untilClosed(socket).then(() => closed++);
    await expect.poll(() => closed).toBe(14);
    await wait(50);
    expect(closed).toBe(14);
  });
});

describe("connections", () => {
  test("every answer closes its connection, and what is pipelined behind the callback changes nothing", async () => {
    const login = await waitingLogin();
    const callback = `GET ${login.target} HTTP/1.1\r\nhost: localhost:${login.port}\r\n\r\n`;
    const answer = await rawHttp(login.port, callback.repeat(3));
    expect(answer.status).toBe(303);
    expect(answer.headers["connection"]).toBe("close");
    expect(login.exchanges()).toBe(1);
    expect((await request(login.port)).status).toBe(200);
  });

  test("rubbish behind the callback does not spoil its answer", async () => {
    const login = await waitingLogin({ exchange: () => wait(50) });
    const answer = await rawHttp(
      login.port,
      `GET ${login.target} HTTP/1.1\r\nhost: localhost:${login.port}\r\n\r\n\x16\x03\x01 not http\r\n\r\n`,
    );
    expect(answer.status).toBe(303);
  });

  test("what is no HTTP is told so", async () => {
    const { port } = await waitingLogin();
    expect((await rawHttp(port, "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")).status).toBe(400);
  });

  test("half a request is not waited for long", { timeout: 15_000 }, async () => {
    const { port } = await waitingLogin();
    const started = Date.now();
    expect((await rawHttp(port, "GET /callback HTTP/1.1\r\nhost:")).status).toBe(408);
    expect(Date.now() - started).toBeLessThan(8_000);
  });

  test("half a request does not hold the end", async () => {
    const login = await waitingLogin();
    const socket = await connection(login.port);
    const closed = untilClosed(socket);
    socket.write(`GET ${login.target} HTTP/1.1\r\nhost: local`);
    await finished(login);
    const started = Date.now();
    await login.result;
    await closed;
    expect(Date.now() - started).toBeLessThan(500);
  });
});

describe("the callback", () => {
  test("twenty at once are exchanged once, and each is shown the way to the page", async () => {
    const login = await waitingLogin({ exchange: () => wait(30) });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => request(login.port, { target: login.target })),
    );
    // The limit of connections counts for them too: the browser that is let go tries again.
    const answered = answers.filter(({ text }) => text !== "");
    expect(answered.length).toBeGreaterThanOrEqual(16);
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([303]));
    expect(login.exchanges()).toBe(1);
  });

  test("browsers that were sent to the page get it before the port closes", async () => {
    const login = await waitingLogin({ exchange: () => wait(30) });
    const both = await Promise.all([1, 2].map(() => request(login.port, { target: login.target })));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect((await request(login.port)).status).toBe(200);
    await wait(50);
    expect((await request(login.port)).status).toBe(200);
    await login.result;
  });

  test("once it has come, a second one is led to the page too, and a wrong one is still told so", async () => {
    const login = await waitingLogin();
    expect((await request(login.port, { target: login.target })).status).toBe(303);
    const again = await request(login.port, { target: login.target });
    expect([again.status, again.headers["location"]]).toEqual([303, login.redirectUri]);
    expect((await request(login.port, { target: "/callback?code=a&state=wrong" })).status).toBe(400);
    expect(login.exchanges()).toBe(1);
  });

  test("a browser that goes away during the exchange loses the page, not the login", async () => {
    const login = await waitingLogin({ exchange: () => wait(100) });
    const socket = await connection(login.port);
    socket.write(`GET ${login.target} HTTP/1.1\r\nhost: localhost:${login.port}\r\n\r\n`);
    await expect.poll(() => login.exchanges()).toBe(1);
    socket.destroy();
    const started = Date.now();
    await expect(login.result).resolves.toMatchObject({ type: "callback" });
    expect(Date.now() - started).toBeLessThan(2_600);
  });

  test("wrong ones are told so, and the right one is still waited for", async () => {
    const login = await waitingLogin();
    for (const query of ["", "?code=a", "?code=a&state=wrong", "?error=access_denied", "?state="]) {
      const answer = await request(login.port, { target: `/callback${query}` });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain("not the login that is being waited for");
    }
    expect(login.settled()).toBe(false);
    expect((await finished(login)).status).toBe(200);
    expect(login.exchanges()).toBe(1);
  });
});
