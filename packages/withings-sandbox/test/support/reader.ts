import type { Person, Sandbox, SandboxOptions, Story } from "withings-sandbox";
import { client, type Envelope, type Fields, patientSandbox } from "./client.js";

/** The moment at which the tests of data stand, unless they say otherwise. */
export const noon: Date = new Date("2026-11-22T12:00:00Z");
/** The same in Unix seconds. */
export const noonSeconds: number = noon.getTime() / 1000;
export const day = 86_400;

/** A row, loosely typed: what is in it is what the tests are about. */
export type Row = Readonly<Record<string, unknown>>;

export interface Measure {
  readonly value: number;
  readonly type: number;
  readonly unit: number;
  readonly position?: number;
}

export interface Group {
  readonly grpid: number;
  readonly attrib: number;
  readonly date: number;
  readonly created: number;
  readonly modified: number;
  readonly category: number;
  readonly deviceid: string | null;
  readonly modelid: number | null;
  readonly timezone: string;
  readonly measures: readonly Measure[];
}

export interface Night extends Row {
  readonly id: number;
  readonly date: string;
  readonly startdate: number;
  readonly enddate: number;
  readonly created: number;
  readonly modified: number;
  readonly timezone: string;
  readonly data: Readonly<Record<string, number>>;
}

export interface Segment extends Row {
  readonly startdate: number;
  readonly enddate: number;
  readonly state: number;
  readonly hr?: Readonly<Record<string, number>>;
}

export interface Workout extends Row {
  readonly id: number;
  readonly category: number;
  readonly date: string;
  readonly startdate: number;
  readonly enddate: number;
  readonly modified: number;
  readonly data: Readonly<Record<string, number | null>>;
}

export interface ActivityDay extends Row {
  readonly date: string;
  readonly modified: number;
  readonly steps: number;
}

export interface Recording extends Row {
  readonly timestamp: number;
  readonly model: number;
  readonly heart_rate: number;
  readonly ecg: { readonly signalid: number; readonly afib: number };
}

/** A program that reads the data of one person. */
export interface Reader {
  readonly sandbox: Sandbox;
  readonly person: Person;
  readonly ask: (path: string, action: string, fields?: Fields) => Promise<Envelope>;
  readonly groups: (fields?: Fields) => Promise<readonly Group[]>;
  /** All pages. */
  readonly allGroups: (fields?: Fields) => Promise<readonly Group[]>;
  readonly days: (fields?: Fields) => Promise<readonly ActivityDay[]>;
  readonly moments: (fields?: Fields) => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  readonly workouts: (fields?: Fields) => Promise<readonly Workout[]>;
  readonly nights: (fields?: Fields) => Promise<readonly Night[]>;
  readonly segments: (fields: Fields) => Promise<readonly Segment[]>;
  readonly recordings: (fields?: Fields) => Promise<readonly Recording[]>;
}

/** Connects a program with all scopes to a person of a sandbox whose clock stands. */
export async function reader(story: Story, options: SandboxOptions = {}): Promise<Reader> {
  const sandbox = patientSandbox(options);
  sandbox.clock.stop();
  sandbox.clock.set(noon);
  return readerOf(sandbox, sandbox.people.find(story));
}

/** The same for somebody whom the test knows. */
export async function readerOf(sandbox: Sandbox, person: Person, scopes = allScopes): Promise<Reader> {
  const api = client(sandbox);
  const connect = async (): Promise<string> => (await api.connect(scopes, person.id)).access_token;
  let token = await connect();
  const ask = async (path: string, action: string, fields: Fields = {}): Promise<Envelope> => {
    const send = (): Promise<Envelope> =>
      api.post(path, { action, ...fields }, { authorization: `Bearer ${token}` });
    const answer = await send();
    // The tests turn the clock by years.
    if (answer.status !== 401) return answer;
    token = await connect();
    return send();
  };
  const rows = async <T>(path: string, [action, name]: [string, string], fields?: Fields): Promise<T> => {
    const { status, error, body } = await ask(path, action, fields);
    if (status !== 0) throw new Error(`${action} was refused with ${status}: ${error ?? ""}`);
    return body?.[name] as T;
  };
  const groups = (fields?: Fields): Promise<readonly Group[]> =>
    rows("/measure", ["getmeas", "measuregrps"], fields);
  return {
    sandbox,
    person,
    ask,
    groups,
    allGroups: async (fields = {}) => {
      const all: Group[] = [];
      for (;;) {
        const { body } = await ask("/measure", "getmeas", { ...fields, offset: String(all.length) });
        all.push(...(body?.["measuregrps"] as Group[]));
        if (body?.["more"] !== 1) return all;
      }
    },
    days: (fields = everyDay) => rows("/v2/measure", ["getactivity", "activities"], fields),
    moments: (fields) => rows("/v2/measure", ["getintradayactivity", "series"], fields),
    workouts: (fields = everyDay) => rows("/v2/measure", ["getworkouts", "series"], fields),
    nights: (fields = { lastupdate: "0" }) => rows("/v2/sleep", ["getsummary", "series"], fields),
    segments: (fields) => rows("/v2/sleep", ["get", "series"], fields),
    recordings: (fields) => rows("/v2/heart", ["list", "series"], fields),
  };
}

const allScopes = ["user.info", "user.metrics", "user.activity"];
const everyDay = { startdateymd: "2019-01-01", enddateymd: "2026-12-31" };

/** The days of a time, for `startdateymd` and `enddateymd`. */
export const days = (startdateymd: string, enddateymd = startdateymd): Fields => ({
  startdateymd,
  enddateymd,
});

/** A stretch of time, for `startdate` and `enddate`. */
export const period = (startdate: number, enddate: number): Fields => ({
  startdate: String(startdate),
  enddate: String(enddate),
});

/** The value of a measure of a group, in its unit. */
export function valueOf({ measures }: Pick<Group, "measures">, type: number): number {
  const measure = measures.find((each) => each.type === type);
  if (measure === undefined) throw new Error(`The group has no measure of type ${type}.`);
  return measure.value * 10 ** measure.unit;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
