import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createSandbox } from "withings-sandbox";
import { expect, test } from "vitest";
import { root } from "../scripts/setup/command.js";
import { freePort } from "./support/free-port.ts";

const exec = promisify(execFile);

test("the Node example logs in once, shows weigh-ins at each start, and logs out", async () => {
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const sandbox = createSandbox();
  const { clientID, clientSecret } = sandbox.applications.add({ redirectUris: [redirectUri] });
  const server = await sandbox.listen();
  const directory = await mkdtemp(join(tmpdir(), "withings-kit-example-"));
  const example = async (...args: string[]): Promise<string> => {
    const { stdout } = await exec(process.execPath, ["examples/node/main.ts", ...args], {
      cwd: root,
      env: {
        PATH: process.env["PATH"],
        HOME: directory,
        BROWSER: [process.execPath, join(root, "test/docs/browser.ts"), server.url, "allow"]
          .map((word) => `'${word}'`)
          .join(" "),
        WITHINGS_CLIENT_ID: clientID,
        WITHINGS_CLIENT_SECRET: clientSecret,
        WITHINGS_CLOUD: server.url,
        WITHINGS_DIRECTORY: join(directory, "store"),
        WITHINGS_REDIRECT_URI: redirectUri,
      },
      timeout: 15_000,
    });
    return stdout;
  };
  const logins = (): number =>
    sandbox.requests.list().filter(({ path }) => path.startsWith("/oauth2_user/authorize2")).length;
  try {
    const first = await example();
    expect(first).toMatch(/^(\d{4}-\d\d-\d\d [\d.]+ kg\n){5}$/);
    const once = logins();
    expect(once).toBeGreaterThan(0);
    // Withings makes whoever repeats a question at once wait for seconds.
    sandbox.clock.advance({ seconds: 30 });
    expect(await example()).toBe(first);
    expect(logins()).toBe(once);
    expect(await example("logout")).toBe("Nobody is connected.\n");
    expect(sandbox.requests.list().map(({ operation }) => operation)).toContain("oauth2 revoke");
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
});
