import { expect, test } from "vitest";
import { failure } from "../support/login.js";
import { describePlatform, Scene } from "./conformance.js";
import { FakeCapacitor } from "./fakes/capacitor.js";

describePlatform({ name: "Capacitor on iOS", device: () => new FakeCapacitor("ios") });
describePlatform({ name: "Capacitor on Android", device: () => new FakeCapacitor("android") });

test("iOS leaves its page before the app, so it is closed", async () => {
  const phone = new FakeCapacitor("ios");
  const scene = new Scene({ device: () => phone });
  const login = scene.authorize();
  phone.follow(await scene.loggedIn(await phone.nextPage()));
  await login;
  expect(phone.closings).toBe(1);
});

test("on the web, where no link leads to the app, it is refused with the way that works there", async () => {
  const phone = new FakeCapacitor("android");
  phone.launchUrl = "";
  const scene = new Scene({ device: () => phone });
  expect(await failure(scene.authorize())).toMatchObject({
    code: "configuration_invalid",
    message: expect.stringContaining("popup()") as string,
  });
  expect(phone.shown).toEqual([]);
});

test("a page that never closes does not hold the login, and its code is exchanged at once", async () => {
  const phone = new FakeCapacitor("ios");
  phone.Browser.close = () => new Promise(() => undefined);
  const scene = new Scene({ device: () => phone });
  const login = scene.authorize();
  phone.follow(await scene.loggedIn(await phone.nextPage()));
  await expect.poll(() => scene.exchanges, { timeout: 600 }).toBe(1);
  expect(await login).not.toBeNull();
});

test("half a second is waited for a callback, where nothing else is said", async () => {
  const phone = new FakeCapacitor("android", { graceMs: undefined });
  const scene = new Scene({ device: () => phone });
  const login = scene.authorize();
  const url = await scene.loggedIn(await phone.nextPage());
  phone.closeBeforeLink(url, 400);
  expect(await login).not.toBeNull();
});
