import { parseArgs } from "node:util";
import type { Cloud } from "withings-kit";
import type { LoginWay } from "./login-way.ts";

/** What the person asked for. */
export interface Settings {
  readonly help: boolean;
  /** How the login is to be shown; `undefined`: as the surroundings allow. */
  readonly way: LoginWay | undefined;
  /** The application at the real Withings; `undefined`: the sandbox. */
  readonly withings: WithingsSettings | undefined;
  /** Variables that are set, and count only at the real Withings. */
  readonly ignored: readonly string[];
}

/** An application that is registered at Withings. */
export interface WithingsSettings {
  readonly clientID: string;
  readonly clientSecret: string;
  readonly cloud: Cloud;
  /** Where its API answers. */
  readonly apiUrl: string;
  readonly redirectUri: string;
  /** Whether the connection is to be ended, in place of everything else. */
  readonly disconnect: boolean;
}

/** The text of --help. */
export const help = `npm start
  Connects a person, reads their devices and their last month, lets a second program read without a login, and eight
  programs refresh at once, all in a sandbox on this machine.

npm start -- --login browser | window | visitor
  How the login is shown: in your browser (the usual way where there is a terminal and a display), in a window of its own
  (needs Chrome, Chromium, Edge or Brave), or to a scripted visitor, who fills in the pages over HTTP (the usual way elsewhere).

WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... npm start
  With the real Withings: connects you and keeps the connection in this machine's data folder, so that the next run needs
  no login. npm start -- --disconnect ends it. Also read:
  WITHINGS_REDIRECT_URI   the callback URL as registered there; http://localhost:8765/callback if not set
  WITHINGS_CLOUD          eu (the usual one), us, or the address of another, such as a sandbox
`;

/** The sandbox's default application has it registered too. */
export const usualRedirectUri = "http://localhost:8765/callback";

/** Where the API of each cloud answers: asked before a person logs in. */
export const apiUrls: Readonly<Record<"eu" | "us", string>> = {
  eu: "https://wbsapi.withings.net",
  us: "https://wbsapi.us.withingsmed.net",
};

/**
 * Reads the arguments and the environment.
 *
 * @throws Error that says what to set.
 */
export function readSettings(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const { help, login, disconnect } = parse(args);
  if (login !== undefined && login !== "browser" && login !== "window" && login !== "visitor")
    throw new Error(`There is no --login ${login}; there are browser, window and visitor.`);
  const withings = readWithings(environment, disconnect);
  if (withings === undefined && disconnect)
    throw new Error(
      "At the sandbox nothing is kept, so there is nothing to disconnect. Set WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET, or leave out --disconnect.",
    );
  if (withings !== undefined && login === "visitor")
    throw new Error(
      "At the real Withings no script can log in. Leave out --login visitor, or unset WITHINGS_CLIENT_ID and WITHINGS_CLIENT_SECRET.",
    );
  const ignored = ["WITHINGS_REDIRECT_URI", "WITHINGS_CLOUD"].filter(
    (name) => withings === undefined && environment[name]?.trim(),
  );
  return { help, way: login, withings, ignored };
}

interface Arguments {
  readonly help: boolean;
  readonly login: string | undefined;
  readonly disconnect: boolean;
}

function parse(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h", default: false },
        login: { type: "string" },
        disconnect: { type: "boolean", default: false },
      },
    });
    return { help: values.help, login: values.login, disconnect: values.disconnect };
  } catch (error) {
    const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(". ", 1);
    throw new Error(`${sentence}. npm start -- --help tells what there is.`);
  }
}

function readWithings(
  environment: Readonly<Record<string, string | undefined>>,
  disconnect: boolean,
): WithingsSettings | undefined {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const clientID = read("WITHINGS_CLIENT_ID");
  const clientSecret = read("WITHINGS_CLIENT_SECRET");
  if (clientID === undefined && clientSecret === undefined) return undefined;
  if (clientID === undefined || clientSecret === undefined) {
    const [there, missing] = ["WITHINGS_CLIENT_ID", "WITHINGS_CLIENT_SECRET"].sort((a) => (read(a) ? -1 : 1));
    throw new Error(
      `${there} is set, but not ${missing}. Withings' developer dashboard shows both: set both, or neither to use the sandbox.`,
    );
  }
  return {
    clientID,
    clientSecret,
    ...readCloud(read("WITHINGS_CLOUD") ?? "eu"),
    redirectUri: read("WITHINGS_REDIRECT_URI") ?? usualRedirectUri,
    disconnect,
  };
}

function readCloud(cloud: string): Pick<WithingsSettings, "cloud" | "apiUrl"> {
  if (cloud === "eu" || cloud === "us") return { cloud, apiUrl: apiUrls[cloud] };
  const address = cloud.replace(/\/+$/, "");
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address))
    throw new Error(
      "WITHINGS_CLOUD cannot be used: set it to eu, us, or an address such as http://localhost:8787.",
    );
  return { cloud: { accountUrl: address, apiUrl: address }, apiUrl: address };
}
