// The calls that the program makes. What stands between "show" and "end" is read from this file while it runs, and printed beside the
// step that it did: the lines on the screen are the lines that ran.
import {
  type ActivityDay,
  type CallHooks,
  type ClientOptions,
  type Connection,
  type ConnectOptions,
  createWithings,
  type Device,
  type Listing,
  type ListOptions,
  type MeasureGroup,
  type Night,
  type Withings,
} from "withings-kit";
import { fileStore } from "withings-kit/node";
import { createSandbox, type Sandbox, type SandboxServer } from "withings-sandbox";

/** Who asks: the application, as registered at Withings, and which Withings it is. */
export interface Application extends Omit<ClientOptions, "signal"> {
  /** Where Withings sends the browser after a login. */
  readonly redirectUri: string;
  /** Told of requests. */
  readonly hooks?: CallHooks;
}

/** How the login is shown, and when it is given up. */
export type Login = Pick<ConnectOptions, "webView" | "signal">;

/** A Withings cloud on this machine, open to its browsers. */
export interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
}

/** Starts a Withings cloud. */
export async function startSandbox(): Promise<RunningSandbox> {
  // show sandbox
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  // end
  return { sandbox, server };
}

/** Opens the connections that are kept in a folder; where none is named, in the usual one of this machine. */
export function openConnections(application: Application, directory: string | undefined): Withings {
  // show open
  const withings = createWithings({
    ...application, // clientID, clientSecret, redirectUri, cloud
    store: fileStore({ directory }),
  });
  // end
  return withings;
}

/** A person logs in. `null`: they refused, or closed the window. */
export async function connect(withings: Withings, login: Login): Promise<Connection | null> {
  // show connect
  const connection = await withings.connect({
    ...login, // perhaps a webView
    scope: "user.info,user.metrics,user.activity",
  });
  // end
  return connection;
}

/** Asks for the devices of the person. */
export async function readDevices(connection: Connection, signal: AbortSignal): Promise<readonly Device[]> {
  // show devices
  const devices = await connection.devices.list({ signal }).toArray();
  // end
  return devices;
}

/** A month of a person. Nothing is fetched before it is asked for. */
export interface MonthListings {
  readonly weights: Listing<MeasureGroup>;
  readonly nights: Listing<Night>;
  readonly days: Listing<ActivityDay>;
}

/** What is measured since some moment. */
export function readMonth(
  { measures, sleep, activity }: Connection,
  { since, ...how }: ListOptions & { readonly since: Date },
): MonthListings {
  const firstDay = since.toISOString().slice(0, 10);
  // show month
  const weights = measures.list({ types: ["weight"], since, ...how });
  const nights = sleep.nights({ firstDay, ...how });
  const days = activity.days({ firstDay, ...how });
  // end
  return { weights, nights, days };
}

/** What a program does that runs later. */
export async function connectionOf(withings: Withings, userID: string): Promise<Connection> {
  // show again
  const connection = await withings.connection(userID);
  // end
  return connection;
}

/** Lets three hours pass at the sandbox. */
export function letTimePass(sandbox: Sandbox): void {
  // show time
  sandbox.clock.advance({ hours: 3 });
  // end
}

/** What each of eight programs does: it gets credentials that are fresh. */
export async function freshUntil(connection: Connection): Promise<Date> {
  // show fresh
  const { expiresAt } = await connection.credentials();
  // end
  return expiresAt;
}
