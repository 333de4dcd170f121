import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { SystemBrowserOptions } from "withings-kit/node";
import { type FakePrograms, fakePrograms } from "./support/fake-programs.js";
import { request } from "./support/raw-http.js";
import { code, state, waitingLogin, type WaitingLogin } from "./support/waiting-login.js";

const onLinux = async (
  programs: FakePrograms,
  environment: Record<string, string> = {},
  options: SystemBrowserOptions = {},
): Promise<WaitingLogin> =>
  await waitingLogin({
    returnAtOnce: true,
    options: {
      openBrowser: undefined,
      platform: "linux",
      environment: { PATH: programs.path, DISPLAY: ":0", ...environment },
      ...options,
    },
  });

describe("the way in", () => {
  test("the browser's arguments show neither the state nor Withings' address", async () => {
    const { startUrl, port, loginUrl } = await waitingLogin();
    expect(startUrl).toMatch(new RegExp(`^http://localhost:${port}/[\\w-]{22}$`));
    expect(startUrl).not.toContain(state);
    const answer = await request(port, { target: new URL(startUrl).pathname });
    expect([answer.status, answer.headers["location"]]).toEqual([303, loginUrl]);
  });

  test("is another one for each login", async () => {
    const paths = [await waitingLogin(), await waitingLogin()].map(
      ({ startUrl }) => new URL(startUrl).pathname,
    );
    expect(new Set(paths).size).toBe(2);
  });

  test("works once: whoever read it in the process list is told that it is used up, and not where it led", async () => {
    const { startUrl, port, loginUrl } = await waitingLogin();
    const target = new URL(startUrl).pathname;
    await request(port, { target });
    const second = await request(port, { target });
    expect(second.status).toBe(410);
    expect(second.body).toContain("opened already");
    expect(second.text).not.toContain(state);
    expect(second.text).not.toContain(loginUrl);
  });

  test("works again for the browser that came first, as some ask twice", async () => {
    const { startUrl, port, loginUrl } = await waitingLogin();
    const target = new URL(startUrl).pathname;
    const cookie = (await request(port, { target })).headers["set-cookie"] ?? "";
    expect(cookie).toMatch(
      new RegExp(`^withings-login=[\\w-]{22}; Path=${target}; Max-Age=300; HttpOnly; SameSite=Lax$`),
    );
    const again = await request(port, { target, headers: [`cookie: a=b; ${cookie.split(";")[0] ?? ""}`] });
    expect([again.status, again.headers["location"]]).toEqual([303, loginUrl]);
  });

  test("is not used up by who only looks, or may not come", async () => {
    const { startUrl, port, loginUrl } = await waitingLogin();
    const target = new URL(startUrl).pathname;
    expect((await request(port, { method: "HEAD", target })).headers["location"]).toBeUndefined();
    expect((await request(port, { method: "POST", target, headers: ["content-length: 0"] })).status).toBe(
      405,
    );
    expect((await request(port, { target, host: "evil.example" })).status).toBe(421);
    expect((await request(port, { target, headers: ["origin: https://evil.example"] })).status).toBe(403);
    expect((await request(port, { target, headers: ["sec-fetch-dest: image"] })).status).toBe(403);
    expect((await request(port, { target })).headers["location"]).toBe(loginUrl);
  });
});

describe("the system's browser", () => {
  test.each([
    ["linux", "xdg-open", {}, "xdg-open [URL]"],
    ["linux", "gio", {}, "gio [open] [URL]"],
    ["linux", "sensible-browser", {}, "sensible-browser [URL]"],
    ["linux", "x-www-browser", {}, "x-www-browser [URL]"],
    ["freebsd", "xdg-open", {}, "xdg-open [URL]"],
    ["linux", "wslview", { WSL_DISTRO_NAME: "Debian", DISPLAY: "" }, "wslview [URL]"],
    ["linux", "rundll32.exe", { WSL_INTEROP: "/run/x" }, "rundll32.exe [url.dll,FileProtocolHandler] [URL]"],
    ["darwin", "open", { DISPLAY: "" }, "open [URL]"],
    ["android", "termux-open-url", { DISPLAY: "" }, "termux-open-url [URL]"],
    [
      "win32",
      "C:\\Windows\\System32\\rundll32.exe",
      { DISPLAY: "" },
      "C:\\Windows\\System32\\rundll32.exe [url.dll,FileProtocolHandler] [URL]",
    ],
  ] as const)("on %s is opened with %s", async (platform, name, environment, expected) => {
    const programs = await fakePrograms();
    await programs.add(name);
    const login = await onLinux(programs, environment, { platform });
    await expect.poll(programs.log).toHaveLength(1);
    const [call = ""] = await programs.log();
    const [url = ""] = /http:[^\]]+/.exec(call) ?? [];
    expect(call.replace(url, "URL")).toBe(expected);
    expect((await request(login.port, { target: new URL(url).pathname })).headers["location"]).toBe(
      login.loginUrl,
    );
    expect(login.printed()).toBe("");
  });

  test("gets what a desktop needs of the environment, and none of the program's secrets", async () => {
    const programs = await fakePrograms();
    await programs.add("xdg-open");
    const needed = {
      HOME: "/home/me",
      XAUTHORITY: "/x",
      DBUS_SESSION_BUS_ADDRESS: "unix:x",
      LC_ALL: "C.UTF-8",
    };
    await onLinux(programs, {
      ...needed,
      WITHINGS_CLIENT_SECRET: "canary-1",
      AWS_SECRET_ACCESS_KEY: "canary-2",
      DATABASE_URL: "postgres://u:canary-3@h/d",
      NODE_OPTIONS: "--require=canary-4",
    });
    await expect.poll(programs.environment).toMatchObject({ ...needed, DISPLAY: ":0" });
    expect(JSON.stringify(await programs.environment())).not.toContain("canary");
  });
});

describe("BROWSER", () => {
  test.each([
    ["firefox", "firefox [URL]"],
    ["firefox --new-window %s --flag", "firefox [--new-window] [URL] [--flag]"],
    ["firefox --url=%s", "firefox [--url=URL]"],
    ["'my browser' 'two words' \"it's\"", "my browser [two words] [it's] [URL]"],
    ["missing:also-missing %s:firefox:never", "firefox [URL]"],
    ["fails:firefox", "fails [URL]\nfirefox [URL]"],
    ["::firefox::", "firefox [URL]"],
    ["firefox 100%% %c%s", "firefox [100%] [:URL]"],
    ["firefox $(touch x) ;rm & | `x` $HOME", "firefox [$(touch] [x)] [;rm] [&] [|] [`x`] [$HOME] [URL]"],
  ])("%s runs %j", async (browser, expected) => {
    const programs = await fakePrograms();
    for (const name of ["firefox", "my browser", "never", "xdg-open"]) await programs.add(name);
    await programs.add("fails", "exit 3");
    await onLinux(programs, { BROWSER: browser });
    const calls = async (): Promise<string> =>
      (await programs.log()).join("\n").replace(/http:\/\/localhost:\d+\/[\w-]{22}/g, "URL");
    await expect.poll(calls).toBe(expected);
  });

  test("gives way to the option browser", async () => {
    const programs = await fakePrograms();
    for (const name of ["mine", "theirs"]) await programs.add(name);
    await onLinux(programs, { BROWSER: "theirs" }, { browser: "mine" });
    await expect.poll(programs.log).toHaveLength(1);
    expect((await programs.log())[0]).toMatch(/^mine /);
  });
});

describe("where no browser can be seen, the address is printed and none is opened", () => {
  test.each([
    ["in CI", { CI: "true" }, {}, /CI is set/],
    ["in CI, whatever BROWSER says", { CI: "1", BROWSER: "xdg-open" }, {}, /CI is set/],
    ["over SSH", { SSH_CONNECTION: "a 1 b 2", DISPLAY: "" }, {}, /an SSH session/],
    ["over SSH, by its terminal", { SSH_TTY: "/dev/pts/1", DISPLAY: "" }, {}, /an SSH session/],
    [
      "over SSH to a Mac, with a forwarded display",
      { SSH_CONNECTION: "a" },
      { platform: "darwin" },
      /SSH session/,
    ],
    ["without a display", { DISPLAY: "" }, {}, /no display/],
    ["where BROWSER is none", { BROWSER: "none" }, {}, /as was asked/],
    ["where openBrowser is false", {}, { openBrowser: false }, /as was asked/],
  ] as const)("%s", async (_name, environment, options, why) => {
    const programs = await fakePrograms();
    for (const name of ["xdg-open", "open"]) await programs.add(name);
    const login = await onLinux(programs, environment, options);
    await expect.poll(login.printed).toMatch(why);
    expect(login.printed()).toContain(`\n  ${login.loginUrl}\n`);
    expect(await programs.log()).toEqual([]);
    expect((await request(login.port, { target: login.target })).status).toBe(303);
  });

  test.each([
    ["a display that SSH forwards", { SSH_CONNECTION: "a", DISPLAY: "localhost:10.0" }, {}],
    ["Wayland", { DISPLAY: "", WAYLAND_DISPLAY: "wayland-0" }, {}],
    [
      "a BROWSER that an editor put there for work over SSH",
      { SSH_CONNECTION: "a", DISPLAY: "", BROWSER: "xdg-open" },
      {},
    ],
    ["CI=false", { CI: "false" }, {}],
    ["openBrowser: true", { CI: "1", DISPLAY: "" }, { openBrowser: true }],
  ] as const)("but one is opened with %s", async (_name, environment, options) => {
    const programs = await fakePrograms();
    await programs.add("xdg-open");
    await onLinux(programs, environment, options);
    await expect.poll(programs.log).toHaveLength(1);
  });

  test("over SSH it says how to forward the port", async () => {
    const login = await onLinux(await fakePrograms(), { SSH_CONNECTION: "a", DISPLAY: "" });
    await expect.poll(login.printed).toContain(`ssh -L ${login.port}:localhost:${login.port}`);
  });

  test("where nothing can be pasted, it does not ask for it", async () => {
    const login = await onLinux(await fakePrograms(), { DISPLAY: "" }, { input: undefined });
    await expect.poll(login.printed).toContain("The browser must be on this computer");
    expect(login.printed()).not.toMatch(/paste/);
    expect((await request(login.port, { target: login.target })).status).toBe(303);
  });
});

describe("what is printed for a person", () => {
  test.each([
    ["https://account.withings.com", "Withings"],
    ["https://account.us.withingsmed.com", "Withings"],
    ["https://account.withings.com.example", "account.withings.com.example"],
    ["http://localhost:8787", "localhost:8787"],
  ])("says whose login page it is: that of %s is %s", async (account, place) => {
    const login = await waitingLogin({ account, options: { openBrowser: false } });
    expect(login.printed()).toContain(`To log in at ${place}, open this address`);
  });

  test.each([
    [40, 40],
    [80, 80],
    [1, 40],
  ])("is broken for %i columns at %i, except for the addresses", async (columns, most) => {
    const environment = { PATH: "", SSH_TTY: "/dev/pts/1" };
    const login = await waitingLogin({ columns, options: { openBrowser: false, environment } });
    const lines = login.printed().split("\n");
    expect(lines).toContain(`  ${login.loginUrl}`);
    expect(lines.some((line) => line.includes(`${login.redirectUri}?code=...`))).toBe(true);
    for (const line of lines.filter((text) => !text.includes("://")))
      expect(line.length).toBeLessThanOrEqual(most);
    expect(lines.filter((text) => text.length > most / 2).length).toBeGreaterThan(2);
  });

  test.each([0, undefined])("is not broken where the width is %s", async (columns) => {
    const login = await waitingLogin({
      ...(columns === undefined ? {} : { columns }),
      options: { openBrowser: false },
    });
    expect(login.printed()).toContain(
      "it will end at an address that it cannot open, unless you forwarded the port: http",
    );
  });
});

describe("a browser that does not come", () => {
  test.each([
    ["missing", "nowhere", /could be started \(nowhere: ENOENT\)/],
    ["one that ends with an error", "fails", /could be started \(fails: exit code 1\)/],
    ["one that is killed", "dies", /could be started \(dies: SIGKILL\)/],
    ["one that may not be run", "locked", /could be started \(locked: EACCES\)/],
    ["all of several", "nowhere:fails", /could be started \(nowhere: ENOENT, fails: exit code 1\)/],
    ["one that hangs", "hangs", /No browser has come up/],
    ["one that ends well, having opened nothing", "lies", /No browser has come up/],
  ])("%s: the address is printed, and the login goes on", async (_name, browser, why) => {
    const programs = await fakePrograms();
    await programs.add("fails", "exit 1");
    await programs.add("dies", "kill -9 $$");
    await programs.add("hangs", "exec sleep 2");
    await programs.add("lies", "exit 0");
    const { chmod } = await import("node:fs/promises");
    await programs.add("locked");
    await chmod(`${programs.folder}/locked`, 0o644);
    const login = await onLinux(programs, { BROWSER: browser }, { browserTimeoutMs: 300 });
    await expect.poll(login.printed, { timeout: 3_000 }).toMatch(why);
    expect(login.printed()).toContain(login.loginUrl);
    expect((await request(login.port, { target: login.target })).status).toBe(303);
    await request(login.port);
    await expect(login.result).resolves.toMatchObject({ type: "callback" });
  });

  test("nothing on the machine opens browsers: each is named", async () => {
    const login = await onLinux(await fakePrograms());
    await expect
      .poll(login.printed)
      .toContain("xdg-open: ENOENT, gio: ENOENT, sensible-browser: ENOENT, x-www-browser");
  });

  test("the program's own way fails", async () => {
    const login = await waitingLogin({
      options: { openBrowser: () => Promise.reject(new RangeError(`with ${state} in it`)) },
    });
    expect(login.printed()).toContain("No browser could be started (openBrowser: RangeError)");
    expect(login.printed()).toContain(login.loginUrl);
    expect(login.printed()).not.toContain("in it");
  });

  test("an aborted login prints nothing more", async () => {
    const programs = await fakePrograms();
    await programs.add("hangs", "exec sleep 2");
    const login = await onLinux(programs, { BROWSER: "hangs" }, { browserTimeoutMs: 300 });
    await expect.poll(programs.log).toHaveLength(1);
    login.abort();
    await expect(login.result).rejects.toMatchObject({ name: "AbortError" });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(login.printed()).toBe("");
  });
});

test("a browser that comes is all that happens: nothing is printed, and nothing is read", async () => {
  const input = new PassThrough();
  const login = await waitingLogin({ options: { input, browserTimeoutMs: 200 } });
  await request(login.port, { target: new URL(login.startUrl).pathname });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([login.printed(), input.listenerCount("data")]).toEqual(["", 0]);
  await request(login.port, { target: login.target });
  await request(login.port);
  await expect(login.result).resolves.toEqual({
    type: "callback",
    url: `http://localhost:${login.port}${login.target}`,
  });
  expect(login.printed()).not.toContain(code);
});
