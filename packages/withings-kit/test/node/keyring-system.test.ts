import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { encrypted, memoryStore } from "withings-kit";
import { type KeyringFallback, keyringKey } from "withings-kit/node";
import { base64, everythingOf, newKey, put } from "../support/encryption.js";
import { canary, failure } from "../support/login.js";
import {
  hasSecretService,
  newHome,
  setBus,
  startHangingService,
  startSecretService,
} from "./support/secret-service.js";

const place = "https%3A%2F%2Fwbsapi.withings.net/client/363";
const run = promisify(execFile);
// A busy machine takes its time to start a process.
const timeoutMs = 15_000;
// Elsewhere they would reach the keyring of whoever runs the tests.
const isLinux = process.platform === "linux";

/** Why the system's keyring is not used, or "works". */
async function reasonOf(options: Parameters<typeof keyringKey>[0] = {}): Promise<string> {
  let reason = "works";
  const onFallback = (fallback: KeyringFallback): void => {
    ({ reason } = fallback);
  };
  const key = keyringKey({ timeoutMs, fallback: base64(newKey()), onFallback, ...options });
  await put(encrypted(memoryStore(), key), place, "text");
  return reason;
}

describe.each(hasSecretService ? ["GNOME Keyring"] : [])("%s", () => {
  test("keeps a key for all processes of its user, and over its own restart", async () => {
    const home = newHome();
    const inner = memoryStore();
    const first = await startSecretService(home, "unlocked");
    await put(encrypted(inner, keyringKey({ service: "withings-kit's test", timeoutMs })), place, "text");
    const store = encrypted(inner, keyringKey({ service: "withings-kit's test", timeoutMs }));
    expect((await store.read(place)).value).toBe("text");
    await first.end();
    expect(readdirSync(join(home, "data/keyrings"))).toContain("login.keyring");
    await startSecretService(home, "unlocked");
    const later = encrypted(inner, keyringKey({ service: "withings-kit's test", timeoutMs }));
    expect((await later.read(place)).value).toBe("text");
  });

  test("ends with one key when several begin at once", async () => {
    await startSecretService(newHome(), "unlocked");
    const inner = memoryStore();
    const stores = Array.from({ length: 3 }, () => encrypted(inner, keyringKey({ timeoutMs })));
    await Promise.all(stores.map((store, index) => put(store, `person ${index}`, "text")));
    for (const store of stores)
      for (const index of stores.keys()) expect((await store.read(`person ${index}`)).value).toBe("text");
  });

  test("that is locked is told, and the store is left alone", async () => {
    const home = newHome();
    const inner = memoryStore();
    const first = await startSecretService(home, "unlocked");
    await put(encrypted(inner, keyringKey({ timeoutMs })), place, "text");
    await first.end();
    await startSecretService(home, "locked");
    const error = await failure(encrypted(inner, keyringKey({ timeoutMs })).read(place));
    expect(error).toMatchObject({
      code: "key_unavailable",
      message: expect.stringMatching(
        /the key [\da-f]{16}, with which .* the keyring is locked\. Unlock it/,
      ) as string,
    });
  });
});

describe.each(isLinux ? ["a Linux machine"] : [])("on %s", () => {
  test("a keyring that never answers is given up after three seconds, while the program goes on", async () => {
    const service = await startHangingService();
    let ticks = 0;
    const clock = setInterval(() => ticks++, 50);
    const start = performance.now();
    const store = encrypted(memoryStore(), keyringKey());
    expect(await failure(store.read(place))).toMatchObject({
      code: "key_unavailable",
      message: expect.stringContaining("the keyring did not answer in time") as string,
    });
    clearInterval(clock);
    expect(performance.now() - start).toBeGreaterThan(2_900);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(ticks).toBeGreaterThan(10);
    // Nobody is left who waits for it.
    await vi.waitFor(() => {
      expect(service.callers()).toBe(0);
    });
    expect(execFileSync("ps", ["-o", "args", "--ppid", String(process.pid)]).toString()).not.toContain(
      "Entry",
    );
  });

  test("a program whose keyring never answers comes to its end", async () => {
    await startHangingService();
    const program = `
      import { encrypted, memoryStore } from "withings-kit";
      import { keyringKey } from "withings-kit/node";
      const store = encrypted(memoryStore(), keyringKey({ timeoutMs: 500, fallback: process.env.SPARE }));
      console.log((await store.read("a")).generation);`;
    const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", program], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, SPARE: base64(newKey()) },
      timeout: 15_000,
    });
    expect(stdout).toBe("0\n");
    expect(stderr).toContain("WithingsWarning: Connections are encrypted with the fallback's key");
  });

  test("a machine without a keyring is told from one whose keyring fails", async () => {
    setBus(undefined);
    expect(await reasonOf()).toBe("unavailable");
    setBus("unix:path=/nowhere/bus");
    expect(await reasonOf()).toBe("unavailable");
  });

  test("the kernel's keyring, which forgets everything at the next start, is not taken for one", async () => {
    setBus(undefined);
    const service = `withings-kit's test ${process.pid}`;
    expect(await reasonOf({ service })).toBe("unavailable");
    expect(readFileSync("/proc/keys", "utf8")).not.toContain(service);
  });
});

describe("the package @napi-rs/keyring", () => {
  test("is not needed by a program that has a fallback", async () => {
    expect(await (await libraryWith(undefined)).reason()).toBe("not_installed");
  });

  test("is told to be missing, and how to install it", async () => {
    const { error } = await libraryWith(undefined);
    expect(everythingOf(await error())).toContain(
      "the package @napi-rs/keyring, 2.1 or later, is not installed for this system. Install it beside withings-kit: npm install @napi-rs/keyring",
    );
  });

  test.each<[string, string, Fake]>([
    ["of an old version, which may keep keys in the kernel", "not_installed", { version: "2.0.0" }],
    ["of version 1", "not_installed", { version: "1.3.0" }],
    [
      "without its part for this system",
      "not_installed",
      { code: 'throw new Error("Cannot find native binding")' },
    ],
    ["that hangs when it is loaded", "timed_out", { code: "for (;;);" }],
    ["that hangs when it is asked", "timed_out", { entry: "getPassword() { for (;;); }" }],
    ["that ends its process", "failed", { entry: "getPassword() { process.exit(0); }" }],
    ["that crashes", "failed", { entry: "getPassword() { process.abort(); }" }],
    ["that prints", "failed", { entry: 'getPassword() { process.stdout.write("hello"); return "x"; }' }],
    ["that keeps nothing", "unreliable", { entry: "getPassword() { return null; }" }],
    ["that keeps something else", "unreliable", { entry: 'getPassword() { return "x"; }' }],
    ["that may not", "locked", { entry: 'getPassword() { throw new Error("Access denied"); }' }],
    ["that throws what it keeps", "failed", { entry: "getPassword() { throw new Error(this.secret); }" }],
  ])("%s is not used: %s", async (_what, reason, fake) => {
    const library = await libraryWith(fake);
    expect(await library.reason()).toBe(reason);
    expect(everythingOf(await library.error())).not.toContain(canary.clientSecret);
  });

  test("is asked in a process that gets none of this one's secrets, and no questions in its arguments", async () => {
    vi.stubEnv("WITHINGS_CLIENT_SECRET", canary.clientSecret);
    vi.stubEnv("NODE_OPTIONS", "--throw-deprecation");
    const library = await libraryWith({
      entry: `constructor(service, account, options) {
        const seen = { service, account, options, env: process.env, argv: [process.argv, process.execArgv] };
        require("node:fs").appendFileSync(__dirname + "/seen", JSON.stringify(seen));
      }
      setPassword(secret) { require("node:fs").writeFileSync(__dirname + "/kept", secret); }
      getPassword() { return require("node:fs").readFileSync(__dirname + "/kept", "utf8"); }`,
    });
    expect(await library.reason()).toBe("works");
    vi.unstubAllEnvs();
    const seen = library.file("seen");
    const kept = library.file("kept");
    expect(Buffer.from(kept, "base64")).toHaveLength(32);
    for (const secret of [kept, canary.clientSecret, "NODE_OPTIONS", "throw-deprecation"])
      expect(seen).not.toContain(secret);
    const { service, account, options } = JSON.parse(seen.slice(0, seen.indexOf("}{") + 1)) as Record<
      string,
      unknown
    >;
    expect({ service, options }).toEqual({
      service: "withings-kit",
      options: { linux: { store: "secret-service" } },
    });
    expect(account).toMatch(/^default:[\da-f]{16}$/);
  });
});

interface Fake {
  readonly version?: string;
  /** The members of its class. */
  readonly entry?: string;
  /** All of it. */
  readonly code?: string;
}

interface LibraryWith {
  /** Why its keyring is not used, or "works". */
  readonly reason: () => Promise<string>;
  /** The error without a fallback. */
  readonly error: () => Promise<unknown>;
  /** What the package has written. */
  readonly file: (name: string) => string;
}

/** The library as it is installed somewhere else, beside another @napi-rs/keyring or none. */
async function libraryWith(fake: Fake | undefined): Promise<LibraryWith> {
  const modules = join(newHome(), "node_modules");
  for (const part of ["dist", "package.json"])
    cpSync(fileURLToPath(new URL(`../../${part}`, import.meta.url)), join(modules, "withings-kit", part), {
      recursive: true,
    });
  const folder = join(modules, "@napi-rs/keyring");
  if (fake) {
    const { version = "2.1.0", entry = "getPassword() {}" } = fake;
    const keeps = `secret = ${JSON.stringify(canary.clientSecret)}; setPassword() {} deletePassword() {}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "@napi-rs/keyring", version }));
    writeFileSync(join(folder, "index.js"), fake.code ?? `exports.Entry = class { ${keeps} ${entry} }`);
  }
  const copy = (name: string): string => pathToFileURL(join(modules, "withings-kit/dist", name)).href;
  const node = (await import(copy("node/index.js"))) as typeof import("withings-kit/node");
  const hangs = `${fake?.code ?? ""}${fake?.entry ?? ""}`.includes("for (;;)");
  const storeWith = (options: Parameters<typeof keyringKey>[0]): ReturnType<typeof encrypted> =>
    encrypted(memoryStore(), node.keyringKey({ timeoutMs: hangs ? 1_000 : timeoutMs, ...options }));
  return {
    file: (name) => readFileSync(join(folder, name), "utf8"),
    error: () => failure(storeWith({}).read(place)),
    reason: async () => {
      let reason = "works";
      const onFallback = (fallback: KeyringFallback): void => {
        ({ reason } = fallback);
      };
      await put(storeWith({ fallback: base64(newKey()), onFallback }), place, "text");
      return reason;
    },
  };
}
