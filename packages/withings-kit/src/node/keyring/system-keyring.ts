import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { browserEnvironment } from "../browser-command.js";
import { type Keyring, type KeyringEntry, KeyringFailure, type KeyringFailureReason } from "./keyring.js";

/** What the small program is asked. */
interface Question {
  readonly action: "read" | "write" | "remove";
  readonly service: string;
  readonly account: string;
  readonly secret?: string;
}

/** What it says. */
interface Answer {
  readonly value?: string | null;
  readonly failure?: string;
}

// The store is named, or where no Secret Service answers the package would take the kernel's, which forgets everything when the machine
// is started again. Systems without a choice ignore it.
const program = `
const { module, action, service, account, secret } = JSON.parse(require("fs").readFileSync(0, "utf8"));
let answer;
try {
  const { Entry } = require(module);
  const entry = new Entry(service, account, { linux: { store: "secret-service" } });
  if (action === "write") entry.setPassword(secret);
  if (action === "remove") entry.deletePassword();
  answer = { value: action === "read" ? entry.getPassword() : null };
} catch (error) {
  answer = { failure: String(error && error.message) };
}
process.stdout.write(JSON.stringify(answer));
`;

/**
 * The operating system's keyring: Keychain, Credential Manager, or the Secret Service of a Linux desktop.
 *
 * A keyring may not answer, and then neither `@napi-rs/keyring`'s synchronous calls nor its asynchronous ones return, whose constructor
 * already waits, nor can a worker thread be ended in which they were made. So each question is asked by a process of its own, which can be
 * killed.
 */
export function systemKeyring(): Keyring {
  const ask = async (
    { action, service, account, secret }: Question,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const question = { module: locate(), action, service, account, secret };
    const { value, failure } = readAnswer(await run(JSON.stringify(question), signal));
    if (failure !== undefined) throw new KeyringFailure(reasonOf(failure));
    return value ?? undefined;
  };
  const entry = ({ service, account }: KeyringEntry): Pick<Question, "service" | "account"> => ({
    service,
    account,
  });
  return {
    read: (named) => ask({ action: "read", ...entry(named) }, named.signal),
    write: async (named) => {
      await ask({ action: "write", ...entry(named), secret: named.secret }, named.signal);
    },
    remove: async (named) => {
      await ask({ action: "remove", ...entry(named) }, named.signal);
    },
  };
}

/** Finds the package, which programs that want it bring. */
function locate(): string {
  if (!canRunPrograms()) throw new KeyringFailure("unsupported");
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve("@napi-rs/keyring/package.json");
    const { version } = require(manifest) as { readonly version: string };
    const [major = 0, minor = 0] = version.split(".").map(Number);
    // Before 2.1 the store cannot be named.
    if (major > 2 || (major === 2 && minor >= 1)) return dirname(manifest);
  } catch {
    // Not there.
  }
  throw new KeyringFailure("not_installed");
}

/** Whether the running program is a runtime, which runs what it is given, and not an application that would be started once more. */
function canRunPrograms(): boolean {
  const { versions, getBuiltinModule } = process as Partial<NodeJS.Process>;
  const sea = getBuiltinModule?.("node:sea");
  return versions?.["electron"] === undefined && sea?.isSea() !== true;
}

/** Runs the small program. The question goes over a pipe: arguments and variables can be read by others. */
function run(question: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (): void => {
      reject(new KeyringFailure("failed"));
    };
    const child = spawn(process.execPath, ["-e", program], {
      // Without this program's secrets, and without NODE_OPTIONS, which may make every process wait for a debugger.
      env: browserEnvironment(process.env),
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
    });
    const giveUp = (): void => {
      child.kill("SIGKILL");
      // One that the system does not let die must not keep this program alive.
      child.stdin.destroy();
      child.stdout.destroy();
      child.unref();
      failed();
    };
    signal.addEventListener("abort", giveUp, { once: true });
    let answer = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    // It ended before it had read the question. Why, its end tells.
    child.stdin.on("error", () => undefined);
    child.on("error", failed);
    child.on("close", () => {
      signal.removeEventListener("abort", giveUp);
      resolve(answer);
    });
    child.stdin.end(question);
    if (signal.aborted) giveUp();
  });
}

function readAnswer(text: string): Answer {
  try {
    return Object(JSON.parse(text)) as Answer;
  } catch {
    // It ended without an answer.
    throw new KeyringFailure("failed");
  }
}

// What the keyrings of the three systems say. Nothing of it is shown.
const locked = /lock|prompt|dismiss|denied|cancel|not allowed|interaction/i;
const none = /dbus|d-bus|freedesktop|no result|no such file|not supported|no storage|connect/i;

// The package is there, but not its part for this system.
const incomplete = /cannot find|native binding/i;

function reasonOf(failure: string): KeyringFailureReason {
  if (incomplete.test(failure)) return "not_installed";
  if (locked.test(failure)) return "locked";
  if (none.test(failure)) return "unavailable";
  return "failed";
}
