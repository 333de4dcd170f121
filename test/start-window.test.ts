import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Display, startDisplay } from "../packages/withings-kit/test/support/display.js";
import { processesWith } from "../packages/withings-kit/test/support/test-window.js";
import { ensureChromium } from "../scripts/setup/chromium.js";
import { flat, person, type Program, runProgram } from "./start/run-program.ts";

let browserPath: string;
/** A folder whose only program is that browser, with a port at which the test can use it as a person would. */
let programs: string;
let display: Display;
beforeAll(async () => {
  browserPath = await ensureChromium();
  programs = mkdtempSync(join(tmpdir(), "withings-kit-test-"));
  const program = join(programs, "google-chrome");
  writeFileSync(program, `#!/bin/sh\nexec '${browserPath}' --no-sandbox --remote-debugging-port=0 "$@"\n`);
  chmodSync(program, 0o755);
  display = await startDisplay();
});
afterAll(async () => {
  await display.stop();
  rmSync(programs, { recursive: true });
});

/** Starts the program with a window of its own. */
function startWithWindow(): Program {
  return runProgram({ args: ["--login", "window"], environment: { DISPLAY: display.name, PATH: programs } });
}

/** What the person sees in the window. */
async function pageOf({ folder }: Program): Promise<Page> {
  const read = (): string => {
    const files = readdirSync(folder).map((name) => join(folder, name, "DevToolsActivePort"));
    const file = files.find((path) => existsSync(path));
    return file === undefined ? "" : readFileSync(file, "utf8");
  };
  await expect.poll(read, { timeout: 15_000 }).toMatch(/^\d+\n/);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${read().split("\n")[0] ?? ""}`);
  onTestFinished(() => browser.close());
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error("The window has no page.");
  return page;
}

test("npm start with a person in Chromium: they click, and the program goes on to its end", async () => {
  const { ended, output, folder } = runProgram({
    args: ["--login", "browser"],
    environment: { BROWSER: person("allow", browserPath) },
  });
  expect(await ended).toBe(0);
  expect(flat(output())).toMatch(/Connected, and stored\..*That is all it takes/);
  // The person looks at the last page and closes the browser.
  await expect.poll(() => readdirSync(folder), { timeout: 10_000 }).toEqual([]);
});

test("npm start with a window of its own: it closes by itself, and the program goes on to its end", async () => {
  const program = startWithWindow();
  const page = await pageOf(program);
  await page.locator("button.person").first().click();
  await page.getByRole("button", { name: "Allow" }).click();
  expect(await program.ended).toBe(0);
  expect(flat(program.output())).toMatch(
    /Now a window opens\..*Connected, and stored\..*That is all it takes/,
  );
  // What the program killed at its end takes the system a moment to clear away.
  await expect.poll(() => processesWith(program.folder)).toEqual([]);
  await program.expectNothingLeft();
});

test("the person closes the window: nobody was connected, which is no error", async () => {
  const program = startWithWindow();
  const page = await pageOf(program);
  await page.locator("button.person").first().waitFor();
  await page.close();
  expect(await program.ended).toBe(0);
  expect(flat(program.output())).toContain("Nobody was connected.");
  await program.expectNothingLeft();
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s while the window is open: window, profile and program are gone", async (signal, code) => {
  const program = startWithWindow();
  await (await pageOf(program)).locator("button.person").first().waitFor();
  program.child.kill(signal);
  expect(await program.ended).toBe(code);
  expect(program.output()).toContain("Stopped. Nothing is left running");
  expect(program.output()).not.toMatch(/Stopped:|\bat .*:\d+:\d+/);
  await expect.poll(() => processesWith(program.folder)).toEqual([]);
  await program.expectNothingLeft();
});
