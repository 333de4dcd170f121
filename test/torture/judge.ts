import type { Line, SeenRecord } from "./journal.ts";

/** Something that the protocol forbids. */
export interface Offence {
  readonly person: string;
  readonly rule: Rule;
  /** Where in the lines that were judged. */
  readonly line: number;
}

/** What no process may do, whatever happens to it. */
export const rules = {
  "no intent": "a token request that no stored intent was for",
  "wrong token": "a refresh token that was neither the stored one nor, with that refused, one kept beside it",
  refused: "a refresh token that was stored as refused before",
  superseded: "a refresh token whose successor was stored as used before",
  needless: "a token request although the stored access token was neither over nor refused",
  impatient: "a token request before the wait was over that was stored",
  "too short": "a stored wait that ends before Withings' own",
  "not stored": "an access token that its sender had not found in the store",
  foreign: "a stored token pair that Withings had not given for this person, or whose answer was spoiled",
} as const;
export type Rule = keyof typeof rules;

/** Judges what processes did, by what they stored and by what came to the cloud. It remembers from round to round. */
export interface Judge {
  /** Everybody's access tokens have expired. */
  expire(): void;
  examine(lines: readonly Line[], options: { readonly storeAheadMs: number }): readonly Offence[];
}

/** The records of one person, as far as anybody has seen them. */
interface Person {
  readonly records: Map<number, SeenRecord>;
  /** Since which line (of all that were ever examined) a refresh token was stored as refused, or as the one whose access token works. */
  readonly refusedSince: Map<string, number>;
  readonly confirmedSince: Map<string, number>;
  /** Refresh tokens that the cloud definitely refused. */
  readonly refusedByCloud: Set<string>;
  /** Access tokens that may be replaced. */
  readonly over: Set<string>;
  /** Access tokens that the cloud gave, whole. */
  readonly given: Set<string>;
  /** When a wait was first stored, by the end that it has there. */
  readonly waitsSince: Map<number, number>;
}

/** What one process knows of a person. */
interface View {
  readonly found: Set<string>;
  swapSince: number;
  /** Until when it was told to wait, by the store's clock: by now, and when it began its latest swap. */
  waitUntil: number;
  waitAtSwap: number;
  /** Those that no token request came for, oldest first: a request can be on its way for longer than its sender waits. */
  readonly intents: Intent[];
}

interface Intent {
  readonly token: string;
  /** What was stored before. */
  readonly base: SeenRecord;
  readonly since: number;
}

// Of each person, from round to round. A round needs a few.
const recordsKept = 100;

// Timers may go off a little before their time.
const earlyMs = 25;

/** A judge who has seen nothing yet. */
export function createJudge(): Judge {
  const persons = new Map<string, Person>();
  const views = new Map<string, View>();
  let examined = 0;

  const personOf = (name: string): Person =>
    entry(persons, name, (): Person => ({
      records: new Map(),
      refusedSince: new Map(),
      confirmedSince: new Map(),
      refusedByCloud: new Set(),
      over: new Set(),
      given: new Set(),
      waitsSince: new Map(),
    }));

  const examineLine = (line: Line, storeAheadMs: number): readonly Rule[] => {
    const person = personOf(line.person);
    const view = entry(views, `${line.by} ${line.person}`, (): View => ({
      ...{ found: new Set(), swapSince: 0, waitUntil: 0, waitAtSwap: 0, intents: [] },
    }));
    switch (line.what) {
      case "read":
        if (line.record) {
          person.records.set(line.generation, line.record);
          view.found.add(line.record.access);
        }
        return [];
      case "swap":
        view.swapSince = examined;
        view.waitAtSwap = view.waitUntil;
        if (line.record.coolUntil !== undefined)
          since(person.waitsSince, line.record.coolUntil, line.timeMs + storeAheadMs);
        return [];
      case "swapped": {
        const { expected, generation, record } = line;
        if (generation === undefined) return [];
        person.records.set(generation, record);
        view.found.add(record.access);
        for (const token of record.refused) since(person.refusedSince, token, examined);
        if (record.confirmed) since(person.confirmedSince, record.refresh, examined);
        const base = person.records.get(expected);
        if (base && isIntent(base, record))
          view.intents.push({ token: record.attempt ?? "", base, since: view.swapSince });
        return [
          ...(person.given.has(record.access) ? [] : (["foreign"] as const)),
          ...(base && cutsShort(record, base, view.waitAtSwap) ? (["too short"] as const) : []),
        ];
      }
      case "heard":
        view.waitUntil = line.timeMs + storeAheadMs + line.waitSeconds * 1000;
        return [];
      case "token": {
        const position = view.intents.findIndex(({ token }) => token === line.token);
        const [intent] = position < 0 ? [] : view.intents.splice(position, 1);
        if (!intent) return ["no intent"];
        return judgeToken({ person, intent, nowMs: line.timeMs + storeAheadMs });
      }
      case "granted":
        if (line.pair && !line.lost) person.given.add(line.pair.access);
        return [];
      case "refused":
        person.refusedByCloud.add(line.token);
        return [];
      case "call":
        return view.found.has(line.token) ? [] : ["not stored"];
      case "answered":
        if (line.status === refusedStatus) person.over.add(line.token);
        return [];
      default:
        return [];
    }
  };

  return {
    expire: () => {
      views.clear();
      for (const { given, over, records } of persons.values()) {
        for (const access of given) over.add(access);
        for (const generation of [...records.keys()].slice(0, -recordsKept)) records.delete(generation);
      }
    },
    examine: (lines, { storeAheadMs }) =>
      lines.flatMap((line, index) => {
        examined++;
        return examineLine(line, storeAheadMs).map((rule) => ({ person: line.person, rule, line: index }));
      }),
  };
}

const refusedStatus = 401;

/** An intent changes nothing but the attempt: what comes of it changes something else. */
function isIntent(base: SeenRecord, record: SeenRecord): boolean {
  const without = ({ attempt: _, ...rest }: SeenRecord): string => JSON.stringify(rest);
  return record.attempt !== undefined && without(base) === without(record);
}

/** Whether a wait is stored that is shorter than the one that was asked for. */
function cutsShort({ coolUntil }: SeenRecord, base: SeenRecord, waitUntil: number): boolean {
  return coolUntil !== undefined && coolUntil !== base.coolUntil && coolUntil < waitUntil - earlyMs;
}

interface TokenRequest {
  readonly person: Person;
  readonly intent: Intent;
  /** When it came, by the store's clock. */
  readonly nowMs: number;
}

function judgeToken({ person, intent, nowMs }: TokenRequest): readonly Rule[] {
  const { token, base, since: begun } = intent;
  const before = (since: number | undefined): boolean => since !== undefined && since < begun;
  const isCurrent = token === base.refresh;
  const fallbacks = base.confirmed ? [] : [...(base.spare ?? []), base.previous];
  const isFallback = fallbacks.includes(token) && person.refusedByCloud.has(base.refresh);
  const broken: Partial<Record<Rule, boolean>> = {
    "wrong token": !isCurrent && !isFallback,
    refused: before(person.refusedSince.get(token)),
    superseded: !isCurrent && before(person.confirmedSince.get(base.refresh)),
    needless: !person.over.has(base.access),
    impatient: nowMs < waitOver(base, person) - earlyMs,
  };
  return (Object.keys(broken) as Rule[]).filter((rule) => broken[rule]);
}

/**
 * When a stored wait is over. Whoever stored it may have been late and put it into the future, where it is no longer than it was: then it
 * counts from when it was stored.
 */
function waitOver({ coolUntil, coolMs = Infinity }: SeenRecord, { waitsSince }: Person): number {
  if (coolUntil === undefined) return 0;
  return Math.min(coolUntil, (waitsSince.get(coolUntil) ?? Infinity) + coolMs);
}

function since<T>(times: Map<T, number>, what: T, now: number): void {
  if (!times.has(what)) times.set(what, now);
}

function entry<T>(map: Map<string, T>, key: string, create: () => T): T {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}
