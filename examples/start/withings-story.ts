import type { Connection, ConnectionStatus, Withings } from "withings-kit";
import { appWindow } from "withings-kit/node";
import { connectionOf, openConnections } from "./calls.ts";
import { excerpt } from "./excerpt.ts";
import type { WithingsSettings } from "./settings.ts";
import { logIn, showDevices, showMonth, type Stage, tellOfWaits } from "./steps.ts";
import { connectionRows } from "./words.ts";

/** Tells the story at the real Withings. */
export async function tellWithingsStory(stage: Stage, withings: WithingsSettings): Promise<void> {
  const { terminal, signal } = stage;
  const { clientID, clientSecret, cloud, apiUrl, redirectUri, disconnect } = withings;
  terminal.title("withings-kit: one login, and a connection that stays, at Withings");
  terminal.say(
    "The connection is kept in this machine's data folder, readable for you only. Ctrl-C ends the program.",
  );
  await checkReachable(apiUrl, signal);

  terminal.step("Who is connected already?");
  terminal.code(excerpt("open"));
  const hooks = tellOfWaits(terminal);
  const connections = openConnections({ clientID, clientSecret, cloud, redirectUri, hooks }, undefined);
  const known = await whoIsConnected(connections);
  if (disconnect) {
    await tellOfDisconnecting(stage, { connections, known });
    return;
  }
  if (known?.status === "needsReauthorization")
    terminal.say(
      `The person ${known.userID} was, but Withings takes that connection no longer: the link was ended, or not used for a year.`,
    );
  const connection =
    known === undefined || known.status === "needsReauthorization"
      ? await tellOfLogin(stage, { connections, withings })
      : await resume(stage, { connections, known });
  if (connection === null) return;

  terminal.step("The connection opens the API");
  terminal.say("The program asks which devices the person has.");
  terminal.code(excerpt("devices"));
  await showDevices(stage, connection);
  const { weight, sleep, restingHeartRate } = await showMonth(stage, { connection, now: new Date() });
  if ([weight, sleep, restingHeartRate].some(({ error }) => error?.code === "scope_missing"))
    terminal.say(
      "To allow what was not allowed, or not asked for in an earlier run: run npm start -- --disconnect, then npm start.",
    );

  terminal.title("That is all it takes");
  terminal.say(
    "Run npm start again, in a minute or in a month: there will be no login. npm start -- --disconnect ends the connection.",
  );
}

async function whoIsConnected(connections: Withings): Promise<ConnectionStatus | undefined> {
  for await (const person of connections.connections()) {
    if (person.status === "unreadable") throw person.error;
    return person;
  }
  return undefined;
}

interface Known {
  readonly connections: Withings;
  readonly known: ConnectionStatus;
}

async function resume({ terminal }: Stage, { connections, known }: Known): Promise<Connection> {
  terminal.say("Somebody is, from an earlier run, so there is no login. This is known of the connection:");
  terminal.table(connectionRows(known));
  terminal.code(excerpt("again"));
  return await connectionOf(connections, known.userID);
}

async function tellOfLogin(
  stage: Stage,
  { connections, withings }: { readonly connections: Withings; readonly withings: WithingsSettings },
): Promise<Connection | null> {
  const { terminal, way } = stage;
  terminal.say("A person has to log in, once.");
  terminal.step("A person logs in");
  terminal.say(
    "This callback URL must be registered at Withings for your application, letter for letter (WITHINGS_REDIRECT_URI sets another):",
  );
  terminal.line(withings.redirectUri);
  terminal.say(
    "One call shows the login page, waits up to five minutes for the person, exchanges what comes back for credentials, and stores them.",
  );
  terminal.code(excerpt("connect"));
  terminal.say("Log in with your Withings account, and allow the access; the program goes on by itself.");
  terminal.gap("may print");
  return await logIn(stage, {
    withings: connections,
    webView: way === "window" ? appWindow() : undefined,
  });
}

async function tellOfDisconnecting(
  { terminal }: Stage,
  { connections, known }: { readonly connections: Withings; readonly known: ConnectionStatus | undefined },
): Promise<void> {
  if (known === undefined) {
    terminal.say("Nobody is, so there is nothing to disconnect.");
    return;
  }
  const { revoked, deleted, revokeError } = await connections.disconnect(known.userID);
  terminal.table([
    ["person", known.userID],
    ["link ended at Withings", revoked ? "yes" : `no: ${revokeError?.message ?? ""}`],
    ["deleted here", deleted ? "yes" : "no: there was nothing"],
  ]);
}

const patienceMs = 15_000;

/** Asks before the person logs in: otherwise they would, and only then be told that it was for nothing. */
async function checkReachable(apiUrl: string, signal: AbortSignal): Promise<void> {
  try {
    await fetch(apiUrl, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(apiUrl, error);
  }
}

/** What to tell when an address does not answer. */
function unreachable(url: string, error: unknown): Error {
  const { code } = Object(error instanceof Error ? error.cause : undefined) as { readonly code?: unknown };
  return new Error(
    `${url} cannot be reached${typeof code === "string" ? ` (${code})` : ""}. Check the network; behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1. Then run npm start again.`,
  );
}
