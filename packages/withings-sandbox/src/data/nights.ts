import { type Day, dayText } from "./calendar.js";
import { rowId } from "./ids.js";
import type { Life } from "./life.js";
import { minuteCurve, type MinuteField } from "./night-minutes.js";
import { type Night, segmentsOf, type SleepSegment, sleepState } from "./night.js";
import { summaryOf } from "./night-summary.js";
import { type Row } from "./row.js";
import { type Recorder, sleepRecording } from "./sleep-recording.js";
import { nightTwists, segmentTwist } from "./strange-rows.js";

/** A row of `sleep v2 getsummary`, before it is known which fields of its data are wanted. */
export interface NightRow {
  readonly date: Day;
  readonly modified: number;
  /** Whether a watch recorded it, whose heart rates are in every plan. */
  readonly tracked: boolean;
  readonly write: (fields: ReadonlySet<string>) => Row;
}

/** Withings' numbers for what watched: a tracker or a phone, or a mat. */
const modelOf = ({ kind }: Pick<Recorder, "kind">): 16 | 32 => (kind === "mat" ? 32 : 16);

/** The night before a day, as far as it has come at a moment. */
export function nightRow(life: Life, day: Day, now: number): NightRow | undefined {
  const recording = sleepRecording(life, day, now);
  if (recording === undefined || recording.arrival.deleted) return undefined;
  const { recorder, arrival, completed } = recording;
  return {
    date: day,
    modified: arrival.modified,
    tracked: recorder.kind === "tracker",
    write: (fields) => {
      const night = recording.night();
      const row: Row = {
        id: rowId({ personId: life.person.id, day, slot: 0 }),
        timezone: life.zone(day),
        model: modelOf(recorder),
        model_id: recorder.device.model_id,
        hash_deviceid: recorder.kind === "phone" ? null : recorder.device.hash_deviceid,
        startdate: night.start,
        enddate: night.start + night.minutes * 60,
        date: dayText(day),
        data: summaryOf(life, recording, fields),
        created: arrival.created,
        modified: arrival.modified,
        completed,
      };
      return life.story === "strange" ? nightTwists(life, day)(row) : row;
    },
  };
}

/** Which segments are wanted, and what of each minute. */
export interface WantedSegments {
  /** Unix seconds. */
  readonly from: number;
  /** Unix seconds; not part of it. */
  readonly to: number;
  /**
   * Which segments are in: those that begin in the period, all that overlap it, or the parts of those that lie in it.
   */
  readonly edge: "starting" | "overlapping" | "clipped";
  readonly fields: (tracked: boolean) => ReadonlySet<string>;
  readonly now: number;
}

/** The segments of the night before a day, as `sleep v2 get` has them. */
export function segmentRows(life: Life, day: Day, wanted: WantedSegments): readonly Row[] {
  const recording = sleepRecording(life, day, wanted.now);
  if (recording === undefined || recording.arrival.deleted) return [];
  const night = recording.night();
  const { recorder } = recording;
  const fields = wanted.fields(recorder.kind === "tracker");
  const asked = recorder.fields.filter((field) => fields.has(field));
  const curves = asked.map((field) => [field, minuteCurve(life, night, field)] as const);
  return stretches(night, recorder)
    .flatMap((segment) => cut(segment, { night, wanted }))
    .map((segment): Row => {
      const minutes = (field: MinuteField, curve: (index: number, state: number) => number): Row[string] => {
        const values: Record<string, number> = {};
        for (let index = segment.from; index < segment.to; index++)
          values[night.start + index * 60] = curve(index, night.states[index] ?? sleepState.awake);
        return life.story === "strange" && field === "rr" && segment.to - segment.from < 4 ? [] : values;
      };
      const row: Row = {
        startdate: night.start + segment.from * 60,
        state: segment.state,
        enddate: night.start + segment.to * 60,
        model: recorder.device.model,
        ...Object.fromEntries(curves.map(([field, curve]) => [field, minutes(field, curve)])),
        hash_deviceid: recorder.kind === "phone" ? null : recorder.device.hash_deviceid,
        model_id: recorder.device.model_id,
      };
      return life.story === "strange" ? segmentTwist(life, night.start + segment.from)(row) : row;
    });
}

/** A phone knows no states: all of its sleep is one stretch, which Withings calls unspecified. */
function stretches(night: Night, { kind }: Recorder): readonly SleepSegment[] {
  return kind === "phone" ? [{ from: 0, to: night.minutes, state: 5 }] : segmentsOf(night);
}

function cut(
  { from, to, state }: SleepSegment,
  { night, wanted }: { readonly night: Night; readonly wanted: WantedSegments },
): readonly SleepSegment[] {
  const first = (wanted.from - night.start) / 60;
  const end = (wanted.to - night.start) / 60;
  switch (wanted.edge) {
    case "starting":
      return first <= from && from < end ? [{ from, to, state }] : [];
    case "overlapping":
      return first < to && from < end ? [{ from, to, state }] : [];
    case "clipped": {
      const inside = { from: Math.max(from, Math.ceil(first)), to: Math.min(to, Math.ceil(end)), state };
      return inside.from < inside.to ? [inside] : [];
    }
  }
}
