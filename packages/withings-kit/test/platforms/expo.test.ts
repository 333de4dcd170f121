import { expect, test } from "vitest";
import { failure } from "../support/login.js";
import { describePlatform, Scene } from "./conformance.js";
import { FakeExpo, personsCancel } from "./fakes/expo.js";

const noActivity = Object.assign(new Error("No matching browser activity found"), { code: "ERR_NO_BROWSER" });

describePlatform({ name: "Expo on iOS", device: () => new FakeExpo("ios"), unshowable: noActivity });
describePlatform({ name: "Expo on Android", device: () => new FakeExpo("android"), unshowable: noActivity });
describePlatform({
  name: "Expo on Android, where the app is active before it has its link",
  device: () => Object.assign(new FakeExpo("android"), { activeFirst: true }),
});

test("the session is given the deep link, and behind a bridge page the scheme alone", async () => {
  const bridge = { redirectUri: "https://app.example.com/withings/callback", callbackUrlScheme: "example" };
  for (const [options, redirectUrl] of [
    [{}, "example://withings/auth"],
    [bridge, "example://"],
  ] as const) {
    const expo = new FakeExpo("ios");
    const scene = new Scene({ device: () => expo });
    const login = scene.authorize(options);
    await expo.nextPage();
    expo.close();
    expect(await login).toBeNull();
    expect(expo.asked).toEqual([
      { redirectUrl, options: { preferEphemeralSession: false, preferUniversalLinks: false } },
    ]);
  }
});

test("an https link is asked for as a universal link", async () => {
  const expo = new FakeExpo("ios", { preferEphemeralSession: true });
  const redirectUri = "https://app.example.com/withings/callback";
  const scene = new Scene({ device: () => expo, redirectUri });
  const login = scene.authorize();
  expo.follow(await scene.loggedIn(await expo.nextPage()));
  expect(await login).not.toBeNull();
  expect(expo.asked).toEqual([
    { redirectUrl: redirectUri, options: { preferEphemeralSession: true, preferUniversalLinks: true } },
  ]);
});

test.each([
  [
    "Die Operation konnte nicht abgeschlossen werden. (com.apple.AuthenticationServices.WebAuthenticationSession-Fehler 2.)",
    /no window to show it in \(WebAuthenticationSession 2\)\. Start the login when/,
  ],
  [
    "Application with identifier com.example is not associated with domain app.example.com. Using HTTPS callbacks requires Associated Domains using the `webcredentials` service type.",
    /not associated with the redirect URI's domain\. Add "webcredentials:"/,
  ],
  ["Something else at https://account.withings.com/?state=secret", /something unforeseen\. Look/],
])("iOS tells every end as a cancel, and what was not the person's is an error: %s", async (said, words) => {
  const expo = new FakeExpo("ios");
  const scene = new Scene({ device: () => expo });
  const login = failure(scene.authorize());
  await expo.nextPage();
  expo.endWith(said);
  const error = (await login) as Error;
  expect(error).toMatchObject({ code: "browser_failed", message: expect.stringMatching(words) as string });
  expect(error.message).not.toContain("secret");
});

test.each([
  personsCancel,
  "Der Vorgang konnte nicht abgeschlossen werden. (com.apple.AuthenticationServices.WebAuthenticationSession-Fehler 1.)",
  "",
])("the person's own cancel is null in every language: %s", async (said) => {
  const expo = new FakeExpo("ios");
  const scene = new Scene({ device: () => expo });
  const login = scene.authorize();
  await expo.nextPage();
  expo.endWith(said);
  expect(await login).toBeNull();
});

test("another session of the app is told as what it is", async () => {
  const expo = new FakeExpo("ios");
  void expo.WebBrowser.openAuthSessionAsync("https://example.com/");
  const scene = new Scene({ device: () => expo });
  expect(await failure(scene.authorize())).toMatchObject({
    code: "authorization_in_progress",
    message: expect.stringContaining("dismissAuthSession") as string,
  });
});

test("a scheme that Android does not open with the app is told before anything is shown", async () => {
  const expo = new FakeExpo("android");
  expo.phone.schemes = [];
  const scene = new Scene({ device: () => expo });
  expect(await failure(scene.authorize())).toMatchObject({
    code: "configuration_invalid",
    option: "callbackUrlScheme",
    message: expect.stringMatching(
      /begin with example:.*"scheme": "example" into app\.json.*Expo Go/,
    ) as string,
  });
  expect(expo.shown).toEqual([]);
});

test("a loopback redirect URI is refused: nothing on a phone listens there", async () => {
  const expo = new FakeExpo("ios");
  const scene = new Scene({ device: () => expo, redirectUri: "http://localhost:8765/callback" });
  expect(await failure(scene.authorize())).toMatchObject({ option: "callbackUrlScheme" });
  expect(expo.shown).toEqual([]);
});

test("forged callbacks without end are told as an error, not as the person's refusal", async () => {
  const expo = new FakeExpo("android");
  const scene = new Scene({ device: () => expo });
  const login = failure(scene.authorize());
  for (let times = 0; times < 4; times++) {
    await expo.nextPage();
    expo.openForeign(scene.forged() + String(times));
  }
  expect(await login).toMatchObject({ code: "callback_invalid" });
  expect(scene.exchanges).toBe(0);
  expect(scene.events).toHaveLength(5);
});

test("a person who closes the page that was shown again has closed it", async () => {
  const expo = new FakeExpo("android");
  const scene = new Scene({ device: () => expo });
  const login = scene.authorize();
  await expo.nextPage();
  expo.openForeign(scene.forged());
  await expo.nextPage();
  expo.close();
  expect(await login).toBeNull();
});
