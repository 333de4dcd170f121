// Each platform's web view in front of the real handlers: the app has no secret, and its user is linked at the end.
import { authorizeWithBackend, type BackendConnection } from "withings-kit/backend";
import { describe, expect, test } from "vitest";
import { type Application, base } from "../server/support/application.js";
import { appServer, deepLink, forward } from "../server/support/app.js";
import { visit } from "../server/support/browser.js";
import type { Device } from "./device.js";
import { FakeCapacitor } from "./fakes/capacitor.js";
import { FakeElectronBrowser, FakeElectronWindow } from "./fakes/electron.js";
import { FakeExpo } from "./fakes/expo.js";
import { FakeInAppBrowser } from "./fakes/in-app-browser.js";
import { FakeTauriDeepLink, FakeTauriLoopback } from "./fakes/tauri.js";

describe.each<[name: string, device: () => Device, returnTo: string]>([
  ["Expo on iOS", () => new FakeExpo("ios"), deepLink],
  ["Expo on Android", () => new FakeExpo("android"), deepLink],
  ["React Native on iOS", () => new FakeInAppBrowser("ios"), deepLink],
  ["React Native on Android", () => new FakeInAppBrowser("android"), deepLink],
  ["Capacitor on iOS", () => new FakeCapacitor("ios"), deepLink],
  ["Capacitor on Android", () => new FakeCapacitor("android"), deepLink],
  ["Electron's window", () => new FakeElectronWindow(), "https://app.example.com/withings-done"],
  ["Electron's window, into a link", () => new FakeElectronWindow(), deepLink],
  ["Electron with the system's browser", () => new FakeElectronBrowser("linux"), deepLink],
  ["Tauri with a deep link", () => new FakeTauriDeepLink(), deepLink],
  ["Tauri with a port", () => new FakeTauriLoopback(), "http://localhost:8765/done"],
])("%s, through a backend", (_name, makeDevice, returnTo) => {
  const begin = (): { app: Application; device: Device; login: Promise<BackendConnection | null> } => {
    const app = appServer({ returnTo: [returnTo] });
    const device = makeDevice();
    const login = authorizeWithBackend({
      backend: base,
      returnTo,
      headers: { cookie: "session=ada" },
      fetch: (input, init) => app.serve(new Request(input, init)),
      webView: device.webView,
    });
    return { app, device, login };
  };

  test("links the user, and leaves nothing", async () => {
    const { app, device, login } = begin();
    const back = await visit(await device.nextPage(), { fetch: app.sandbox.fetch });
    device.follow((await forward(app, back)).href);
    expect((await login)?.userID).toBe(await app.links.userIDOf("ada"));
    expect(await app.links.userIDOf("ada")).toBeDefined();
    expect([app.exchanges(), device.left()]).toEqual([1, []]);
  });

  test("gives null to who refuses, and links nobody", async () => {
    const { app, device, login } = begin();
    const back = await visit(await device.nextPage(), { fetch: app.sandbox.fetch, answer: "refuse" });
    device.follow((await forward(app, back)).href);
    expect(await login).toBeNull();
    expect([await app.links.userIDOf("ada"), app.exchanges()]).toEqual([undefined, 0]);
  });
});

test.each(["capacitor://localhost", "https://localhost", "tauri://localhost", "http://tauri.localhost"])(
  "an app's page at %s may call a backend that lists it, and reads the answer",
  async (origin) => {
    const app = appServer({ origins: [origin] });
    const asked = { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } };
    const preflight = await app.serve(new Request(`${base}/attempts`, asked));
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    const { status } = await app.post(
      app.browserOf("ada"),
      "attempts",
      { challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" },
      { origin },
    );
    expect(status).toBe(201);
  },
);
