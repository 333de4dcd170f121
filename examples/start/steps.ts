import { setTimeout as wait } from "node:timers/promises";
import type { WithingsCredentials } from "withings-kit";
import { type Application, askForDevices, connect, type Login, renew } from "./calls.ts";
import { type DevicesAnswer, readDevices } from "./devices.ts";
import { excerpt } from "./excerpt.ts";
import type { LoginWay, Missing } from "./login-way.ts";
import type { Terminal } from "./terminal.ts";
import { credentialRows, deviceWords } from "./words.ts";

/** What a story is told with. */
export interface Stage {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly way: LoginWay;
  /** What is missing for a person to log in here. */
  readonly missing: Missing | undefined;
  /** Whether a browser opens by itself; elsewhere the library prints the address. */
  readonly browserOpens: boolean;
}

/** Which Withings a story plays at. */
export interface Scene {
  readonly application: Application;
  readonly apiUrl: string;
  /** The person's name, where it can be known. */
  readonly nameOf?: (userID: string) => string | undefined;
}

/** A person logs in. `null` when they did not. */
export async function logIn(
  { terminal, signal }: Stage,
  { application, nameOf, login }: Scene & { readonly login: Login },
): Promise<WithingsCredentials | null> {
  signal.throwIfAborted();
  const credentials = await connect(application, login);
  if (credentials === null) {
    terminal.say(
      "authorize gave null: access was refused, or the window was closed. Nobody was connected. Run npm start to try again.",
    );
    return null;
  }
  terminal.say("Connected. These are the credentials:");
  terminal.table(credentialRows(credentials, nameOf?.(credentials.userID)));
  return credentials;
}

// Withings answers 601 to the same request within ten seconds, and says how long to wait.
const sameRequest = 601;
const longestWaitSeconds = 60;

/** Asks the API, and tells what it said. */
export async function showDevices(
  { terminal, signal }: Stage,
  { apiUrl, credentials }: Scene & { readonly credentials: WithingsCredentials },
): Promise<DevicesAnswer> {
  let answer = await devices({ apiUrl, credentials, signal });
  if (answer.type === "refused" && answer.status === sameRequest) {
    const seconds = Math.min(answer.waitSeconds ?? 10, longestWaitSeconds);
    terminal.say(
      `The answer has the status 601: too many requests, or the same one a moment ago. Withings asks to wait, so the program asks again in ${seconds} seconds.`,
    );
    await wait(seconds * 1000, undefined, { signal });
    answer = await devices({ apiUrl, credentials, signal });
  }
  if (answer.type === "refused") return answer;
  terminal.say(
    answer.devices.length === 0 ? "There is none: nothing is linked to this account yet." : "The devices:",
  );
  for (const device of answer.devices) terminal.item(deviceWords(device));
  return answer;
}

async function devices(call: Parameters<typeof askForDevices>[0]): Promise<DevicesAnswer> {
  let answer: Response;
  try {
    answer = await askForDevices(call);
  } catch (error) {
    call.signal.throwIfAborted();
    throw unreachable(call.apiUrl, error);
  }
  return await readDevices(answer);
}

/** What to tell when an address does not answer. */
export function unreachable(url: string, error: unknown): Error {
  const { code } = Object(error instanceof Error ? error.cause : undefined) as { readonly code?: unknown };
  return new Error(
    `${url} cannot be reached${typeof code === "string" ? ` (${code})` : ""}. Check the network; behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1. Then run npm start again.`,
  );
}

/**
 * The API must have answered.
 *
 * @throws Error with the status when it refused.
 */
export function expectDevices(answer: DevicesAnswer): void {
  if (answer.type === "refused")
    throw new Error(
      `The API refused to tell the devices, with the status ${answer.status}. If access to "Devices and goals" was not allowed, run npm start again and allow it.`,
    );
}

/** Renews the credentials, and tells what is new. */
export async function renewCredentials(
  { terminal }: Stage,
  { application, nameOf, credentials }: Scene & { readonly credentials: WithingsCredentials },
): Promise<WithingsCredentials> {
  terminal.code(excerpt("renew"));
  const renewed = await renew(application, credentials);
  if (renewed === null)
    throw new Error("Withings rejected the refresh token, so the person would have to log in again.");
  const isNew = renewed.withingsRefreshToken !== credentials.withingsRefreshToken;
  terminal.say(
    isNew
      ? "Both tokens are new. A program stores them before it uses them: the old refresh token is good for 8 more hours, or until the new access token is first used."
      : "The access token is new, the refresh token is still the same.",
  );
  terminal.table(credentialRows(renewed, nameOf?.(renewed.userID)));
  return renewed;
}
