import type { Device } from "../state/index.js";
import { type Arrival, arrivalAt, rowKey } from "./arrivals.js";
import type { Day } from "./calendar.js";
import { uniform } from "./draws.js";
import { ecgSignal, type Rhythm, rhythmAt, rhythmClass } from "./ecg.js";
import { can } from "./gear.js";
import { heartSound, soundFrequency, soundSeconds } from "./heart-sound.js";
import { readRowId, rowId } from "./ids.js";
import type { Life } from "./life.js";
import { ecgFormat, type EcgOccasion, ecgOccasions, wearPosition } from "./recordings.js";
import type { Row } from "./row.js";
import { isEmptySignal, recordingTwist } from "./strange-rows.js";
import { pressureAt } from "./vessels.js";

/** An ECG as Withings has it. */
export interface EcgRecording {
  readonly occasion: EcgOccasion;
  readonly arrival: Arrival;
  readonly rhythm: Rhythm;
  readonly signalId: number;
  /** The sound of the heart that was recorded with it. */
  readonly sound?: { readonly signalId: number; readonly vhd: number };
}

// The slots of ids. What measures come with an ECG have others.
const ecgSlot = 40;
const soundSlot = 44;

/** The ECGs of a day that have come at a moment. */
export function ecgRecordings(life: Life, day: Day, now: number): readonly EcgRecording[] {
  return ecgOccasions(life, day).flatMap((occasion) => {
    const { at, turn, device, key } = occasion;
    const ready = at + 60 + Math.floor(uniform(key, 10) * 240);
    const arrival = arrivalAt(life, { day, ready, key: rowKey(life, "ecg rows", { day, slot: turn }) }, now);
    if (arrival === undefined || arrival.deleted) return [];
    const id = (slot: number): number => rowId({ personId: life.person.id, day, slot: slot + turn });
    return [
      {
        occasion,
        arrival,
        rhythm: rhythmAt(life, occasion),
        signalId: id(ecgSlot),
        ...(can(device, "stethoscope") && {
          sound: { signalId: id(soundSlot), vhd: life.story === "fibrillation" ? 1 : 0 },
        }),
      },
    ];
  });
}

/** A row of `heart v2 list`. */
export function recordingRow(life: Life, recording: EcgRecording): Row {
  const { occasion, arrival, rhythm, signalId, sound } = recording;
  const { device, at, day, key } = occasion;
  const hour = (at - life.start(day)) / 3600;
  const pressure = isCuff(device) ? pressureAt(life, { day, hour, key }) : undefined;
  const row: Row = {
    deviceid: device.deviceid,
    model: device.model_id,
    ecg: { signalid: signalId, afib: rhythmClass(rhythm) },
    ...(pressure && { bloodpressure: { diastole: pressure.diastolic, systole: pressure.systolic } }),
    ...(sound && { stetho: { signalid: sound.signalId, vhd: sound.vhd } }),
    heart_rate: rhythm.rate,
    timestamp: at,
    modified: arrival.modified,
    timezone: life.zone(day),
  };
  return life.story === "strange" ? recordingTwist(life, signalId)(row) : row;
}

/** A row of `stetho v2 list`; `undefined` for a recording without sound. */
export function soundRow(life: Life, { occasion, sound }: EcgRecording): Row | undefined {
  if (sound === undefined) return undefined;
  return {
    hash_deviceid: occasion.device.hash_deviceid,
    signalid: sound.signalId,
    vhd: sound.vhd,
    timestamp: occasion.at,
    timezone: life.zone(occasion.day),
  };
}

/** The recording that an id of an ECG or of a sound belongs to, if it has come. */
export function findRecording(
  life: Life,
  { signalId, now }: { readonly signalId: number; readonly now: number },
): EcgRecording | undefined {
  const place = readRowId(signalId, life.person.id);
  if (place === undefined) return undefined;
  return ecgRecordings(life, place.day, now).find(
    (recording) => recording.signalId === signalId || recording.sound?.signalId === signalId,
  );
}

/** The samples of an ECG. */
export function ecgBody(life: Life, { occasion, rhythm, signalId }: EcgRecording): Row {
  const format = ecgFormat(occasion.device);
  return {
    signal: isEmptySignal(life, signalId) ? [] : ecgSignal(rhythm, format),
    sampling_frequency: format.frequency,
    wearposition: wearPosition(occasion.device),
    model: occasion.device.model_id,
    heart_rate: rhythm.rate,
  };
}

/** The bytes of a sound. */
export function soundBody({ occasion, rhythm, sound }: EcgRecording): Row {
  const vhd = sound?.vhd ?? 0;
  const signal = heartSound(rhythm, { valves: vhd === 1 });
  return {
    signal,
    frequency: soundFrequency,
    duration: soundSeconds,
    format: 1,
    size: signal.length,
    resolution: 8,
    channel: 1,
    model: occasion.device.model_id,
    // Over the aortic or the mitral valve.
    position: isCuff(occasion.device) ? 15 : 18,
    vhd,
  };
}

const isCuff = ({ type }: Device): boolean => type === "Blood Pressure Monitor";
