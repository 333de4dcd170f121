import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { stageLibrary } from "../scripts/stage-library.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "withings-kit-test-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function runScript(
  script: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}

describe("npm run stage", () => {
  test("takes no argument: the folder of that name keeps what it holds, and --help makes none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "mine.txt"), "dear to me");
    for (const argument of [folder, "--help"]) {
      const { code, stdout, stderr } = await runScript("scripts/stage-library.ts", argument);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^npm run stage takes no argument: .+\n$/);
    }
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("dear to me");
    expect(existsSync(join(root, "--help"))).toBe(false);
  });

  test("makes the library in a new folder, and anew in the place of an earlier one", async () => {
    const folder = join(temporaryFolder(), "a/new/one");
    await stageLibrary(folder);
    writeFileSync(join(folder, "dist/of-an-earlier-version.js"), "");
    await stageLibrary(folder);
    expect(readdirSync(folder).sort()).toEqual([
      "LICENSE",
      "README.md",
      "dist",
      "openapi.json",
      "package.json",
    ]);
    expect(existsSync(join(folder, "dist/of-an-earlier-version.js"))).toBe(false);
  });

  test.each([
    ["a file of somebody", { "mine.txt": "dear to me" }],
    ["another package", { "package.json": '{ "name": "another" }' }],
    ["a package.json that is none", { "package.json": "null" }],
    ["the library's own source", { "package.json": '{ "name": "withings-kit" }', "src/index.ts": "" }],
  ])("refuses a folder that holds %s, and touches nothing", async (_what, files) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const before = readdirSync(folder, { recursive: true });
    await expect(stageLibrary(folder)).rejects.toThrow(/is left as it is/);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

describe("npm test", () => {
  test("with a name that no test file has, it says so, and fails", async () => {
    const { code, stdout } = await runScript("scripts/test.ts", "nothing-like-this");
    expect(code).toBe(1);
    expect(stdout).toMatch(/No test file matches\. .+\n$/);
  });

  test.each([
    ["names the files that failed in its last lines", "1", /FAILED b\.test\.ts\. To run .*b\.test\.ts\n$/],
    ["leaves the last lines to vitest when all is well", "0", /Duration [^\n]+\n(?![^]*FAILED)/],
  ])("%s", async (_what, fails, lastLines) => {
    // Below the repository, where vitest is found.
    const cache = join(root, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, "withings-kit-test-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const reporter = JSON.stringify(join(root, "scripts/failed-files.ts"));
    writeFileSync(
      join(folder, "vitest.config.ts"),
      `import { failedFiles } from ${reporter};\nexport default { test: { reporters: ["default", failedFiles] } };\n`,
    );
    const testFile = (holds: boolean): string =>
      `import { expect, test } from "vitest";\ntest("it", () => expect(${holds}).toBe(true));\n`;
    writeFileSync(join(folder, "a.test.ts"), testFile(true));
    writeFileSync(join(folder, "b.test.ts"), testFile(fails === "0"));
    const { code, stdout } = await runScript("node_modules/vitest/vitest.mjs", "run", "--root", folder);
    expect(code).toBe(Number(fails));
    expect(stripVTControlCharacters(stdout)).toMatch(lastLines);
    expect(stdout).not.toContain("FAILED a.test.ts");
  });
});

describe("npm run bench", () => {
  test("--help tells the measures", async () => {
    const { code, stdout, stderr } = await runScript("benchmarks/main.ts", "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/bytes, .*--only=.*--check/s);
  });

  test.each(["--nothing", "--only", "bytes", "--only=nothing"])(
    "%s is told in one line, and nothing is measured",
    async (argument) => {
      const { code, stdout, stderr } = await runScript("benchmarks/main.ts", argument);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^[^\n]+\.\n$/);
    },
  );
});
