/** A program that calls a service, as its page shows it. The tests of the documents run it against the sandbox. */
export interface Example {
  readonly code: string;
  /** What it prints. */
  readonly prints: string;
}

/** What a service's page begins with. */
export interface PageHead {
  /** What the service is for. */
  readonly about: string;
  readonly example: Example;
}

/** Heads of the pages about what everybody may call, by the service's name without a version. */
export const publicHeads: Readonly<Record<string, PageHead>> = {
  oauth2: {
    about:
      "Logs people in, renews their tokens and ends their link. The library does all of it by itself: see [Connections](../connections.md) and [Authorization](../authorization.md).",
    example: {
      code: `
const { status, scopes } = await connection.status();
console.log(status, scopes.join(" "));

console.log(await withings.disconnect(connection.userID)); // oauth2 revoke, signed`,
      prints: `
connected user.info user.metrics user.activity user.sleepevents
{ revoked: true, deleted: true }`,
    },
  },
  signature: {
    about:
      "Gives the nonces without which no call is signed. The library fetches one for each call that `withings.call` signs.",
    example: {
      code: `
import { signature } from "withings-kit/operations";

const { nonce } = await withings.call(signature.getNonce, {});
console.log(typeof nonce);`,
      prints: `
string`,
    },
  },
  user: {
    about: "A person's devices and goals; for partners, accounts.",
    example: {
      code: `
const [scale] = await connection.devices.list().toArray();
console.log(scale?.type, scale?.model.name, scale?.battery);

const { steps, sleepSeconds, weightKg } = await connection.goals.get();
console.log(steps, sleepSeconds, weightKg);`,
      prints: `
Scale Body Scan low
7000 28800 72.5`,
    },
  },
  measure: {
    about: "Measurements, activity by the day and through it, and workouts.",
    example: {
      code: `
import { measure } from "withings-kit/operations";

const [since, until] = [new Date("2026-03-28"), new Date("2026-03-29")];
const [group] = await connection.measures.list({ types: ["weight"], since, until }).toArray();
console.log(group?.localDay, group?.weight?.kg);

const [run] = await connection.workouts.list({ firstDay: "2026-03-29", lastDay: "2026-03-29" }).toArray();
console.log(run?.category.name, run?.distanceMeters, run?.averageHeartRateBpm);

// As Withings sends it.
const body = await connection.call(measure.getMeas, { meastypes: [1], startdate: since, enddate: until });
console.log(body.measuregrps[0]?.measures);`,
      prints: `
2026-03-29 76.256
run 7277 170
[ { value: 76256, type: 1, unit: -3, algo: 0, fm: 3 } ]`,
    },
  },
  heart: {
    about: "ECGs, with the blood pressure that was measured beside.",
    example: {
      code: `
const [since, until] = [new Date("2026-03-01"), new Date("2026-04-01")];
const [recording] = await connection.heart.recordings({ since, until }).toArray();
console.log(recording?.localDay, recording?.device?.model.name, recording?.ecg?.afib?.name);

if (recording?.ecg) {
  const { microvolts, samplingHz, durationSeconds } = await connection.heart.ecg(recording.ecg.signalId);
  console.log(microvolts.slice(0, 5), samplingHz, durationSeconds);
}`,
      prints: `
2026-03-31 BPM Core negative
[ 36, 29, 37, 47, 37 ] 500 20`,
    },
  },
  sleep: {
    about: "Nights, and the segments that they are made of.",
    example: {
      code: `
const [night] = await connection.sleep.nights({ firstDay: "2026-03-29", lastDay: "2026-03-29" }).toArray();
console.log(night?.localDay, night?.totalSleepSeconds, night?.score);

const since = night?.startedAt ?? new Date("2026-03-28");
const [segment] = await connection.sleep.segments({ since, until: night?.endedAt }).toArray();
console.log(segment?.state.name, segment?.startedAt.toISOString(), segment?.heartRateBpm?.length);`,
      prints: `
2026-03-29 27960 86
awake 2026-03-28T14:51:26.000Z 23`,
    },
  },
  stetho: {
    about: "What stethoscopes heard.",
    example: {
      code: `
const [since, until] = [new Date("2026-03-01"), new Date("2026-04-01")];
const [recording] = await connection.stetho.recordings({ since, until }).toArray();
if (recording !== undefined) {
  const sound = await connection.stetho.sound(recording.signalId);
  console.log(recording.localDay, sound.samples.length, sound.samplingHz, sound.toWav().length);
}`,
      prints: `
2026-03-31 80000 4000 160044`,
    },
  },
  notify: {
    about:
      "Subscriptions: of what Withings is to tell your server, by posting to a URL. [Notifications](../data.md#notifications) tells more.",
    example: {
      code: `
const callbackUrl = "https://app.example.com/withings/callback/notify";
await connection.notifications.subscribe({ category: "weight", callbackUrl });

for await (const { category, expiresAt } of connection.notifications.list())
  console.log(category.name, category.code, expiresAt?.toISOString());

await connection.notifications.revoke({ callbackUrl });`,
      prints: `
weight 1 2038-01-19T03:14:07.000Z`,
    },
  },
};
