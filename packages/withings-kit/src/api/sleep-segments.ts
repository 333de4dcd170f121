import { deviceModelName } from "../model/device-model.js";
import { keyedSeries } from "../model/keyed-series.js";
import { sleepStateName, type SleepStateName } from "../model/sleep.js";
import { get, type GetParameters, type SleepSegment as WireSleepSegment } from "../wire/sleep.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { dataFieldsOf, fieldName, type ReadField, wantedFields } from "./fields.js";
import { invalidOption } from "./invalid-option.js";
import type { Listing } from "./listing.js";
import type { ListOptions } from "./paged.js";
import { type Period, periodUntilNow } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  integer,
  moment,
  numberOrNull,
  objectOf,
  othersThan,
  rowsOf,
  Strangeness,
  type Unchecked,
} from "./row.js";
import { listWindowed } from "./windowed.js";

/** A value of a moment. */
export interface Sample {
  readonly at: Date;
  readonly value: number;
}

/** What is recorded through a segment, mostly each minute; null where Withings has nothing. */
export interface SegmentSeries {
  readonly heartRateBpm: readonly Sample[] | null;
  /** Breaths a minute. */
  readonly respirationRatePerMinute: readonly Sample[] | null;
  /** Time of snoring. */
  readonly snoringSeconds: readonly Sample[] | null;
  /** Heart rate variability: standard deviation over one minute. */
  readonly sdnnMs: readonly Sample[] | null;
  /** Heart rate variability: root mean square of successive differences. */
  readonly rmssdMs: readonly Sample[] | null;
  readonly hrvQuality: readonly Sample[] | null;
  /** How much the person moved in bed, from 0 to 255. */
  readonly movementScore: readonly Sample[] | null;
  /** Movements of the chest a minute. */
  readonly chestMovementRatePerMinute: readonly Sample[] | null;
  /** Breathing events: up to 15 none or mild, up to 30 moderate, above severe. */
  readonly withingsIndexPerHour: readonly Sample[] | null;
  readonly breathingSoundsSeconds: readonly Sample[] | null;
}

/** The name of a series of a segment. */
export type SegmentField = keyof SegmentSeries;

/** What a segment has besides its series. Withings sends no time zone with it. */
export interface SleepSegmentFacts {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly state: { readonly name: SleepStateName | "unknown"; readonly code: number };
  readonly device: MeasuringDevice | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireSleepSegment;
}

/** A segment of sleep, with the series that were asked for. */
export type SleepSegment<Field extends SegmentField = SegmentField> = SleepSegmentFacts &
  Pick<SegmentSeries, Field>;

/** Which segments, and what of them. */
export interface ListSegmentsOptions<Field extends SegmentField = SegmentField> extends ListOptions, Period {
  /** From when: Withings wants to be told. */
  readonly since: Date;
  /** Which series. Those left out are no part of the type: `null`, unless Withings sends them all the same. @defaultValue all */
  readonly fields?: readonly Field[] | undefined;
}

/** See `Sleep.segments`. */
export function listSegments<Field extends SegmentField>(
  calls: PersonCalls,
  options: ListSegmentsOptions<Field>,
): Listing<SleepSegment<Field>> {
  return listWindowed({
    calls,
    operation: get,
    period: () => {
      if ((options.since as Date | undefined) === undefined) throw invalidOption("since", "Give a Date.");
      return periodUntilNow(options, calls.now());
    },
    parameters: (period) =>
      ({
        ...period,
        data_fields: wantedFields(get, options.fields, seriesNames),
      }) as GetParameters,
    rows: ({ series }) => rowsOf(series),
    decode: decodeSegment,
    place: ({ startedAt, endedAt, state, device }) => ({
      from: startedAt.getTime(),
      to: endedAt.getTime(),
      name: `${state.code} ${device?.id ?? ""}`,
    }),
    options,
  });
}

/** Withings' names of the series of a segment. */
export const seriesNames = (): Readonly<Record<SegmentField, unknown>> => seriesOf({}, fieldName);

function seriesOf(
  row: Unchecked<WireSleepSegment>,
  read: ReadField,
): { readonly [Name in SegmentField]: unknown } {
  return {
    heartRateBpm: read(row.hr, "hr"),
    respirationRatePerMinute: read(row.rr, "rr"),
    snoringSeconds: read(row.snoring, "snoring"),
    sdnnMs: read(row.sdnn_1, "sdnn_1"),
    rmssdMs: read(row.rmssd, "rmssd"),
    hrvQuality: read(row.hrv_quality, "hrv_quality"),
    movementScore: read(row.mvt_score, "mvt_score"),
    chestMovementRatePerMinute: read(row.chest_movement_rate, "chest_movement_rate"),
    withingsIndexPerHour: read(row.withings_index, "withings_index"),
    breathingSoundsSeconds: read(row.breathing_sounds, "breathing_sounds"),
  };
}

const others = othersThan(
  "startdate enddate state model model_id modelid deviceid hash_deviceid",
  dataFieldsOf(get),
);

function decodeSegment(value: unknown): SleepSegment {
  const row: Unchecked<WireSleepSegment> = objectOf(value, "the segment");
  const startedAt = moment(row.startdate, "startdate");
  const endedAt = moment(row.enddate, "enddate");
  if (endedAt < startedAt) throw new Strangeness("enddate is before startdate");
  const state = integer(row.state, "state");
  const unknown = others(row);
  return {
    startedAt,
    endedAt,
    state: { name: sleepStateName(state), code: state },
    device: deviceOf(row, deviceModelName),
    ...(seriesOf(row, samplesOrNull) as SegmentSeries),
    ...(unknown && { others: unknown }),
  };
}

/** A series by Unix seconds; moments without a value are none of it. */
function samplesOrNull(value: unknown, field: string): readonly Sample[] | null {
  if (value === undefined || value === null) return null;
  objectOf(value, field);
  const samples: Sample[] = [];
  for (const [seconds, each] of keyedSeries(value)) {
    const number = numberOrNull(each, field);
    if (number !== null) samples.push({ at: moment(seconds, field), value: number });
  }
  return samples;
}
