import { expect } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions, type Story, visitor } from "withings-sandbox";
import {
  type Connection,
  createWithings,
  memoryStore,
  type StoredCredentials,
  type StrangeRow,
  type Withings,
  type WithingsEvent,
  type WithingsOptions,
} from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { canary, pretendEndpoint, redirectUri, type Sent } from "../../support/login.js";

const scope = "user.info,user.metrics,user.activity";

/** When it is, for programs that have a clock of their own. */
export const now = Date.parse("2026-11-22T10:00:00Z");

/** Credentials that are good for hours. */
export function freshCredentials(more: Partial<StoredCredentials> = {}): StoredCredentials {
  return {
    version: 1,
    userID: "363",
    withingsAccessToken: canary.accessToken,
    withingsRefreshToken: canary.refreshToken,
    expires: 10_800,
    scope,
    tokenType: "Bearer",
    obtainedAt: new Date(now).toISOString(),
    ...more,
  };
}

/** The text of an answer with this body. */
export function answer(body: object): string {
  return JSON.stringify({ status: 0, body });
}

/** The text of a refusal. */
export function refusal(status: number, error = "", body: object = {}): string {
  return JSON.stringify({ status, body, error });
}

/** A connection, and what was sent and told. */
export interface Reading {
  readonly connection: Connection;
  readonly withings: Withings;
  readonly sent: readonly Sent[];
  readonly events: readonly WithingsEvent[];
  /** What is given to it, in the place of `onStrangeRow`. */
  readonly strange: StrangeRow[];
  readonly onStrangeRow: (row: StrangeRow) => void;
}

/** A connection to an endpoint that answers as told, in order, the last again and again. */
export async function readingFrom(
  answers: Parameters<typeof pretendEndpoint>,
  options: Partial<WithingsOptions> & { readonly credentials?: Partial<StoredCredentials> } = {},
): Promise<Reading> {
  const { credentials, ...more } = options;
  const endpoint = pretendEndpoint(...answers);
  const events: WithingsEvent[] = [];
  const withings = createWithings({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    store: memoryStore(),
    fetch: endpoint.fetch,
    clock: () => now,
    onEvent: (event) => events.push(event),
    ...more,
  });
  const connection = await withings.adopt(freshCredentials(credentials));
  const strange: StrangeRow[] = [];
  return {
    connection,
    withings,
    events,
    sent: endpoint.sent,
    strange,
    onStrangeRow: (row) => strange.push(row),
  };
}

/** Somebody of a sandbox, connected. */
export interface Guest {
  readonly sandbox: Sandbox;
  readonly connection: Connection;
  readonly withings: Withings;
  readonly personId: number;
}

/** Connects somebody of a sandbox. It is {@link now}, and what comes often is refused only where a test asks for it. */
export async function guest(
  story: Story = "everything",
  options: SandboxOptions & {
    readonly program?: Partial<WithingsOptions>;
    readonly scope?: string;
  } = {},
): Promise<Guest> {
  const { program, scope: wanted = scope, ...more } = options;
  const sandbox = createSandbox({ rateLimitPerMinute: "off", ...more });
  sandbox.clock.set(new Date(now));
  const person = sandbox.people.find(story);
  const withings = createWithings({
    ...sandbox.application,
    redirectUri,
    store: memoryStore(),
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    clock: () => sandbox.clock.now().getTime(),
    budget: requestBudget({ perMinute: 1_000_000 }),
    ...program,
  });
  const connection = await withings.connect({
    scope: wanted,
    webView: visitor({ fetch: sandbox.fetch, email: person.email ?? "", person: person.id }),
  });
  if (connection === null) throw new Error("The scripted person did not log in.");
  sandbox.requests.clear();
  return { sandbox, connection, withings, personId: person.id };
}

/** The parameters of a request but for what is in all of them. */
export function parametersOf(sent: Sent | undefined): Readonly<Record<string, string>> {
  const { action: _action, ...parameters } = Object.fromEntries(sent?.form ?? []);
  return parameters;
}

/** The day of a moment in a zone, as the engine's own formatter writes it: by another way than the library's. */
export function dayIn(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    calendar: "iso8601",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(at);
}

/** Holds that nothing was told as strange. */
export function expectNothingStrange({ strange, events }: Pick<Reading, "strange" | "events">): void {
  expect(strange).toEqual([]);
  expect(events.filter(({ type }) => type === "strangeRow")).toEqual([]);
}
