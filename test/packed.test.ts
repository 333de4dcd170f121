import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureChromium } from "../scripts/setup/chromium.js";
import { root } from "../scripts/setup/command.js";
import { bundle } from "./packed/bundle.ts";
import { type Ground, openGround } from "./packed/ground.ts";
import { createProject, pack, type Project } from "./packed/project.ts";

const exec = promisify(execFile);
let project: Project;

beforeAll(async () => {
  project = await createProject();
}, 120_000);

afterAll(async () => {
  await project.remove();
});

/** What the exercise finds; see packed/exercise.js. */
const held = expect.arrayContaining([
  "a login gives credentials",
  "a refresh gives new tokens",
  "an unknown refresh token gives null",
  "a cloud out of reach throws a transport error",
]) as unknown;

describe("the library as it is published", () => {
  test("logs in, renews and is refused in a program of its own, on Node", async () => {
    const ground = await openGround();
    try {
      const { stdout } = await exec(process.execPath, ["run-exercise.js", JSON.stringify(ground)], {
        cwd: project.folder,
      });
      expect(JSON.parse(stdout)).toEqual({ version: process.versions.node, held });
    } finally {
      await ground.close();
    }
  });

  // No CORS, neither at Withings nor in the sandbox: the page's own server passes the API calls on, as an app's would.
  // In a worker of the page: in the page itself it takes no secret.
  test("logs in, renews and is refused in Chromium, bundled into a worker", async () => {
    const program = await bundle(
      'import * as library from "withings-kit"; import { exercise } from "./exercise.js";' +
        "self.onmessage = ({ data }) => exercise({ ...data, library }).then(" +
        "(held) => self.postMessage({ held }), (error) => self.postMessage({ error: String(error) }));",
      { folder: project.folder },
    );
    const ground = await openGround({
      pages: new Map([
        ["/", { type: "text/html", body: "<!doctype html><title>The library in a worker</title>" }],
        ["/program.js", { type: "text/javascript", body: program.code }],
      ]),
    });
    try {
      expect(await exerciseInChromium(ground)).toEqual(held);
    } finally {
      await ground.close();
    }
  });

  test.each(["withings-kit", "withings-sandbox"])(
    "%s holds what was built, its licence and its readme, the library the OpenAPI document too, and nothing else",
    async (name) => {
      const { files } =
        name === "withings-kit" ? { files: project.packedFiles } : await pack(name, project.folder);
      expect(files).toEqual(
        expect.arrayContaining(["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"]),
      );
      const rest = files.filter(
        (file) => !/^(LICENSE|README\.md|package\.json|dist\/.+(\.js|\.d\.ts))$/.test(file),
      );
      expect(rest).toEqual(name === "withings-kit" ? ["openapi.json"] : []);
      expect(licence(join("packages", name))).toBe(licence("."));
    },
  );
});

function licence(folder: string): string {
  return readFileSync(join(root, folder, "LICENSE"), "utf8");
}

async function exerciseInChromium({ cloud, application, visitUrl, origin }: Ground): Promise<unknown> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    // Chromium refuses to start its sandbox as root, which is who runs the tests in most containers.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    const ground = { cloud: { ...cloud, apiUrl: `${origin}/api` }, application, visitUrl };
    const { held, error } = await page.evaluate<{ held?: unknown; error?: string }>(
      `new Promise((resolve) => {
        const worker = new Worker("/program.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ error: message });
        worker.postMessage(${JSON.stringify(ground)});
      })`,
    );
    if (error !== undefined) throw new Error(error);
    return held;
  } finally {
    await browser.close();
  }
}
