import { expect } from "vitest";
import type { Sandbox } from "withings-sandbox";
import { fingerprint } from "../../../src/connection/fingerprint.js";
import type { Envelope, Sent } from "../support/wire.js";
import type { StoredRecord } from "../support/world.js";

/** A record as it is stored, with what the rules are about. */
interface FullRecord extends StoredRecord {
  readonly previous?: string;
  readonly spare?: readonly string[];
  readonly attempt?: { readonly startedAt: number; readonly token: string };
}

/** New tokens that Withings gave out. */
interface Given {
  /** What was spent for them: a refresh token, or nothing at a login. */
  readonly parent: string | undefined;
  readonly refreshToken: string;
  readonly atMs: number;
}

/** Sees all that is stored and sent, and knows by Withings' rules what may be lost. */
export interface Truth {
  readonly stored: (text: string) => void;
  /** @param known - what the sender stored last. */
  readonly sent: (sent: Sent, known: string) => void;
  readonly answered: (sent: Sent) => void;
  /** The person ended the link at Withings, or credentials were brought that are dead already. */
  readonly giveUp: () => void;
  /** Holds the promise: a stored refresh token is acceptable, or Withings' own rules forbid that there is one. */
  readonly check: (text: string | undefined) => void;
  /** Whether a stored refresh token is acceptable. */
  readonly alive: (text: string | undefined) => boolean;
}

const hourMs = 3_600_000;
const graceMs = 8 * hourMs;
const yearMs = 365 * 24 * hourMs;

const parse = (text: string): FullRecord => JSON.parse(text) as FullRecord;

/** Watches a sandbox. */
export function createTruth(sandbox: Sandbox): Truth {
  const everStored = new Set<string>();
  const given: Given[] = [];
  const offences: string[] = [];
  let givenUpAt = -1;

  const candidates = ({ current, confirmed, previous, spare = [], refused }: FullRecord): string[] =>
    [current.withingsRefreshToken, ...(confirmed ? [] : [...spare, previous])].filter(
      (token) => token !== undefined && !refused.includes(fingerprint(token)),
    ) as string[];
  const alive: Truth["alive"] = (text) =>
    text !== undefined && candidates(parse(text)).some((token) => sandbox.accepts(token));

  /** Why Withings' rules allow that no stored token is acceptable. */
  const excuse = (record: FullRecord): string | undefined => {
    const { withingsRefreshToken: token } = record.current;
    const now = sandbox.clock.nowMs();
    const index = given.findIndex(({ refreshToken }) => refreshToken === token);
    const pair = given[index];
    if (!pair) return "never seen";
    if (givenUpAt >= index) return "the person ended the link";
    if (now - pair.atMs >= yearMs) return "nobody used it for a year";
    const spent = given.filter(({ parent }) => parent === token);
    if (sandbox.options.forkPolicy === "strict" && spent[0]) return "an answer was lost, without any grace";
    if (spent[0] && now - spent[0].atMs >= graceMs) return "an answer was lost for 8 hours";
    const later = given.slice(index + 1).some(({ parent }) => parent === undefined);
    if (sandbox.options.secondAuthorization === "replaces" && later) return "a login could not be stored";
    return undefined;
  };

  return {
    stored: (text) => everStored.add(parse(text).current.withingsAccessToken),
    sent: ({ kind, accessToken, refreshToken }, known) => {
      if (kind === "api" && !everStored.has(accessToken ?? ""))
        offences.push("an access token was used that was not stored before");
      if (kind !== "refresh" || refreshToken === undefined) return;
      const { attempt, refused } = parse(known);
      const sent = fingerprint(refreshToken);
      if (attempt?.token !== sent) offences.push("a refresh token was sent without a stored intent");
      if (refused.includes(sent)) offences.push("a refused refresh token was sent again");
    },
    answered: ({ kind, refreshToken, answer }) => {
      const { status, body }: Envelope = answer ?? {};
      const next = body?.["refresh_token"];
      if (status !== 0 || typeof next !== "string") return;
      given.push({
        parent: kind === "refresh" ? refreshToken : undefined,
        refreshToken: next,
        atMs: sandbox.clock.nowMs(),
      });
    },
    giveUp: () => {
      givenUpAt = given.length - 1;
    },
    alive,
    check: (text) => {
      // Kept until here: what is thrown into a request, the library takes for a failure of the network.
      expect(offences).toEqual([]);
      if (text === undefined || alive(text)) return;
      const why = excuse(parse(text));
      if (why === undefined)
        throw new Error(
          `No stored refresh token is acceptable, and Withings' rules do not say why: ${describe(text)}`,
        );
    },
  };

  function describe(text: string): string {
    const { current, confirmed, previous, spare, refused, attempt } = parse(text);
    const name = (token: string | undefined): string => {
      const index = given.findIndex(({ refreshToken }) => refreshToken === token);
      return `${String(index)}${token !== undefined && sandbox.accepts(token) ? " alive" : ""}`;
    };
    const family = given.map(({ parent, atMs }, index) => {
      const hours = ((sandbox.clock.nowMs() - atMs) / hourMs).toFixed(2);
      return `${String(index)} from ${name(parent)} ${hours} h ago`;
    });
    return JSON.stringify({
      current: name(current.withingsRefreshToken),
      previous: name(previous),
      spare: spare?.map(name),
      confirmed,
      attempt,
      refused: refused.length,
      given: family,
    });
  }
}
