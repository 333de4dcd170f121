import { keyedSeries } from "../model/keyed-series.js";
import {
  type ActivityMoment as WireActivityMoment,
  getIntradayActivity,
  type GetIntradayActivityParameters,
} from "../wire/measure-activity.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { dataFieldsOf, fieldName, namedFields, type ReadField, wantedFields } from "./fields.js";
import type { Listing } from "./listing.js";
import type { ListOptions } from "./paged.js";
import { type Period, periodUntilNow } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import { moment, numberOrNull, objectOf, othersThan, type Unchecked } from "./row.js";
import { listWindowed } from "./windowed.js";

/** What is recorded of a moment; null where Withings has no such value. */
export interface IntradayValues {
  readonly steps: number | null;
  /** Floors climbed. */
  readonly floors: number | null;
  /** Energy spent by being active. */
  readonly activeKcal: number | null;
  readonly distanceMeters: number | null;
  /** Strokes of swimming. */
  readonly strokes: number | null;
  readonly poolLaps: number | null;
  /** For how long the values were counted. */
  readonly durationSeconds: number | null;
  readonly heartRateBpm: number | null;
  /** Oxygen saturation, measured by itself. */
  readonly spo2Percent: number | null;
  /** Heart rate variability: root mean square of successive differences. */
  readonly rmssdMs: number | null;
  /** Heart rate variability: standard deviation over one minute. */
  readonly sdnnMs: number | null;
  readonly hrvQuality: number | null;
  readonly coreBodyTemperatureCelsius: number | null;
  /** Breaths a minute. */
  readonly respirationRatePerMinute: number | null;
  /** Movements of the chest a minute. */
  readonly chestMovementRatePerMinute: number | null;
}

/** The name of a value of a moment. */
export type IntradayField = keyof IntradayValues;

/** What a moment has besides its values. Withings sends no time zone with it. */
export interface ActivityMomentFacts {
  /** When it begins. */
  readonly at: Date;
  readonly device: MeasuringDevice | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The moment and the row as Withings sent them; only with `raw: true`. */
  readonly raw?: readonly [unixSeconds: number, row: WireActivityMoment];
}

/** A moment, with the values that were asked for. */
export type ActivityMoment<Field extends IntradayField = IntradayField> = ActivityMomentFacts &
  Pick<IntradayValues, Field>;

/** Which moments, and what of them. Without `since` the most recent come, as many as Withings gives. */
export interface ListIntradayOptions<Field extends IntradayField = IntradayField>
  extends ListOptions, Period {
  /** Which values. Those left out are no part of the type: `null`, unless Withings sends them all the same. @defaultValue all */
  readonly fields?: readonly Field[] | undefined;
}

/** See `Activity.intraday`. */
export function listMoments<Field extends IntradayField>(
  calls: PersonCalls,
  options: ListIntradayOptions<Field>,
): Listing<ActivityMoment<Field>> {
  return listWindowed({
    calls,
    operation: getIntradayActivity,
    period: () => periodUntilNow(options, calls.now()),
    parameters: (period) =>
      ({
        ...period,
        data_fields: wantedFields(getIntradayActivity, options.fields, momentNames),
      }) as GetIntradayActivityParameters,
    // A list would have lost its times. What stands in it is told, as strange.
    rows: ({ series }) =>
      Array.isArray(series) ? series.map((row: unknown) => [undefined, row]) : keyedSeries(series),
    decode: decodeMoment,
    place: ({ at }) => ({ from: at.getTime(), to: at.getTime(), name: "" }),
    options,
  });
}

/** Withings' names of the values of a moment. */
export const momentNames = (): Readonly<Record<IntradayField, unknown>> =>
  namedFields(momentOf({ facts: {}, row: {} }, fieldName));

/** A moment, made at once: what is put together from parts takes several times as long. */
function momentOf(
  {
    facts: { at, device },
    row,
  }: { readonly facts: Partial<ActivityMomentFacts>; readonly row: Unchecked<WireActivityMoment> },
  read: ReadField,
): { readonly [Name in "at" | "device" | IntradayField]: unknown } {
  return {
    at,
    device,
    steps: read(row.steps, "steps"),
    floors: read(row.elevation, "elevation"),
    activeKcal: read(row.calories, "calories"),
    distanceMeters: read(row.distance, "distance"),
    strokes: read(row.stroke, "stroke"),
    poolLaps: read(row.pool_lap, "pool_lap"),
    durationSeconds: read(row.duration, "duration"),
    heartRateBpm: read(row.heart_rate, "heart_rate"),
    spo2Percent: read(row.spo2_auto, "spo2_auto"),
    rmssdMs: read(row.rmssd, "rmssd"),
    sdnnMs: read(row.sdnn1, "sdnn1"),
    hrvQuality: read(row.hrv_quality, "hrv_quality"),
    coreBodyTemperatureCelsius: read(row.core_body_temperature, "core_body_temperature"),
    respirationRatePerMinute: read(row.rr, "rr"),
    chestMovementRatePerMinute: read(row.chest_movement_rate, "chest_movement_rate"),
  };
}

const others = othersThan("deviceid hash_deviceid model model_id modelid", dataFieldsOf(getIntradayActivity));

function decodeMoment(entry: unknown): ActivityMoment {
  const [seconds, value] = entry as readonly [unknown, unknown];
  const row: Unchecked<WireActivityMoment> = objectOf(value, "the moment");
  const facts = { at: moment(seconds, "the moment"), device: deviceOf(row) };
  const decoded = momentOf({ facts, row }, numberOrNull) as Mutable<ActivityMoment>;
  const unknown = others(row);
  if (unknown) decoded.others = unknown;
  return decoded;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
