// What people see, as bytes: nothing loads, nothing runs, and the one style sheet is the one that the policy names.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { application, base, target } from "./support/application.js";

const outcomes = [
  ...["connected", "refused", "failed", "expired", "already_linked", "another_person"],
  ...["another_user", "signed_out", "unknown_login"],
];

test.each(outcomes)(
  "the page of %s has a title and words of its own, and its style is the one that is allowed",
  async (outcome) => {
    const response = await application().browserOf().open(`${base}/result?outcome=${outcome}`);
    const text = await response.text();
    const [, style = ""] = /<style>([^]*)<\/style>/.exec(text) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${hash}'`,
    );
    expect(text).toMatch(/<h1>.{10,60}<\/h1><p>.{20,}<\/p><p>.{20,}<\/p>/);
    expect(text).not.toMatch(/<script|<img|<link|<form|\son\w+=|style=|url\(/);
  },
);

test("no two outcomes have one title", async () => {
  const browser = application().browserOf();
  const titles = await Promise.all(
    outcomes.map(async (outcome) => {
      const text = await (await browser.open(`${base}/result?outcome=${outcome}`)).text();
      return /<title>(.*)<\/title>/.exec(text)?.[1];
    }),
  );
  expect(new Set(titles).size).toBe(outcomes.length);
});

test.each(["", "nothing", "constructor", "__proto__", "toString", "connected ", "<b>"])(
  "%j is no outcome, so there is no page",
  async (outcome) => {
    const response = await application()
      .browserOf()
      .open(`${base}/result?outcome=${encodeURIComponent(outcome)}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("This login is not known");
  },
);

test("the page into an app has the same style and policy, and its link is escaped", async () => {
  const app = application({ returnTo: "example://withings/done?a=1&b='\"<" });
  const browser = app.browserOf("ada");
  const there = target(
    await browser.open(await browser.goToWithings(`${base}/connect`, { answer: "refuse" })),
  );
  const response = await browser.open(there);
  const text = await response.text();
  expect(text).toContain("Back to the app");
  expect(text).toContain('href="example://withings/done?a=1&#38;b=');
  expect(text).toContain('&#38;withings=refused"');
  expect(text).not.toMatch(/<script|b='"</);
  expect(response.headers.get("content-security-policy")).toContain("style-src 'sha256-");
});
