import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredCredentials } from "withings-kit";
import { createSandbox, type Sandbox } from "withings-sandbox";
import { createCrew, type Crew } from "./crew.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Gate, openGate } from "./gate.ts";
import { type Line, takeJournal, type Write, writeJournal } from "./journal.ts";
import type { Client, Strategy } from "./orders.ts";
import type { Place, StoreKind } from "./place.ts";

/** A cloud with its gate, a store, and processes that use it. */
export interface Stand {
  readonly sandbox: Sandbox;
  readonly gate: Gate;
  readonly crew: Crew;
  /** The persons whose connections are tortured. */
  readonly persons: readonly string[];
  /** A person logs in. @returns their credentials, which nobody has stored yet. */
  logIn(person: string, now: number): Promise<StoredCredentials>;
  /** What happened since it was asked last. Nobody may be at work. */
  takeLines(): Line[];
  close(): Promise<void>;
}

/** What a stand is for. */
export interface StandOptions {
  readonly strategy: Strategy;
  readonly store: StoreKind;
  /** How many processes there are. */
  readonly slots: number;
  readonly persons: number;
  /** The database, for a store that is in one. */
  readonly database?: string | undefined;
}

const scope = "user.info,user.metrics";

/** Sets one up. */
export async function createStand({
  strategy,
  store,
  slots,
  persons: count,
  database = "",
}: StandOptions): Promise<Stand> {
  const folder = await mkdtemp(join(tmpdir(), "withings-torture-"));
  const journal = join(folder, "journal");
  const write = writeJournal(journal);
  const sandbox = createSandbox({
    ...{ requestLogSize: 1, rateLimitPerMinute: "off", timestampToleranceSeconds: "off" },
  });
  // The one that is there is for ten people at the most.
  const client = sandbox.applications.add({
    ...{ name: "Torture", redirectUris: ["https://app.example.com/withings/callback"] },
  });
  const persons = Array.from({ length: count }, () => String(sandbox.people.add().id));
  const crewHolder: { crew?: Crew } = {};
  const gate = await openGate({ sandbox, write, kill: (name) => crewHolder.crew?.kill(name) });
  const crew = await createCrew(slots, {
    ...{ strategy, client: { clientID: client.clientID, clientSecret: client.clientSecret } },
    place: await placeOf(store, folder, database),
    ...{ url: gate.url, journal },
  });
  crewHolder.crew = crew;
  return {
    sandbox,
    gate,
    crew,
    persons,
    logIn: (person, now) => logIn({ sandbox, client, person, now, write }),
    takeLines: () => takeJournal(journal),
    close: async () => {
      await crew.close();
      await gate.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function placeOf(kind: StoreKind, folder: string, database: string): Promise<Place> {
  if (kind === "postgres") return { kind, address: database };
  const address = join(folder, "store");
  await mkdir(address, { mode: 0o700 });
  return { kind, address };
}

interface Login {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly person: string;
  readonly now: number;
  readonly write: Write;
}

async function logIn({ sandbox, client, person, now, write }: Login): Promise<StoredCredentials> {
  const { clientID, clientSecret } = client;
  const code = sandbox.issueCode({ clientID, personId: Number(person), scopes: scope.split(",") });
  const response = await sandbox.fetch(`${sandbox.cloud.apiUrl}/v2/oauth2`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ action: "requesttoken", grant_type: "authorization_code", code },
      ...{ client_id: clientID, client_secret: clientSecret },
      redirect_uri: "https://app.example.com/withings/callback",
    }),
  });
  const { body } = (await response.json()) as {
    readonly body: { access_token: string; refresh_token: string; expires_in: number };
  };
  const pair = { access: fingerprint(body.access_token), refresh: fingerprint(body.refresh_token) };
  write({ what: "granted", by: "login", person, token: "", pair, lost: false });
  return {
    version: 1,
    userID: person,
    withingsAccessToken: body.access_token,
    withingsRefreshToken: body.refresh_token,
    expires: body.expires_in,
    scope,
    tokenType: "Bearer",
    obtainedAt: new Date(now).toISOString(),
  };
}
