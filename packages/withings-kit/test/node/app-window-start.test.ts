import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { WithingsConnector } from "withings-kit";
import { appWindow, type AppWindowOptions, type Environment } from "withings-kit/node";
import { processesWith } from "../support/test-window.js";

/** A machine of its own: a folder for programs, one for temporary files, and a display that is never opened. */
interface Machine {
  readonly programs: string;
  readonly temporary: string;
  /** Logs in with a window of this machine, and gives the error. */
  readonly failure: (options?: AppWindowOptions) => Promise<unknown>;
}

function machine(): Machine {
  const [programs, temporary] = [mkdtempSync("/tmp/wk-"), mkdtempSync("/tmp/wk-")];
  onTestFinished(() => {
    for (const folder of [programs, temporary]) rmSync(folder, { recursive: true });
  });
  const usual: Environment = {
    DISPLAY: ":nowhere",
    TMPDIR: temporary,
    HOME: programs,
    PATH: programs,
  };
  return {
    programs,
    temporary,
    failure: async (options = {}) => {
      const webView = appWindow({ ...options, environment: { ...usual, ...options.environment } });
      try {
        return await WithingsConnector.authorize({
          clientID: "client",
          clientSecret: "secret",
          scope: "user.metrics",
          redirectUri: "example://withings/auth",
          callbackUrlScheme: "example",
          webView,
        });
      } catch (error) {
        return error;
      }
    },
  };
}

/** A program in a browser's place, which keeps what it was told and goes on with a script. */
function pretendBrowser(path: string, script: string): { readonly told: () => string[] } {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${path}.told'\n${script}\n`);
  chmodSync(path, 0o755);
  return { told: () => (existsSync(`${path}.told`) ? readFileSync(`${path}.told`, "utf8").split("\n") : []) };
}

const matching = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

test("without a browser the error says which ones will do and what else can be done", async () => {
  const { failure, temporary } = machine();
  expect(await failure()).toMatchObject({
    code: "browser_not_found",
    message: matching(/Chrome, Chromium, Edge.*Install.*executablePath.*localhost/),
  });
  expect(readdirSync(temporary)).toEqual([]);
});

test("a path at which there is no program is told as the option that is wrong", async () => {
  const { failure, temporary, programs } = machine();
  expect(await failure({ executablePath: join(programs, "missing") })).toMatchObject({
    code: "browser_not_found",
    option: "executablePath",
    systemCode: "ENOENT",
  });
  writeFileSync(join(programs, "text"), "not a program");
  expect(await failure({ executablePath: join(programs, "text") })).toMatchObject({
    code: "browser_not_found",
    systemCode: "EACCES",
  });
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
});

test("without a display nothing is started, except where no window is wanted", async () => {
  const { failure, programs } = machine();
  const browser = pretendBrowser(join(programs, "google-chrome"), "exit 1");
  const environment = { DISPLAY: "", WAYLAND_DISPLAY: "" };
  expect(await failure({ environment })).toMatchObject({
    code: "browser_failed",
    message: matching(/no display.*desktop session/),
  });
  expect(browser.told()).toEqual([]);
  await failure({ environment, headless: true });
  expect(browser.told()).toContain("--headless");
});

test.each([
  ["a program's own scheme", { redirectUri: "example://withings/auth", callbackUrlScheme: "example" }],
  ["an https page", { redirectUri: "https://app.example.com/callback", callbackUrlScheme: "https" }],
])("a login that ends at %s uses the app window without being told to", async (_name, redirect) => {
  const { programs } = machine();
  pretendBrowser(join(programs, "chromium"), "exit 1");
  vi.stubEnv("PATH", programs);
  vi.stubEnv("DISPLAY", "");
  vi.stubEnv("WAYLAND_DISPLAY", "");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const login = WithingsConnector.authorize({
    clientID: "client",
    clientSecret: "secret",
    scope: "user.metrics",
    ...redirect,
  });
  await expect(login).rejects.toMatchObject({ code: "browser_failed", message: matching(/needs a window/) });
});

test.each([
  [
    "as root",
    "Running as root without --no-sandbox is not supported. See https://crbug.com/638180.",
    { option: "sandbox", message: matching(/root.*another user.*sandbox: false/) },
  ],
  ["without a sandbox", "No usable sandbox! Update your kernel", { option: "sandbox" }],
  [
    "on a display that is gone",
    "Missing X server or $DISPLAY",
    { message: matching(/DISPLAY.*desktop session/) },
  ],
  ["without the pipe", "Remote debugging pipe file descriptors are not open.", { option: "executablePath" }],
  [
    "without its folder",
    "Failed to create a ProcessSingleton for your profile",
    { message: matching(/TMPDIR/) },
  ],
  ["for reasons of its own", "Illegal instruction", { message: matching(/exit code 7.*executablePath/) }],
])("a browser that does not start %s says why and what to do", async (_name, words, expected) => {
  const { failure, programs, temporary } = machine();
  pretendBrowser(join(programs, "chromium"), `echo '[1:1:0101/000000.1:ERROR:x.cc] ${words}' >&2; exit 7`);
  expect(await failure()).toMatchObject({ code: "browser_failed", ...expected });
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
});

test("a browser that never shows a window is given up and ended, with all that it started", async () => {
  const { failure, programs, temporary } = machine();
  pretendBrowser(join(programs, "chromium"), "/bin/sleep 1234.5 & /bin/sleep 1234.5");
  expect(await failure({ startTimeoutMs: 300 })).toMatchObject({
    code: "browser_failed",
    message: matching(/300 ms/),
  });
  await expect.poll(() => processesWith("1234.5")).toEqual([]);
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
});

test.each([
  ["speaks another language", "printf 'hello\\0' >&4; exec /bin/sleep 1234.5", /refused/],
  ["answers with a number", "printf '1\\0' >&4; exec /bin/sleep 1234.5", /refused/],
  ["answers with nothing", "printf 'null\\0' >&4; exec /bin/sleep 1234.5", /refused/],
  [
    "tells half an event",
    `printf '{"method":"Fetch.requestPaused"}\\0' >&4; exec /bin/sleep 1234.5`,
    /refused/,
  ],
  ["hangs up", "exec 3<&- 4>&-; exec /bin/sleep 1234.5", /ended at once/],
])("a browser that %s is ended", async (_name, script, message) => {
  const { failure, programs, temporary } = machine();
  pretendBrowser(join(programs, "chromium"), script);
  expect(await failure()).toMatchObject({ code: "browser_failed", message: matching(message) });
  await expect.poll(() => processesWith("1234.5")).toEqual([]);
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
});

test("a profile folder that cannot be made is told before anything is started", async () => {
  const { failure, programs } = machine();
  const browser = pretendBrowser(join(programs, "chromium"), "exit 1");
  expect(await failure({ environment: { TMPDIR: join(programs, "none") } })).toMatchObject({
    code: "browser_failed",
    systemCode: "ENOENT",
    message: matching(/TMPDIR/),
  });
  expect(browser.told()).toEqual([]);
});

test("Chrome comes before Chromium, and the window is as asked for", async () => {
  const { failure, programs, temporary } = machine();
  const chromium = pretendBrowser(join(programs, "chromium"), "exit 1");
  const chrome = pretendBrowser(join(programs, "google-chrome"), "exit 1");
  await failure({ width: 600, height: 900, extraArguments: ["--lang=fr"] });
  expect(chromium.told()).toEqual([]);
  expect(chrome.told()).toEqual(
    expect.arrayContaining([
      "--remote-debugging-pipe",
      "--window-size=600,900",
      "--lang=fr",
      matching(new RegExp(`^--user-data-dir=${temporary}/withings-window-`)),
    ]),
  );
  expect(chrome.told().join()).not.toMatch(/--no-sandbox|--headless|--remote-debugging-port|oauth2|state/);
});

test("on macOS a browser is found among the person's own applications", async () => {
  const { failure, programs } = machine();
  const path = join(programs, "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge");
  const edge = pretendBrowser(path, "exit 1");
  await failure({ platform: "darwin", environment: { DISPLAY: "" } });
  expect(edge.told()).toContain("--remote-debugging-pipe");
});

test("on Windows a browser is found where programs are, whatever the case of the variable's name", async () => {
  const { failure, programs } = machine();
  // Here this is one name, in the current folder and on the PATH.
  const edge = pretendBrowser(
    `${programs}/C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe`,
    "exit 1",
  );
  const home = process.cwd();
  process.chdir(programs);
  onTestFinished(() => {
    process.chdir(home);
  });
  await failure({
    platform: "win32",
    environment: { "ProgramFiles(x86)": "C:\\Program Files (x86)", TEMP: programs },
  });
  expect(edge.told()).toContain("--remote-debugging-pipe");
});

test("Ubuntu's Chromium, a snap, gets a profile where it can read one", async () => {
  const { failure, programs } = machine();
  const chromium = pretendBrowser(join(programs, "chromium-browser"), "exit 1 # exec /snap/bin/chromium");
  mkdirSync(join(programs, "snap/chromium/common"), { recursive: true });
  await failure();
  expect(chromium.told()).toContainEqual(
    matching(new RegExp(`^--user-data-dir=${programs}/snap/chromium/common/withings-window-`)),
  );
});

test("a folder for temporary files with a long name is not used: a socket must fit into the profile", async () => {
  const { failure, programs } = machine();
  const chromium = pretendBrowser(join(programs, "chromium"), "exit 1");
  const long = join(programs, "x".repeat(80));
  mkdirSync(long);
  await failure({ environment: { TMPDIR: long } });
  expect(chromium.told()).toContainEqual(matching(/^--user-data-dir=\/tmp\/withings-window-/));
});

test("an empty TMPDIR is no folder: nothing is put where the program runs", async () => {
  const { failure, programs } = machine();
  const chromium = pretendBrowser(join(programs, "chromium"), "exit 1");
  await failure({ environment: { TMPDIR: "" } });
  expect(chromium.told()).toContainEqual(matching(/^--user-data-dir=\/tmp\/withings-window-/));
});

test.each([
  ["is empty", ""],
  ["leads through a file", "/etc/passwd/chromium"],
])("a path that %s is told as the option that is wrong", async (_name, executablePath) => {
  const { failure, temporary } = machine();
  expect(await failure({ executablePath })).toMatchObject({
    code: "browser_not_found",
    option: "executablePath",
  });
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
});

test("a program that has too many files open hears of it, and no profile is left", () => {
  const { programs, temporary } = machine();
  pretendBrowser(join(programs, "chromium"), "exit 1");
  const program = `
    import { closeSync, openSync } from "node:fs";
    import { WithingsConnector } from "withings-kit";
    import { appWindow } from "withings-kit/node";
    const open = [];
    try { for (;;) open.push(openSync("/dev/null")); } catch {}
    for (const file of open.splice(-4)) closeSync(file);
    await WithingsConnector.authorize({
      clientID: "client", clientSecret: "secret", scope: "user.metrics",
      redirectUri: "example://withings/auth", callbackUrlScheme: "example", webView: appWindow(),
    }).catch(({ name, systemCode }) => process.stdout.write(name + " " + systemCode));`;
  const said = execFileSync(
    "/bin/sh",
    ["-c", 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, program],
    { cwd: import.meta.dirname, env: { DISPLAY: ":nowhere", TMPDIR: temporary, PATH: programs } },
  );
  expect(said.toString()).toBe("WithingsAuthorizationError EMFILE");
  expect(readdirSync(temporary)).toEqual([]);
});
