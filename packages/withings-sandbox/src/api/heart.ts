import {
  ecgBody,
  type EcgRecording,
  ecgRecordings,
  findRecording,
  recordingRow,
  soundBody,
  soundRow,
} from "../data/heart-rows.js";
import { daysBetween, type Life } from "../data/life.js";
import { records } from "../data/gear.js";
import type { Row } from "../data/row.js";
import type { SandboxContext } from "../context.js";
import type { Person } from "../state/index.js";
import { type Answer, invalid, success } from "./answer.js";
import type { BearerCall } from "./call.js";
import { pageOf, readOffset } from "./paging.js";
import { lifeOf, personOf } from "./person.js";
import { backwards, firstMoment, readPeriod } from "./period.js";

/** ECGs, the last first. */
export function listHeart(call: BearerCall): Answer {
  return list(call, { what: "ecg", row: recordingRow });
}

/** Sounds of a stethoscope, the last first. */
export function listStetho(call: BearerCall): Answer {
  return list(call, { what: "sound", row: soundRow });
}

/** What is listed, and how it is written; `undefined` where a recording has nothing of it. */
interface Listed {
  readonly what: "ecg" | "sound";
  readonly row: (life: Life, recording: EcgRecording) => Row | undefined;
}

function list(call: BearerCall, { what, row }: Listed): Answer {
  const { parameters, context } = call;
  const { options, data } = context;
  const offset = readOffset(parameters);
  if (typeof offset !== "number") return offset;
  const life = lifeOf(call);
  const now = data.now();
  const { from, to } = readPeriod(parameters, options);
  const period = { from: Math.max(from, firstMoment(life)), to: Math.min(to, now) };
  const recordings = records(life.gear, what) ? recordingsOf(life, { ...period, now }) : [];
  const page = pageOf(
    writtenRows(recordings, (recording) => row(life, recording)),
    {
      offset,
      size: options.recordingsPerPage,
    },
  );
  return success({ series: page.rows, more: page.more, offset: page.next });
}

function* recordingsOf(
  life: Life,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): Generator<EcgRecording> {
  const [first, last] = daysBetween(from, to);
  for (const day of backwards({ first, last }))
    for (const recording of ecgRecordings(life, day, now).toReversed()) {
      const { at } = recording.occasion;
      if (at >= from && at <= to) yield recording;
    }
}

function* writtenRows(
  recordings: Iterable<EcgRecording>,
  write: (recording: EcgRecording) => Row | undefined,
): Generator<Row> {
  for (const recording of recordings) {
    const row = write(recording);
    if (row !== undefined) yield row;
  }
}

/** The samples of an ECG. */
export function getHeart(call: BearerCall): Answer {
  const signalId = Number(call.parameters.get("signalid"));
  return answerEcg(call.context, { person: personOf(call), signalId });
}

/** The samples of a person's ECG. */
export function answerEcg(
  { options, data }: SandboxContext,
  { person, signalId }: { readonly person: Person; readonly signalId: number },
): Answer {
  const life = data.life(person);
  const recording = findRecording(life, { signalId, now: data.now() });
  if (recording?.signalId !== signalId) return invalid("signalid");
  const body = ecgBody(life, recording);
  if (options.ecgHeartRate === "number" || options.plan === "basic")
    return success(inPlan(body, options.plan));
  const { occasion, rhythm } = recording;
  const rate = { grpid: signalId, value: rhythm.rate, date: occasion.at, is_deleted: false };
  return success({ ...body, heart_rate: rate });
}

/** The bytes of a sound. */
export function getStetho(call: BearerCall): Answer {
  const { data, options } = call.context;
  const signalId = Number(call.parameters.get("signalid"));
  const recording = findRecording(lifeOf(call), { signalId, now: data.now() });
  if (recording?.sound?.signalId !== signalId) return invalid("signalid");
  return success(inPlan(soundBody(recording), options.plan));
}

/** Without the plan there are no samples. */
function inPlan(body: Row, plan: "advanced" | "basic"): Row {
  return plan === "advanced" ? body : { ...body, signal: [] };
}
