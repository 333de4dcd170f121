import { decodeALaw } from "../model/a-law.js";
import { bodyPositionName, type BodyPositionName } from "../model/body-position.js";
import { deviceModelName } from "../model/device-model.js";
import { wavFile } from "../model/wav.js";
import { get, type GetBody, list, type StethoRecording as WireStethoRecording } from "../wire/stetho.js";
import { type DeviceModel, deviceOf, type MeasuringDevice } from "./device.js";
import type { Listing } from "./listing.js";
import { decodeOne, type OneOptions } from "./one.js";
import { type ListOptions, listPaged } from "./paged.js";
import { type Period, periodOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  integer,
  integerOrNull,
  type LocalMoment,
  localDayOf,
  moment,
  numberOrNull,
  objectOf,
  othersThan,
  samplesOf,
  Strangeness,
  textOrNull,
  type Unchecked,
} from "./row.js";
import { samplingRateOrNull } from "./sampling-rate.js";
import { signalIdOf } from "./signal-id.js";

/** A recording of a stethoscope. */
export interface StethoRecording extends LocalMoment {
  /** For {@link Stetho.sound}. */
  readonly signalId: number;
  readonly recordedAt: Date;
  readonly device: MeasuringDevice | null;
  /** What it says of the heart's valves, in a number that Withings does not explain. */
  readonly valvularHeartDisease: number | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireStethoRecording;
}

/** What a stethoscope heard. */
export interface StethoSound {
  readonly signalId: number;
  /** The sound: PCM of 16 bits, one channel. Empty where Withings has none to give. */
  readonly samples: Int16Array;
  /** Samples a second. */
  readonly samplingHz: number;
  /** As Withings says; else as long as the samples are. */
  readonly durationSeconds: number;
  /** Where on the body; null where Withings did not say. */
  readonly position: { readonly name: BodyPositionName | "unknown"; readonly code: number } | null;
  readonly model: DeviceModel;
  /** What it says of the heart's valves, in a number that Withings does not explain. */
  readonly valvularHeartDisease: number | null;
  /** What Withings sent beside: `format`, `size`, `resolution` and `channel`, which it does not explain. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The answer as Withings sent it, with the bytes of A-law; only with `raw: true`. */
  readonly raw?: GetBody;
  /** The sound as a WAV file, which every player takes. */
  toWav(): Uint8Array<ArrayBuffer>;
}

/** Which sounds. */
export interface ListSoundsOptions extends ListOptions, Period {}

/** A person's stethoscope recordings. */
export interface Stetho {
  /**
   * Lists recordings of a stethoscope.
   *
   * @see https://developer.withings.com/api-reference/#tag/stetho/operation/stethov2-list
   */
  recordings(options?: ListSoundsOptions): Listing<StethoRecording>;

  /**
   * What a stethoscope heard.
   *
   * @param signalId - of a {@link StethoRecording}, or of a recording of the heart.
   * @throws {@link WithingsDecodingError} `answer_invalid` when the answer is no sound.
   * @see https://developer.withings.com/api-reference/#tag/stetho/operation/stethov2-get
   */
  sound(signalId: number, options?: OneOptions): Promise<StethoSound>;
}

/** Makes the stethoscope recordings of a person. */
export function createStetho(calls: PersonCalls): Stetho {
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
    sound: async (signalId, options = {}) =>
      decodeOne({
        calls,
        operation: get,
        parameters: signalIdOf(signalId),
        decode: (body) => decodeSound(body, signalId),
        options,
      }),
  };
}

const othersOfRecording = othersThan(
  "hash_deviceid deviceid model model_id modelid signalid vhd timestamp timezone",
);

function decodeRecording(value: unknown): StethoRecording {
  const row: Unchecked<WireStethoRecording> = objectOf(value, "the recording");
  const recordedAt = moment(row.timestamp, "timestamp");
  const timeZone = textOrNull(row.timezone, "timezone");
  const unknown = othersOfRecording(row);
  return {
    signalId: integer(row.signalid, "signalid"),
    recordedAt,
    timeZone,
    localDay: localDayOf(recordedAt, timeZone),
    device: deviceOf(row, deviceModelName),
    valvularHeartDisease: integerOrNull(row.vhd, "vhd"),
    ...(unknown && { others: unknown }),
  };
}

/** A sample of a byte, which has a sign where the other side counts with one. */
function sampleOf(byte: number): number {
  if (Number.isInteger(byte) && byte >= -128 && byte <= 255) return decodeALaw(byte);
  throw new Strangeness("signal has no bytes");
}

const othersOfSound = othersThan("signal frequency duration model position vhd");

// Usual, where the answer does not say.
const usualHz = 4_000;

function decodeSound(body: Unchecked<GetBody>, signalId: number): StethoSound {
  const samples = Int16Array.from(samplesOf(body.signal), sampleOf);
  const code = integerOrNull(body.model, "model");
  const position = integerOrNull(body.position, "position");
  const samplingHz = samplingRateOrNull(body.frequency, "frequency") ?? usualHz;
  const unknown = othersOfSound(body);
  return {
    signalId,
    samples,
    samplingHz,
    durationSeconds: numberOrNull(body.duration, "duration") ?? samples.length / samplingHz,
    position: position === null ? null : { name: bodyPositionName(position), code: position },
    model: { name: code === null ? null : deviceModelName(code), code },
    valvularHeartDisease: integerOrNull(body.vhd, "vhd"),
    ...(unknown && { others: unknown }),
    toWav: () => wavFile(samples, samplingHz),
  };
}
