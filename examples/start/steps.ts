import type { CallHooks, Connection, Device, Withings } from "withings-kit";
import { connect, type Login, readDevices } from "./calls.ts";
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

/** Tells when Withings asks to wait, which the library does by itself. */
export function tellOfWaits(terminal: Terminal): CallHooks {
  return {
    onRetry: ({ code, waitMs }) => {
      if (code === "rate_limited")
        terminal.say(
          `The answer has the status 601: too many requests, or the same one a moment ago. Withings asks to wait, so the program asks again in ${Math.ceil(waitMs / 1000)} seconds.`,
        );
    },
  };
}

/** Asks which devices the person has, and tells it. */
export async function showDevices({ terminal, signal }: Stage, connection: Connection): Promise<void> {
  const devices = await devicesOf(connection, signal);
  terminal.say(
    devices.length === 0 ? "There is none: nothing is linked to this account yet." : "The devices:",
  );
  for (const device of devices) terminal.item(deviceWords(device));
}

async function devicesOf(connection: Connection, signal: AbortSignal): Promise<readonly Device[]> {
  try {
    return await readDevices(connection, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
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
