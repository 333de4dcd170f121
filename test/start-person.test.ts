import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, describe } from "vitest";
import { WithingsConnector } from "withings-kit";
import { createSandbox, type Sandbox, type SandboxServer } from "withings-sandbox";
import { apiUrls } from "../examples/start/settings.ts";
import { flat, isOpen, person, type Program, runProgram } from "./start/run-program.ts";

const secretLike = /[\w-]{32,}/;

describe("npm start with a person at a browser", () => {
  const atBrowser = (how: string): Program =>
    runProgram({ args: ["--login", "browser"], environment: { BROWSER: person(how) } });

  test("who allows: the program goes on by itself to the end", async () => {
    const { ended, output, expectNothingLeft } = atBrowser("allow");
    expect(await ended).toBe(0);
    expect(flat(output())).toMatch(/Now your browser opens\..*Connected, and stored\..*That is all it takes/);
    expect(output()).not.toMatch(secretLike);
    await expectNothingLeft();
  });

  test("who refuses: nobody was connected, which is no error", async () => {
    const { ended, output, errors } = atBrowser("refuse");
    expect(await ended).toBe(0);
    expect(flat(output())).toContain("Nobody was connected.");
    expect(errors()).toBe("");
    expect(output()).not.toContain("3. ");
  });

  test("while another program has port 8765: the program says so first, and ends the login elsewhere, at its own sandbox", async () => {
    const other = createServer();
    other.on("error", () => undefined);
    other.listen(8765, "127.0.0.1");
    // Whoever has it already is another program too.
    await Promise.race([once(other, "listening"), once(other, "error").catch(() => undefined)]);
    onTestFinished(() => void other.close());
    const { ended, output } = atBrowser("allow");
    expect(await ended).toBe(0);
    expect(flat(output())).toMatch(
      /Port 8765 is taken, so this run uses http:\/\/localhost:\d+\/callback\. .* Now your browser opens\. .* Connected, and stored\./,
    );
  });

  test("Ctrl-C while the person is logging in: the program is gone, and so are its ports", async () => {
    const { child, ended, output, expectNothingLeft } = atBrowser("wait");
    await expect.poll(() => isOpen(8765), { timeout: 15_000 }).toBe(true);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(output()).toContain("Stopped. Nothing is left running");
    expect(output()).not.toMatch(/Stopped:|\bat .*:\d+:\d+/);
    expect(await isOpen(8765)).toBe(false);
    await expectNothingLeft();
  });
});

// In this file, since only one program at a time can have port 8765.
test.each([
  ["without a display", {}, false],
  ["in a CI job", { CI: "1", BROWSER: person("refuse") }, false],
  ["where CI is false", { CI: "false", BROWSER: person("refuse") }, true],
  ["where BROWSER is none", { BROWSER: "none", DISPLAY: ":0" }, false],
  ["with a BROWSER", { BROWSER: person("refuse") }, true],
  ["over SSH", { SSH_TTY: "/dev/pts/1" }, false],
  ["over SSH, with an editor's BROWSER", { SSH_TTY: "/dev/pts/1", BROWSER: person("refuse") }, true],
] as const)(
  "npm start says that a browser opens where the library opens one, and nowhere else: %s",
  async (_where, environment, opens) => {
    const { child, ended, output } = runProgram({ args: ["--login", "browser"], environment });
    if (!opens) {
      await expect.poll(() => flat(output()), { timeout: 15_000 }).toContain("No browser is opened");
      child.kill("SIGTERM");
    }
    expect(await ended).toBe(opens ? 0 : 143);
    expect(flat(output()).includes("Now your browser opens")).toBe(opens);
    expect(flat(output()).includes("Now it is your turn, with a browser of your choice")).toBe(!opens);
    expect(flat(output()).includes("No browser is opened")).toBe(!opens);
  },
);

describe("npm start at another Withings", () => {
  interface Elsewhere {
    readonly sandbox: Sandbox;
    readonly server: SandboxServer;
    readonly start: (environment?: Readonly<Record<string, string>>, args?: readonly string[]) => Program;
  }

  const redirectUri = "http://localhost:8799/withings/callback";

  const elsewhere = async (): Promise<Elsewhere> => {
    const sandbox = createSandbox();
    const server = await sandbox.listen();
    onTestFinished(() => server.close());
    const { clientID, clientSecret } = sandbox.applications.add({ redirectUris: [redirectUri] });
    return {
      sandbox,
      server,
      start: (environment = {}, args = []) =>
        runProgram({
          args,
          environment: {
            BROWSER: person("allow"),
            WITHINGS_CLIENT_ID: clientID,
            WITHINGS_CLIENT_SECRET: clientSecret,
            WITHINGS_REDIRECT_URI: redirectUri,
            WITHINGS_CLOUD: server.url,
            ...environment,
          },
        }),
    };
  };

  test("it tells the callback URL, logs in and reads; the next run needs no login; --disconnect ends it", async () => {
    const { sandbox, start } = await elsewhere();
    const home = mkdtempSync(join(tmpdir(), "withings-kit-test-"));
    onTestFinished(() => {
      rmSync(home, { recursive: true });
    });
    const first = start({ HOME: home });
    expect(await first.ended).toBe(0);
    expect(first.output().match(/^\d\. .*$/gm)).toEqual([
      "1. Who is connected already?",
      "2. A person logs in",
      "3. The connection opens the API",
      "4. The last month",
    ]);
    expect(first.output()).toContain(redirectUri);
    expect(flat(first.output())).toMatch(/weight [▁-█·]{30} .*That is all it takes/);

    // The same question within ten seconds would be answered with 601.
    sandbox.clock.advance({ minutes: 1 });
    const second = start({ HOME: home, BROWSER: "none" });
    expect(await second.ended).toBe(0);
    expect(second.output().match(/^\d\. .*$/gm)).toEqual([
      "1. Who is connected already?",
      "2. The connection opens the API",
      "3. The last month",
    ]);
    expect(flat(second.output())).toContain("Somebody is, from an earlier run, so there is no login.");

    const third = start({ HOME: home }, ["--disconnect"]);
    expect(await third.ended).toBe(0);
    expect(flat(third.output())).toMatch(/link ended at Withings yes deleted here yes/);
    const fourth = start({ HOME: home }, ["--disconnect"]);
    expect(await fourth.ended).toBe(0);
    expect(flat(fourth.output())).toContain("Nobody is, so there is nothing to disconnect.");

    for (const { output } of [first, second, third, fourth]) expect(output()).not.toMatch(secretLike);
    const asked = sandbox.requests.list().map(({ operation }) => operation);
    expect(asked.filter((operation) => operation === "user v2 getdevice")).toHaveLength(2);
    expect(asked.filter((operation) => operation === "oauth2 requesttoken")).toHaveLength(1);
  });

  test("what was not granted in an earlier run is told, with what to do, and does not end it", async () => {
    const { sandbox, start } = await elsewhere();
    sandbox.faults.add({ operation: "sleep v2 getsummary", kind: "status", status: 403 });
    const { ended, output, errors } = start();
    expect(await ended).toBe(0);
    expect(errors()).toBe("");
    expect(flat(output())).toMatch(
      /The sleep could not be read\. .* run npm start -- --disconnect, then npm start\. .*That is all it takes/,
    );
  });

  test("when Withings asks to wait, it says so and waits", async () => {
    const { sandbox, start } = await elsewhere();
    const fault = { kind: "status", status: 601, waitSeconds: 1, times: 1 } as const;
    sandbox.faults.add({ operation: "user v2 getdevice", ...fault });
    const { ended, output } = start();
    expect(await ended).toBe(0);
    expect(flat(output())).toContain("so the program asks again in 1 seconds");
  });

  test.each([
    ["a wrong secret", { WITHINGS_CLIENT_SECRET: "a-wrong-secret" }, "client"],
    ["nobody there", { WITHINGS_CLOUD: "http://127.0.0.1:1" }, "http://127.0.0.1:1 cannot be reached"],
  ])("%s is told in one paragraph, with exit code 1", async (_what, environment, words) => {
    const { start } = await elsewhere();
    const { ended, errors, output } = start(environment);
    expect(await ended).toBe(1);
    expect(errors()).toMatch(/^\n {3}Stopped: .+\n( {3}.+\n)*$/);
    expect(flat(errors())).toContain(words);
    expect(output()).not.toContain("a-wrong-secret");
  });

  test("a busy port is the library's error there: no other port is taken", async () => {
    const other = createServer().listen(8799, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { start } = await elsewhere();
    const { ended, errors } = start();
    expect(await ended).toBe(1);
    expect(flat(errors())).toMatch(/^ Stopped: Port 8799 /);
  });

  test.each([
    ["while the code is exchanged", "oauth2 requesttoken", "SIGINT", 130],
    ["while the API is asked", "user v2 getdevice", "SIGINT", 130],
    ["told to end while the API is asked", "user v2 getdevice", "SIGTERM", 143],
  ] as const)("Ctrl-C %s ends it at once", async (_when, operation, signal, code) => {
    const { sandbox, start } = await elsewhere();
    sandbox.faults.add({ operation, kind: "delay", delayMs: 15_000, times: 1 });
    const { child, ended, output, expectNothingLeft } = start();
    // The request has come when the fault is used up.
    await expect.poll(() => sandbox.faults.list(), { timeout: 15_000 }).toEqual([]);
    child.kill(signal);
    const at = performance.now();
    expect(await ended).toBe(code);
    expect(performance.now() - at).toBeLessThan(5_000);
    expect(output()).toContain("Stopped. Nothing is left running");
    expect(await isOpen(8799)).toBe(false);
    await expectNothingLeft();
  });

  test("the API addresses that it knows are the library's", async () => {
    for (const cloud of ["eu", "us"] as const) {
      const asked: string[] = [];
      const fetch: typeof globalThis.fetch = (input) => {
        asked.push(new URL(input instanceof Request ? input.url : input).origin);
        return Promise.resolve(Response.json({ status: 503, body: {}, error: "" }));
      };
      const client = { clientID: "an-id", clientSecret: "a-secret", cloud, fetch };
      await WithingsConnector.refreshToken({ ...client, withingsRefreshToken: "a-token" }).catch(() => null);
      expect(asked).toEqual([apiUrls[cloud]]);
    }
  });
});
