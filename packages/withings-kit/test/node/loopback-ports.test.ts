import { createServer, Server } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WithingsAuthorizationError, WithingsConfigurationError } from "withings-kit";
import { systemBrowser } from "withings-kit/node";
import { connection, freePort, request } from "./support/raw-http.js";
import { waitingLogin } from "./support/waiting-login.js";

const occupy = async (host: string, port: number): Promise<() => Promise<void>> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host, port }, resolve));
  const close = async (): Promise<void> => {
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return close;
};

const refuses = async (host: string, port: number): Promise<boolean> =>
  await connection(port, host).then(
    (socket) => {
      socket.destroy();
      return false;
    },
    () => true,
  );

describe("a port that somebody else has", () => {
  test.each(["127.0.0.1", "::1", "0.0.0.0"])(
    "on %s alone ends the login before a browser opens",
    async (host) => {
      const port = await freePort();
      await occupy(host, port);
      const login = await waitingLogin({ port });
      const error: unknown = await login.result.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WithingsAuthorizationError);
      expect(error).toMatchObject({ code: "port_in_use", port, systemCode: "EADDRINUSE" });
      expect((error as Error).message).toMatch(
        new RegExp(
          `^Port ${port} of .* another program uses it .*http://localhost:${port + 1}/callback.*appWindow`,
        ),
      );
      expect(() => login.startUrl).toThrow("No browser was opened");
      // Neither family is left open, and no other port was taken.
      for (const own of ["127.0.0.1", "::1"].filter((own) => own !== host && host !== "0.0.0.0"))
        expect(await refuses(own, port)).toBe(true);
    },
  );

  test("may be stolen between two logins", async () => {
    const first = await waitingLogin();
    await request(first.port, { target: first.target });
    await request(first.port);
    await first.result;
    const release = await occupy("127.0.0.1", first.port);
    await expect((await waitingLogin({ port: first.port })).result).rejects.toMatchObject({
      code: "port_in_use",
    });
    await release();
    const third = await waitingLogin({ port: first.port });
    expect((await request(third.port, { target: third.target })).status).toBe(303);
  });

  test("a second login on the same port does not disturb the first", async () => {
    const first = await waitingLogin();
    await expect((await waitingLogin({ port: first.port })).result).rejects.toMatchObject({
      code: "port_in_use",
    });
    expect((await request(first.port, { target: first.target })).status).toBe(303);
  });
});

describe("ports and families that the system refuses", () => {
  const refuse = (code: string, hosts: readonly string[]): void => {
    const original = Reflect.get(Server.prototype, "listen") as (...given: unknown[]) => Server;
    vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server, ...given: unknown[]) {
      const [at] = given as [{ host: string }];
      if (!hosts.includes(at.host)) return Reflect.apply(original, this, given);
      process.nextTick(() => this.emit("error", Object.assign(new Error(`listen ${code}`), { code })));
      return this;
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
  };

  test("a port for administrators is named as such", async () => {
    refuse("EACCES", ["127.0.0.1", "::1"]);
    const error: unknown = await systemBrowser({ openBrowser: false })
      .open(requestFor("http://localhost/callback"))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "port_in_use", port: 80, systemCode: "EACCES" });
    expect((error as Error).message).toMatch(/administrators .*http:\/\/localhost:8765\/callback/);
  });

  test.each(["EADDRNOTAVAIL", "EAFNOSUPPORT"])("a machine without IPv6 (%s) uses IPv4", async (code) => {
    const port = await freePort();
    refuse(code, ["::1"]);
    const login = await waitingLogin({ port });
    expect(await refuses("::1", login.port)).toBe(true);
    expect((await request(login.port, { target: login.target })).status).toBe(303);
  });

  test("a machine without either is told so", async () => {
    const port = await freePort();
    refuse("EADDRNOTAVAIL", ["127.0.0.1", "::1"]);
    await expect((await waitingLogin({ port })).result).rejects.toMatchObject({
      systemCode: "EADDRNOTAVAIL",
    });
  });
});

test("a connection that the system cannot accept, for want of file handles, ends neither the login nor the program", async () => {
  const listen = vi.spyOn(Server.prototype, "listen");
  onTestFinished(() => {
    listen.mockRestore();
  });
  const login = await waitingLogin();
  const servers = listen.mock.contexts.slice(-2) as Server[];
  for (const server of servers) server.emit("error", Object.assign(new Error("accept"), { code: "EMFILE" }));
  expect((await request(login.port, { target: login.target })).status).toBe(303);
});

describe("where it listens", () => {
  test.each([
    ["localhost", ["127.0.0.1", "::1"]],
    ["127.0.0.1", ["127.0.0.1"]],
    ["[::1]", ["::1"]],
  ])("for %s: %j", async (host, expected) => {
    const listen = vi.spyOn(Server.prototype, "listen");
    onTestFinished(() => {
      listen.mockRestore();
    });
    const { port } = await waitingLogin({ host });
    const asked = listen.mock.calls.map(
      ([at]) => at as unknown as { host: string; port: number; exclusive: boolean },
    );
    expect(asked.filter((at) => at.port === port && at.exclusive).map((at) => at.host)).toEqual(expected);
    for (const own of ["127.0.0.1", "::1"]) expect(await refuses(own, port)).toBe(!expected.includes(own));
  });

  test("both families answer", async () => {
    const { port } = await waitingLogin();
    for (const host of ["127.0.0.1", "::1"])
      expect((await request(port, { method: "HEAD" })).status, host).toBe(200);
  });

  test("the browser is opened when both already accept connections", async () => {
    const port = await freePort();
    const end = new AbortController();
    const refused: boolean[] = [];
    const view = systemBrowser({
      openBrowser: async () => {
        for (const host of ["127.0.0.1", "::1"]) refused.push(await refuses(host, port));
        end.abort();
      },
    });
    const login = view.open({ ...requestFor(`http://localhost:${port}/callback`), signal: end.signal });
    await expect(login).rejects.toMatchObject({ name: "AbortError" });
    expect(refused).toEqual([false, false]);
  });

  test.each([
    "http://example.com:8765/callback",
    "http://0.0.0.0:8765/callback",
    "http://[::]:8765/callback",
    "http://192.168.0.2:8765/callback",
    "http://localhost.evil.example:8765/callback",
    "http://localhost.:8765/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://user@localhost:8765/callback",
    "http://localhost:0/callback",
    "http://localhost:8765//evil.example",
    "https://localhost:8765/callback",
    "https://app.example.com/callback",
    "example://withings/auth",
    "localhost:8765/callback",
    "",
  ])("never for %j: it says what to do instead", async (redirectUri) => {
    const listen = vi.spyOn(Server.prototype, "listen");
    onTestFinished(() => {
      listen.mockRestore();
    });
    const error: unknown = await systemBrowser()
      .open(requestFor(redirectUri))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WithingsConfigurationError);
    expect(error).toMatchObject({ code: "configuration_invalid", option: "redirectUri" });
    expect((error as Error).message).toMatch(/Register/);
    expect(listen).not.toHaveBeenCalled();
  });

  test("and only for a callback at the redirect URI itself, from a page of the web", async () => {
    const good = requestFor("http://localhost:8765/callback");
    const view = systemBrowser({ openBrowser: false });
    await expect(view.open({ ...good, callbackUrlScheme: "example" })).rejects.toMatchObject({
      option: "callbackUrlScheme",
    });
    for (const url of ["file:///etc/passwd", "javascript:alert(1)", "-a", "http://"])
      await expect(view.open({ ...good, url })).rejects.toBeInstanceOf(WithingsConfigurationError);
  });
});

function requestFor(redirectUri: string): Parameters<ReturnType<typeof systemBrowser>["open"]>[0] {
  return {
    url: "https://account.example/authorize",
    redirectUri,
    callbackUrlScheme: "http",
    signal: AbortSignal.timeout(5_000),
    whyIgnored: () => "state_missing",
    offer: () => Promise.resolve({ type: "ignored", reason: "state_missing" }),
  };
}
