import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { linkAmong } from "withings-kit/electron";
import { failure } from "../support/login.js";
import { describePlatform, Scene } from "./conformance.js";
import {
  FakeElectronBrowser,
  FakeElectronWindow,
  FakeWindow,
  type RedirectTelling,
} from "./fakes/electron.js";

for (const platform of ["darwin", "win32", "linux"] as const)
  describePlatform({
    name: `Electron with the system's browser on ${platform}`,
    device: () => new FakeElectronBrowser(platform),
    hearsOfClosing: false,
  });
for (const telling of [
  "will-redirect",
  "onBeforeRedirect",
  "protocol",
  "did-fail-load",
] satisfies RedirectTelling[])
  describePlatform({
    name: `Electron's window, told of the callback by ${telling}`,
    device: () => Object.assign(new FakeElectronWindow(), { telling }),
    ownWindow: true,
    unshowable: Object.assign(new Error("ERR_NAME_NOT_RESOLVED (-105) loading 'https://x/?state=1'"), {
      code: "ERR_NAME_NOT_RESOLVED",
      errno: -105,
    }),
  });
for (const redirectUri of ["http://localhost:8765/callback", "https://app.example.com/withings/callback"])
  describePlatform({
    name: `Electron's window, with ${redirectUri}`,
    device: () => new FakeElectronWindow(),
    redirectUri,
    ownWindow: true,
  });

describe("Electron's window", () => {
  test("has a session of its own in memory, and none of Node's powers, however it is to look", async () => {
    const electron = new FakeElectronWindow({ width: 600 });
    const scene = new Scene({ device: () => electron });
    const login = scene.authorize();
    await electron.nextPage();
    electron.close();
    expect(await login).toBeNull();
    const { options } = electron.windows[0] as FakeWindow;
    const { name } = electron.partitions[0] ?? {};
    expect(name).not.toMatch(/^persist:/);
    expect(options).toMatchObject({
      width: 600,
      webPreferences: { partition: name, sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
  });

  test("never loads the callback, and watches the windows that the page opens", async () => {
    const electron = new FakeElectronWindow();
    const scene = new Scene({ device: () => electron });
    const login = scene.authorize();
    const url = await scene.loggedIn(await electron.nextPage());
    const [window] = electron.windows as [FakeWindow];
    expect(window.webContents.openHandler?.()).toEqual({ action: "allow" });
    const child = new FakeWindow(electron.screen, { webPreferences: {} });
    window.webContents.emit("did-create-window", child);
    window.navigate("will-navigate", url, false);
    child.navigate("will-navigate", "https://apple.example/");
    expect([window.prevented, child.prevented]).toEqual([[], []]);
    child.navigate("will-redirect", url);
    expect(child.prevented).toEqual([url]);
    expect(await login).not.toBeNull();
  });

  test("which leads on to the callback at once is no failure", async () => {
    const electron = new FakeElectronWindow();
    electron.failWith(
      Object.assign(new Error("ERR_ABORTED (-3) loading"), { code: "ERR_ABORTED", errno: -3 }),
    );
    const scene = new Scene({ device: () => electron });
    const login = scene.authorize();
    await expect.poll(() => electron.windows).toHaveLength(1);
    await delay(20);
    electron.close();
    expect(await login).toBeNull();
  });
});

describe("Electron with the system's browser", () => {
  test("finds the link wherever it stands among the arguments", () => {
    expect(linkAmong(["app", "--flag", "Example://withings/auth?code=1", "x"], "example")).toBe(
      "Example://withings/auth?code=1",
    );
    expect(linkAmong(["app", "--url=example:"], "example")).toBeUndefined();
  });

  test("in development on Windows, the system is told to start Electron with the app", async () => {
    const electron = new FakeElectronBrowser("win32");
    const scene = new Scene({ device: () => electron });
    const login = scene.authorize();
    electron.follow(await scene.loggedIn(await electron.nextPage()));
    await login;
    expect(electron.registrations).toEqual([["example", "/opt/app/electron", ["/home/ann/app"]]]);
  });

  test("a scheme that cannot be registered is refused before anything is shown, unless the program knows better", async () => {
    for (const register of [undefined, false]) {
      const electron = new FakeElectronBrowser("linux", { register });
      electron.mayRegister = false;
      const scene = new Scene({ device: () => electron });
      const login = scene.authorize();
      if (register === undefined) {
        expect(await failure(login)).toMatchObject({ option: "callbackUrlScheme" });
        expect(electron.shown).toEqual([]);
      } else {
        electron.follow(await scene.loggedIn(await electron.nextPage()));
        expect(await login).not.toBeNull();
        expect(electron.registrations).toEqual([]);
      }
    }
  });

  test("a program that may run twice would never see its link, except on macOS", async () => {
    for (const platform of ["win32", "linux", "darwin"] as const) {
      const electron = new FakeElectronBrowser(platform);
      electron.hasLock = false;
      const scene = new Scene({ device: () => electron });
      const login = scene.authorize();
      if (platform === "darwin") {
        electron.follow(await scene.loggedIn(await electron.nextPage()));
        expect(await login).not.toBeNull();
      } else
        expect(await failure(login)).toMatchObject({
          option: "webView",
          message: expect.stringContaining("app.requestSingleInstanceLock()") as string,
        });
    }
  });
});
