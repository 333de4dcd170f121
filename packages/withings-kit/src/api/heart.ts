import { rhythmClassName, type RhythmClassName } from "../model/rhythm-class.js";
import { deviceModelName } from "../model/device-model.js";
import { get, type HeartRecording as WireHeartRecording, list } from "../wire/heart.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { decodeEcg, type Ecg } from "./ecg.js";
import type { Listing } from "./listing.js";
import { type ListOptions, listPaged } from "./paged.js";
import { type Period, periodOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  integer,
  integerOrNull,
  type LocalMoment,
  localDayOf,
  moment,
  momentOrNull,
  numberOrNull,
  objectOrNull,
  objectOf,
  othersThan,
  type Row,
  textOrNull,
  type Unchecked,
} from "./row.js";
import { signalIdOf } from "./signal-id.js";
import { decodeOne, type OneOptions } from "./one.js";

/** A recording of the heart: an ECG, mostly, and what was measured beside. */
export interface HeartRecording extends LocalMoment {
  readonly recordedAt: Date;
  readonly modifiedAt: Date | null;
  readonly device: MeasuringDevice | null;
  /** Average heart rate. */
  readonly heartRateBpm: number | null;
  readonly ecg: {
    /** For {@link Heart.ecg}. */
    readonly signalId: number;
    /** What it says of atrial fibrillation; null where nothing is said. */
    readonly afib: { readonly name: RhythmClassName | "unknown"; readonly code: number } | null;
  } | null;
  /** Of BPM Core. */
  readonly bloodPressure: { readonly systolicMmHg: number; readonly diastolicMmHg: number } | null;
  /** The sound of BPM Core's stethoscope. */
  readonly sound: {
    /** For `stetho.sound`. */
    readonly signalId: number;
    /** What it says of the heart's valves, in a number that Withings does not explain. */
    readonly valvularHeartDisease: number | null;
  } | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireHeartRecording;
}

/** Which recordings. */
export interface ListRecordingsOptions extends ListOptions, Period {}

/** How an ECG is asked for. */
export interface EcgOptions extends OneOptions {
  /** Asks for the filtered signal too. Where Withings puts it is not documented: look at `others`. @defaultValue false */
  readonly filtered?: boolean | undefined;
}

/** A person's ECGs. */
export interface Heart {
  /**
   * Lists recordings of the heart.
   *
   * @see https://developer.withings.com/api-reference/#tag/heart/operation/heartv2-list
   */
  recordings(options?: ListRecordingsOptions): Listing<HeartRecording>;

  /**
   * An ECG, in microvolts.
   *
   * @param signalId - of {@link HeartRecording.ecg}.
   * @throws {@link WithingsDecodingError} `answer_invalid` when it is none.
   * @see https://developer.withings.com/api-reference/#tag/heart/operation/heartv2-get
   */
  ecg(signalId: number, options?: EcgOptions): Promise<Ecg>;
}

/** Makes the heart's recordings of a person. */
export function createHeart(calls: PersonCalls): Heart {
  return {
    recordings: (options = {}) =>
      listPaged({
        calls,
        operation: list,
        parameters: () => periodOf(options),
        decode: decodeRecording,
        options,
        own: " since until",
      }),
    ecg: async (signalId, options = {}) =>
      decodeOne({
        calls,
        operation: get,
        parameters: { ...signalIdOf(signalId), ...(options.filtered && { with_filtered: true }) },
        decode: (body) => decodeEcg(body, signalId),
        options,
        own: " filtered",
      }),
  };
}

const others = othersThan(
  "deviceid hash_deviceid model model_id modelid ecg bloodpressure stetho heart_rate modified timestamp timezone",
);

function decodeRecording(value: unknown): HeartRecording {
  const row: Unchecked<WireHeartRecording> = objectOf(value, "the recording");
  const recordedAt = moment(row.timestamp, "timestamp");
  const timeZone = textOrNull(row.timezone, "timezone");
  const unknown = others(row);
  return {
    recordedAt,
    timeZone,
    localDay: localDayOf(recordedAt, timeZone),
    modifiedAt: momentOrNull(row.modified, "modified"),
    device: deviceOf(row, deviceModelName),
    heartRateBpm: numberOrNull(row.heart_rate, "heart_rate"),
    ecg: signalOf(row.ecg, "ecg", ({ afib }) => {
      const code = integerOrNull(afib, "afib");
      return { afib: code === null ? null : { name: rhythmClassName(code), code } };
    }),
    bloodPressure: bloodPressureOf(row.bloodpressure),
    sound: signalOf(row.stetho, "stetho", ({ vhd }) => ({
      valvularHeartDisease: integerOrNull(vhd, "vhd"),
    })),
    ...(unknown && { others: unknown }),
  };
}

/** A signal of a recording; null where there is none, or an empty list in its place. */
function signalOf<Findings extends object>(
  value: unknown,
  field: string,
  findings: (signal: Row) => Findings,
): (Findings & { readonly signalId: number }) | null {
  const signal = objectOrNull(value, field);
  if (signal === null || Object.keys(signal).length === 0) return null;
  return { signalId: integer(signal["signalid"], "signalid"), ...findings(signal) };
}

function bloodPressureOf(value: unknown): HeartRecording["bloodPressure"] {
  const pressure = objectOrNull(value, "bloodpressure");
  if (pressure === null || Object.keys(pressure).length === 0) return null;
  return {
    systolicMmHg: integer(pressure["systole"], "systole"),
    diastolicMmHg: integer(pressure["diastole"], "diastole"),
  };
}
