import { expect, test } from "vitest";
import { createSandbox } from "withings-sandbox";

test.each([
  ["http://localhost:8787/", true],
  ["http://127.0.0.1:8787/", true],
  ["http://[::1]:8787/", true],
  ["http://evil.example:8787/", false],
  ["http://localhost.evil.example:8787/", false],
])("the front page under %s shows the invented secrets and passwords: %s", async (url, shown) => {
  const sandbox = createSandbox();
  const page = await (await sandbox.fetch(new Request(url))).text();
  expect(page).toContain(sandbox.application.clientID);
  expect(page.includes(sandbox.application.clientSecret)).toBe(shown);
  expect(sandbox.people.logins().some(({ password }) => page.includes(`<code>${password}</code>`))).toBe(
    shown,
  );
  expect(page.includes("shown under localhost only")).toBe(!shown);
});
