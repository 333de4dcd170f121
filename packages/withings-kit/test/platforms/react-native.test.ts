import { expect, test } from "vitest";
import { failure } from "../support/login.js";
import { describePlatform, Scene } from "./conformance.js";
import { FakeInAppBrowser } from "./fakes/in-app-browser.js";

describePlatform({ name: "React Native on iOS", device: () => new FakeInAppBrowser("ios") });
describePlatform({ name: "React Native on Android", device: () => new FakeInAppBrowser("android") });
describePlatform({
  name: "React Native on Android, where the app is active before it has its link",
  device: () => Object.assign(new FakeInAppBrowser("android"), { activeFirst: true }),
});

test("without a browser that can be shown in the app, the login goes to the phone's own", async () => {
  const phone = new FakeInAppBrowser("android");
  phone.isAvailable = false;
  const scene = new Scene({ device: () => phone });
  const login = scene.authorize();
  await expect.poll(() => phone.phone.opened).toHaveLength(1);
  phone.phone.links.tell({ url: await scene.loggedIn(phone.phone.opened[0] ?? "") });
  expect(await login).not.toBeNull();
});

test.each([
  { description: "Cannot start ASWebAuthenticationSession without providing presentation context." },
  { message: "openAuth requires iOS 11 or greater" },
])("what iOS tells as a cancel, with words beside it, is an error: %j", async (result) => {
  const phone = new FakeInAppBrowser("ios");
  const scene = new Scene({ device: () => phone });
  const login = failure(scene.authorize());
  await phone.nextPage();
  phone.endWith(result);
  expect(await login).toMatchObject({ code: "browser_failed" });
});

test("a scheme that Android does not open with the app is told before anything is shown", async () => {
  const phone = new FakeInAppBrowser("android");
  phone.phone.schemes = [];
  const scene = new Scene({ device: () => phone });
  expect(await failure(scene.authorize())).toMatchObject({
    option: "callbackUrlScheme",
    message: expect.stringMatching(/android:scheme="example".*AndroidManifest\.xml/) as string,
  });
  expect(phone.shown).toEqual([]);
});
