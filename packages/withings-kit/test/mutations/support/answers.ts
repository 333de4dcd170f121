import { createWithings, memoryStore } from "withings-kit";
import type { Story } from "withings-sandbox";
import { guest, now } from "../../data/support/reading.js";
import type { Json } from "./mutate.js";
import { type Reader, readers, type ReaderName } from "./readers.js";

/** A good answer, and who reads it. */
export interface GoodAnswer {
  readonly name: ReaderName;
  readonly story: string;
  readonly reader: Reader;
  readonly body: { readonly [name: string]: Json };
}

const stories: readonly Story[] = ["everything", "strange", "body-scan", "household", "late", "traveller"];

/** How many rows are left of an answer, and samples of a signal: what is about one of them is about more. */
const most = { rows: 4, samples: 12 };

/** Good answers to every operation that is decoded, as the sandbox makes them for several people. */
export async function goodAnswers(): Promise<readonly GoodAnswer[]> {
  const all: GoodAnswer[] = [];
  // One after the other, since they log in at one address.
  for (const story of stories) all.push(...(await answersOf(story)));
  return [...all, { ...withReader("notifications.list"), story: "none", body: subscriptions }].filter(
    (each) => !isEmpty(each),
  );
}

const withReader = <Name extends ReaderName>(
  name: Name,
): { readonly name: Name; readonly reader: Reader } => ({ name, reader: readers[name] });

async function answersOf(story: Story): Promise<readonly GoodAnswer[]> {
  const { sandbox, connection } = await guest(story, { duplicateFilter: "off" });
  let latest = "";
  const withings = createWithings({
    ...sandbox.application,
    store: memoryStore(),
    cloud: sandbox.cloud,
    fetch: async (input, init) => {
      const response = await sandbox.fetch(new Request(input, init));
      latest = await response.clone().text();
      return response;
    },
    clock: () => now,
  });
  const person = await withings.adopt(await connection.credentials());
  const answers: GoodAnswer[] = [];
  const keep = (name: ReaderName): void => {
    const { body } = JSON.parse(latest) as { readonly body: { readonly [name: string]: Json } };
    answers.push({ ...withReader(name), story, body: shortened(body) });
  };
  const since = new Date(now - 20 * 86_400_000);
  const days = { firstDay: "2026-11-10", lastDay: "2026-11-21" };

  await person.measures.list({ since });
  keep("measures.list");
  await person.activity.days(days);
  keep("activity.days");
  await person.activity.intraday({ since: new Date(now - 80_000_000), until: new Date(now) });
  keep("activity.intraday");
  await person.workouts.list({ firstDay: "2026-09-01" });
  keep("workouts.list");
  await person.sleep.nights(days);
  keep("sleep.nights");
  await person.sleep.segments({ since: new Date(now - 80_000_000), until: new Date(now) });
  keep("sleep.segments");
  await person.devices.list();
  keep("devices.list");
  await person.goals.get();
  keep("goals.get");
  const { items: ecgs } = await person.heart.recordings();
  keep("heart.recordings");
  const ecg = ecgs.find((each) => each.ecg !== null)?.ecg;
  if (ecg) {
    await person.heart.ecg(ecg.signalId);
    keep("heart.ecg");
  }
  const { items: sounds } = await person.stetho.recordings();
  keep("stetho.recordings");
  if (sounds[0]) {
    await person.stetho.sound(sounds[0].signalId);
    keep("stetho.sound");
  }
  return answers;
}

const subscriptions: { readonly [name: string]: Json } = {
  profiles: [1, 4, 44].map((appli) => ({
    appli,
    callbackurl: `https://app.example.com/withings/${appli}`,
    comment: appli === 4 ? "" : "mine",
    expires: appli === 1 ? null : 2_147_483_647,
  })),
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function shortened(body: { readonly [name: string]: Json }): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, Json] => [
      name,
      name === "signal" && isList(value) ? value.slice(0, most.samples) : withFew(value, most.rows),
    ]),
  );
}

/** A value in whose lists, and series by the minute, only the first few are left. */
function withFew(value: Json, few: number): Json {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.slice(0, few).map((each) => withFew(each, few));
  const entries = Object.entries(value);
  const isSeries = entries.every(([key]) => /^\d+$/.test(key));
  return Object.fromEntries(
    entries.slice(0, isSeries ? few : entries.length).map(([key, each]) => [key, withFew(each, few)]),
  );
}

/** Whether there is nothing in it that could be mutated. */
function isEmpty({ reader, body }: GoodAnswer): boolean {
  const rows = reader.rows === undefined ? body : body[reader.rows];
  return typeof rows !== "object" || rows === null || Object.keys(rows).length === 0;
}
