import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSandbox } from "withings-sandbox";
import { whatIsMissing } from "../examples/start/login-way.ts";
import { root } from "../scripts/setup/command.js";
import { flat, runProgram } from "./start/run-program.ts";

/** What tokens, codes, states and secrets look like: no word in the program's own text is as long. */
const secretLike = /[\w-]{32,}/;

describe("npm start without a terminal", () => {
  test("a scripted visitor logs in; the program tells every step in order and ends by itself", async () => {
    const { ended, output, errors, expectNothingLeft } = runProgram();
    expect(await ended).toBe(0);
    expect(errors()).toBe("");
    expect(output().match(/^\d\. .*$/gm)).toEqual([
      "1. A Withings cloud starts",
      "2. A person logs in",
      "3. The connection opens the API",
      "4. The last month",
      "5. A second run needs no login",
      "6. Three hours later, eight programs at once",
      "7. Nobody noticed",
    ]);
    const told = flat(output());
    expect(told).toMatch(
      /There is no terminal here, so a scripted visitor .*Clicked on .*Pressed Allow.*Connected, and stored\. .*The devices: .*weight [▁-█·]{30} .*sleep [▁-█·]{30} .*resting heart rate [▁-█·]{30} .*read 5 devices\. No login page was opened\. .*The devices: .*is still connected/,
    );
    expect(told).toMatch(
      / programs 8 token requests at the sandbox 1 have the same new access token all of them /,
    );
    await expectNothingLeft();
  });

  test("the lines of code beside each step are those of the program, five at the most", async () => {
    const { ended, output } = runProgram();
    await ended;
    const shown = [...output().matchAll(/((?:^ +│.*\n)+)^ +└ (.+):(\d+)$/gm)];
    expect(shown).toHaveLength(8);
    for (const [, block = "", file = "", line = ""] of shown) {
      const lines = block.trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(5);
      const source = readFileSync(join(root, file), "utf8")
        .split("\n")
        .slice(Number(line) - 1);
      expect(lines.map((text) => text.replace(/^ +│ /, ""))).toEqual(
        source.slice(0, lines.length).map((text) => text.slice(2)),
      );
    }
  });

  test("no token, secret, code or state is printed", async () => {
    const sandbox = createSandbox();
    expect(sandbox.issueCode({ scopes: ["user.info"] })).toMatch(secretLike);
    const { ended, output } = runProgram();
    await ended;
    expect(output()).not.toMatch(secretLike);
    // Every sandbox starts with the same application.
    expect(output()).not.toContain(sandbox.application.clientSecret);
  });

  test("no line is longer than 80 characters, and there are no colours in a pipe", async () => {
    const { ended, output } = runProgram({ environment: { TERM: "xterm-256color" } });
    await ended;
    const long = output()
      .split("\n")
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
    expect(output()).not.toContain("\u001b");
  });

  test("whoever stops reading ends it, without a complaint", async () => {
    const { child, ended, errors } = runProgram();
    child.stdout?.destroy();
    expect(await ended).toBe(141);
    expect(errors()).not.toMatch(/EPIPE|\bat .*:\d+/);
  });
});

describe("what cannot be done is told in one paragraph, with exit code 1", () => {
  const withings = { WITHINGS_CLIENT_ID: "an-id", WITHINGS_CLIENT_SECRET: "a-secret" };
  test.each([
    ["an unknown argument", { args: ["--faster"] }, "--help tells what there is"],
    ["an unknown way to log in", { args: ["--login", "pigeon"] }, "There is no --login pigeon; there are"],
    [
      "a client id without its secret",
      { environment: { WITHINGS_CLIENT_ID: "an-id" } },
      "WITHINGS_CLIENT_ID is set, but not WITHINGS_CLIENT_SECRET",
    ],
    [
      "a secret without its client id",
      { environment: { WITHINGS_CLIENT_SECRET: "a-secret" } },
      "WITHINGS_CLIENT_SECRET is set, but not WITHINGS_CLIENT_ID",
    ],
    [
      "a cloud that does not exist",
      { environment: { ...withings, WITHINGS_CLOUD: "mars" } },
      "WITHINGS_CLOUD cannot be used: set it to eu, us",
    ],
    [
      "a scripted visitor at the real Withings",
      { args: ["--login", "visitor"], environment: withings },
      "At the real Withings no script can log in",
    ],
    ["disconnecting at the sandbox", { args: ["--disconnect"] }, "there is nothing to disconnect"],
    ["a window without a display", { args: ["--login", "window"] }, "display"],
  ])("%s", async (_what, options, words) => {
    const { ended, errors, output, expectNothingLeft } = runProgram(options);
    expect(await ended).toBe(1);
    expect(errors()).toMatch(/^\n {3}Stopped: .+\n( {3}.+\n)*$/);
    expect(flat(errors())).toContain(words);
    expect(output()).not.toContain("a-secret");
    await expectNothingLeft();
  });

  test("--help tells what there is, and does nothing else", async () => {
    const { ended, output } = runProgram({ args: ["--help"] });
    expect(await ended).toBe(0);
    for (const word of [
      "--login",
      "WITHINGS_CLIENT_ID",
      "WITHINGS_REDIRECT_URI",
      "WITHINGS_CLOUD",
      "--disconnect",
    ])
      expect(output()).toContain(word);
    expect(output()).not.toContain("1. ");
  });
});

describe("who logs in", () => {
  const display = { DISPLAY: ":0" };
  test.each([
    ["a terminal and a display", { environment: display }, undefined],
    ["Wayland", { environment: { WAYLAND_DISPLAY: "wayland-0" } }, undefined],
    ["Windows under Linux", { environment: { WSL_DISTRO_NAME: "Debian" } }, undefined],
    [
      "a browser of one's own over SSH",
      { environment: { SSH_TTY: "/dev/pts/0", BROWSER: "code" } },
      undefined,
    ],
    ["macOS", { platform: "darwin" }, undefined],
    ["no terminal", { terminal: false, environment: display }, "terminal"],
    ["a CI job", { environment: { ...display, CI: "true" } }, "person"],
    ["no display", {}, "display"],
    ["macOS over SSH", { platform: "darwin", environment: { SSH_CONNECTION: "1 2 3 4" } }, "display"],
  ] as const)("%s", (_where, where, missing) => {
    expect(whatIsMissing({ terminal: true, environment: {}, platform: "linux", ...where })).toBe(missing);
  });
});
