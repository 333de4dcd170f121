import {
  type Connection,
  createWithings,
  memoryStore,
  type Withings,
  type WithingsOptions,
} from "withings-kit";
import { answer, freshCredentials, now } from "../../data/support/reading.js";
import { canary } from "../../support/login.js";

/** A request that came to a {@link program}'s pretended Withings. */
export interface Request {
  /** When, by `performance.now()`. */
  readonly at: number;
  /** Counted from 0. */
  readonly index: number;
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly accessToken: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What comes of a request: the text of an answer, an answer, or a failure. */
export type Outcome = string | Response | Error;

/** Withings, as a test wants it. */
export type Handle = (request: Request) => Outcome | Promise<Outcome>;

/** A program, and what it sends. */
export interface Program {
  readonly withings: Withings;
  readonly sent: Request[];
  /** The connection of somebody, whose access token is `access-` and their user id. */
  readonly person: (userID?: string) => Promise<Connection>;
  readonly fetch: typeof globalThis.fetch;
}

/** An answer of `getmeas` without a group. */
export const nothing: string = answer({ updatetime: 1, timezone: "Europe/Paris", measuregrps: [] });

/** A program that talks to a Withings as a test wants it, which answers each request at once if not told otherwise. */
export function program(handle: Handle = () => nothing, options: Partial<WithingsOptions> = {}): Program {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request: Request = {
      at: performance.now(),
      index: sent.length,
      url: input instanceof globalThis.Request ? input.url : input.toString(),
      form: Object.fromEntries(new URLSearchParams(init.body as string)),
      accessToken: /^Bearer (.+)$/.exec(new Headers(init.headers).get("authorization") ?? "")?.[1],
      signal: init.signal ?? undefined,
    };
    sent.push(request);
    const outcome = await handle(request);
    if (outcome instanceof Error) throw outcome;
    return typeof outcome === "string" ? new Response(outcome) : outcome;
  };
  const withings = createWithings({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    store: memoryStore(),
    clock: () => now,
    fetch,
    ...options,
  });
  return {
    withings,
    sent,
    fetch,
    person: (userID = "363") =>
      withings.adopt(freshCredentials({ userID, withingsAccessToken: `access-${userID}` })),
  };
}

/** Parameters of `getmeas` that differ from those of any other number. */
export const numbered = (number: number): { startdate: number; enddate: number } => ({
  startdate: 1_700_000_000 + number,
  enddate: 1_800_000_000,
});

/** What `fetch` throws where a connection breaks. */
export const broken = (code = "ECONNRESET"): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });

/** An answer of the token endpoint with new tokens. */
export const renewed = (accessToken: string): string =>
  answer({
    userid: "363",
    access_token: accessToken,
    refresh_token: `refresh-${accessToken}`,
    expires_in: 10_800,
    scope: "user.info,user.metrics,user.activity",
    token_type: "Bearer",
  });

/** Something that a test opens when it wants what waits for it to go on. */
export interface Gate<T> {
  readonly opened: Promise<T>;
  readonly open: (value: T) => void;
}

/** A closed {@link Gate}. */
export function gate<T>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
