import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { failure } from "../support/login.js";
import { describePlatform, Scene } from "./conformance.js";
import { FakeTauriDeepLink, FakeTauriLoopback } from "./fakes/tauri.js";

const redirectUri = "http://localhost:8765/callback";

describePlatform({
  name: "Tauri with a deep link",
  device: () => new FakeTauriDeepLink(),
  hearsOfClosing: false,
});
describePlatform({
  name: "Tauri with a port",
  device: () => new FakeTauriLoopback(),
  redirectUri,
  hearsOfClosing: false,
});

describe("Tauri's deep link", () => {
  test("is taken from what the program was started with", async () => {
    const tauri = new FakeTauriDeepLink();
    tauri.current = ["example://withings/auth?code=old&state=old"];
    const scene = new Scene({ device: () => tauri });
    const login = scene.authorize();
    tauri.follow(await scene.loggedIn(await tauri.nextPage()));
    expect(await login).not.toBeNull();
    expect(scene.events).toEqual([]);
  });

  test("of a scheme that the system does not know is refused before anything is shown", async () => {
    const tauri = new FakeTauriDeepLink({ isRegistered: () => Promise.resolve(false) });
    const scene = new Scene({ device: () => tauri });
    expect(await failure(scene.authorize())).toMatchObject({
      option: "callbackUrlScheme",
      message: expect.stringMatching(/tauri\.conf\.json.*pass register/) as string,
    });
    expect([tauri.shown, tauri.left()]).toEqual([[], []]);
  });

  test("is registered where the program may do that, and its word is enough where nobody can say", async () => {
    const known: string[] = [];
    const isRegistered = (scheme: string): Promise<boolean> => Promise.resolve(known.includes(scheme));
    const register = (scheme: string): Promise<null> => {
      known.push(scheme);
      return Promise.resolve(null);
    };
    const mac = { isRegistered: () => Promise.reject(new Error("unsupported platform")) };
    for (const options of [{ isRegistered, register }, mac]) {
      const tauri = new FakeTauriDeepLink(options);
      const scene = new Scene({ device: () => tauri });
      const login = scene.authorize();
      tauri.follow(await scene.loggedIn(await tauri.nextPage()));
      expect(await login).not.toBeNull();
    }
    expect(known).toEqual(["example"]);
  });
});

describe("Tauri's port", () => {
  test("is the redirect URI's, and is listened to before it is opened", async () => {
    const tauri = new FakeTauriLoopback();
    const scene = new Scene({ device: () => tauri, redirectUri });
    const login = scene.authorize();
    tauri.follow(await scene.loggedIn(await tauri.nextPage()));
    expect(await login).not.toBeNull();
    expect(tauri.steps).toEqual(["onUrl", "start"]);
    expect(tauri.starts).toEqual([{ ports: [8765], response: expect.stringContaining("<head>") as string }]);
  });

  test("which another program has is told, and is not closed", async () => {
    const tauri = new FakeTauriLoopback();
    tauri.ports.add(8765);
    const scene = new Scene({ device: () => tauri, redirectUri });
    expect(await failure(scene.authorize())).toMatchObject({ code: "port_in_use", port: 8765 });
    expect([...tauri.ports, ...tauri.shown]).toEqual([8765]);
  });

  test("is opened again after foreign calls, and not without end", async () => {
    const tauri = new FakeTauriLoopback();
    const scene = new Scene({ device: () => tauri, redirectUri });
    const login = failure(scene.authorize());
    await tauri.nextPage();
    for (let calls = 0; calls <= 60; calls++) {
      tauri.ports.clear();
      tauri.urls.tell(`http://localhost:8765/favicon.ico?${calls}`);
      await delay(0);
    }
    expect(await login).toMatchObject({
      code: "browser_failed",
      message: expect.stringContaining("8765") as string,
    });
    expect(tauri.starts).toHaveLength(51);
  });

  test("must be there: other redirect URIs are refused", async () => {
    for (const other of [
      "example://withings/auth",
      "http://localhost/callback",
      "http://[::1]:8765/callback",
    ]) {
      const tauri = new FakeTauriLoopback();
      const scene = new Scene({ device: () => tauri, redirectUri: other });
      expect(await failure(scene.authorize())).toMatchObject({ option: "redirectUri" });
      expect(tauri.starts).toEqual([]);
    }
  });
});
