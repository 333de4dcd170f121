import { setTimeout as wait } from "node:timers/promises";
import type { Connection, Withings } from "withings-kit";
import { askForDevices, connect, type Login } from "./calls.ts";
import { type DevicesAnswer, readDevices } from "./devices.ts";
import { excerpt } from "./excerpt.ts";
import type { LoginWay, Missing } from "./login-way.ts";
import { lastMonth, type Month } from "./month.ts";
import { monthReport } from "./month-words.ts";
import type { Terminal } from "./terminal.ts";
import { connectionRows, deviceWords } from "./words.ts";

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

/** Whose connections a story tells of. */
export interface Scene {
  readonly withings: Withings;
  /** The person's name, where it can be known. */
  readonly nameOf?: (userID: string) => string | undefined;
}

/** A person logs in. `null` when they did not. */
export async function logIn(
  { terminal, signal }: Stage,
  { withings, nameOf, webView }: Scene & Pick<Login, "webView">,
): Promise<Connection | null> {
  signal.throwIfAborted();
  const connection = await connect(withings, { webView, signal });
  if (connection === null) {
    terminal.say(
      "connect gave null: access was refused, or the window was closed. Nobody was connected. Run npm start to try again.",
    );
    return null;
  }
  terminal.say("Connected, and stored. This is known of the connection:");
  const { userID } = connection;
  terminal.table(connectionRows(await connection.status(), nameOf?.(userID)));
  return connection;
}

// Withings answers 601 to the same request within ten seconds, and says how long to wait.
const sameRequest = 601;
const longestWaitSeconds = 60;

/** Asks the API, and tells what it said. */
export async function showDevices(
  { terminal, signal }: Stage,
  connection: Connection,
): Promise<DevicesAnswer> {
  let answer = await devices(connection, signal);
  if (answer.type === "refused" && answer.status === sameRequest) {
    const seconds = Math.min(answer.waitSeconds ?? 10, longestWaitSeconds);
    terminal.say(
      `The answer has the status 601: too many requests, or the same one a moment ago. Withings asks to wait, so the program asks again in ${seconds} seconds.`,
    );
    await wait(seconds * 1000, undefined, { signal });
    answer = await devices(connection, signal);
  }
  if (answer.type === "refused") return answer;
  terminal.say(
    answer.devices.length === 0 ? "There is none: nothing is linked to this account yet." : "The devices:",
  );
  for (const device of answer.devices) terminal.item(deviceWords(device));
  return answer;
}

async function devices(connection: Connection, signal: AbortSignal): Promise<DevicesAnswer> {
  try {
    return await readDevices(await askForDevices(connection, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
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

/** Reads the person's last month, and tells it. */
export async function showMonth(
  { terminal, signal }: Stage,
  { connection, now }: { readonly connection: Connection; readonly now: Date },
): Promise<Month> {
  terminal.step("The last month");
  terminal.say(
    "The program lists what the person's devices measured. Each list fetches its pages by itself.",
  );
  terminal.code(excerpt("month"));
  const month = await lastMonth(connection, { now, signal });
  const { chart, sentences } = monthReport(month);
  if (chart.length > 0) terminal.chart(chart);
  for (const sentence of sentences) terminal.say(sentence);
  return month;
}
