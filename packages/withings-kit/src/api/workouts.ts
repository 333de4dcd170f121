import { attributionName, type AttributionName } from "../model/attribution.js";
import { deviceModelName } from "../model/device-model.js";
import { workoutCategoryName, type WorkoutCategoryName } from "../model/workout-category.js";
import {
  getWorkouts,
  type GetWorkoutsParameters,
  type Workout as WireWorkout,
  type WorkoutData,
} from "../wire/measure-workouts.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { dataFieldsOf, fieldName, type ReadField, wantedFields } from "./fields.js";
import type { Listing } from "./listing.js";
import { type ListOptions, listPaged } from "./paged.js";
import { type DayRange, dayOptions, daysOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  dayOrNull,
  integer,
  type LocalMoment,
  localDayOf,
  moment,
  momentOrNull,
  numberOrNull,
  objectOf,
  objectOrNull,
  othersThan,
  textOrNull,
  type Unchecked,
} from "./row.js";
import { type CoreBodyTemperatureStatus, temperatureStatusOrNull } from "./temperature-status.js";

/** What is recorded of a workout; null where Withings has no such value. */
export interface WorkoutValues {
  readonly steps: number | null;
  readonly distanceMeters: number | null;
  /** Floors climbed. */
  readonly floors: number | null;
  /** Energy spent by being active. */
  readonly activeKcal: number | null;
  /** How intense it was, in per cent; null where nobody said. */
  readonly intensityPercent: number | null;
  readonly manualIntensityPercent: number | null;
  /** Distance that the person entered. */
  readonly manualDistanceMeters: number | null;
  /** Energy that the person entered. */
  readonly manualKcal: number | null;
  /** Withings sends 0 where there are no heart data; this is null then, as are the other two and the zones. */
  readonly averageHeartRateBpm: number | null;
  readonly minHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly lightZoneSeconds: number | null;
  readonly moderateZoneSeconds: number | null;
  readonly intenseZoneSeconds: number | null;
  readonly maximalZoneSeconds: number | null;
  /** Pause that the person entered. */
  readonly pauseSeconds: number | null;
  /** Pause that the device found, of swimming only. */
  readonly detectedPauseSeconds: number | null;
  /** Average oxygen saturation. */
  readonly averageSpo2Percent: number | null;
  readonly averageCoreBodyTemperatureCelsius: number | null;
  readonly minCoreBodyTemperatureCelsius: number | null;
  readonly maxCoreBodyTemperatureCelsius: number | null;
  readonly coreBodyTemperatureStatus: CoreBodyTemperatureStatus | null;
  readonly poolLaps: number | null;
  /** Strokes of swimming. */
  readonly strokes: number | null;
  /** Length of the pool; Withings names no unit, and metres are what fits. */
  readonly poolLengthMeters: number | null;
}

/** The name of a value of a workout. */
export type WorkoutField = keyof WorkoutValues;

/** What a workout has besides its values. */
export interface WorkoutFacts extends LocalMoment {
  /** The workout's id. Two rows with one id were seen. */
  readonly id: number;
  readonly category: { readonly name: WorkoutCategoryName | "unknown"; readonly code: number };
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
  /** How it came to be the person's. */
  readonly attribution: { readonly name: AttributionName | "unknown"; readonly code: number };
  readonly device: MeasuringDevice | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireWorkout;
}

/** A workout, with the values that were asked for. */
export type Workout<Field extends WorkoutField = WorkoutField> = WorkoutFacts & Pick<WorkoutValues, Field>;

/** Which workouts, and what of them. */
export interface ListWorkoutsOptions<Field extends WorkoutField = WorkoutField>
  extends ListOptions, DayRange {
  /** Which values. Those left out are no part of the type: `null`, unless Withings sends them all the same. @defaultValue all */
  readonly fields?: readonly Field[] | undefined;
}

/** A person's workouts. */
export interface Workouts {
  /**
   * Lists workouts. Without days it lists all.
   *
   * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getworkouts
   */
  list<Field extends WorkoutField = WorkoutField>(
    options?: ListWorkoutsOptions<Field>,
  ): Listing<Workout<Field>>;
}

/** Makes the workouts of a person. */
export function createWorkouts(calls: PersonCalls): Workouts {
  return {
    list: <Field extends WorkoutField>(options: ListWorkoutsOptions<Field> = {}) =>
      listPaged({
        calls,
        operation: getWorkouts,
        parameters: () =>
          ({
            ...daysOf(options, calls.now()),
            data_fields: withHeartRate(wantedFields(getWorkouts, options.fields, workoutNames)),
          }) as GetWorkoutsParameters,
        decode: decodeWorkout,
        options,
        own: dayOptions,
      }),
  };
}

/** Zones of 0 seconds mean something only beside the average heart rate, which tells whether there are heart data. */
function withHeartRate(fields: readonly string[]): readonly string[] {
  const asksForZones = fields.some((name) => name.startsWith("hr_zone"));
  return asksForZones && !fields.includes("hr_average") ? [...fields, "hr_average"] : fields;
}

interface Readers {
  readonly number: ReadField;
  /** For what is 0 where there is nothing. */
  readonly positive: ReadField;
  readonly status: ReadField;
}

/** Withings' names of the values of a workout. */
export const workoutNames = (): Readonly<Record<WorkoutField, unknown>> => valuesOf({}, names);

const names: Readers = { number: fieldName, positive: fieldName, status: fieldName };
const values: Readers = {
  number: numberOrNull,
  positive: (value, field) => numberOrNull(value, field) || null,
  status: temperatureStatusOrNull,
};

function valuesOf(
  data: Unchecked<WorkoutData>,
  { number, positive, status }: Readers,
): { readonly [Name in WorkoutField]: unknown } {
  const average = positive(data.hr_average, "hr_average");
  const zone = average === null && data.hr_average !== undefined ? positive : number;
  return {
    steps: number(data.steps, "steps"),
    distanceMeters: number(data.distance, "distance"),
    floors: number(data.elevation, "elevation"),
    activeKcal: number(data.calories, "calories"),
    intensityPercent: positive(data.intensity, "intensity"),
    manualIntensityPercent: positive(data.manual_intensity, "manual_intensity"),
    manualDistanceMeters: positive(data.manual_distance, "manual_distance"),
    manualKcal: positive(data.manual_calories, "manual_calories"),
    averageHeartRateBpm: average,
    minHeartRateBpm: positive(data.hr_min, "hr_min"),
    maxHeartRateBpm: positive(data.hr_max, "hr_max"),
    lightZoneSeconds: zone(data.hr_zone_0, "hr_zone_0"),
    moderateZoneSeconds: zone(data.hr_zone_1, "hr_zone_1"),
    intenseZoneSeconds: zone(data.hr_zone_2, "hr_zone_2"),
    maximalZoneSeconds: zone(data.hr_zone_3, "hr_zone_3"),
    pauseSeconds: number(data.pause_duration, "pause_duration"),
    detectedPauseSeconds: number(data.algo_pause_duration, "algo_pause_duration"),
    averageSpo2Percent: positive(data.spo2_average, "spo2_average"),
    averageCoreBodyTemperatureCelsius: number(data.core_body_temperature_avg, "core_body_temperature_avg"),
    minCoreBodyTemperatureCelsius: number(data.core_body_temperature_min, "core_body_temperature_min"),
    maxCoreBodyTemperatureCelsius: number(data.core_body_temperature_max, "core_body_temperature_max"),
    coreBodyTemperatureStatus: status(data.core_body_temperature_status, "core_body_temperature_status"),
    poolLaps: number(data.pool_laps, "pool_laps"),
    strokes: number(data.strokes, "strokes"),
    poolLengthMeters: number(data.pool_length, "pool_length"),
  };
}

const othersOfRow = othersThan(
  "id category timezone model model_id modelid attrib startdate enddate date modified created deviceid hash_deviceid data",
);
const othersOfData = othersThan("", dataFieldsOf(getWorkouts));

function decodeWorkout(value: unknown): Workout {
  const row: Unchecked<WireWorkout> = objectOf(value, "the workout");
  const data = objectOrNull(row.data, "data") ?? {};
  const category = integer(row.category, "category");
  const attribution = integer(row.attrib, "attrib");
  const startedAt = moment(row.startdate, "startdate");
  const timeZone = textOrNull(row.timezone, "timezone");
  const unknown = { ...othersOfRow(row), ...othersOfData(data) };
  return {
    id: integer(row.id, "id"),
    category: { name: workoutCategoryName(category), code: category },
    startedAt,
    endedAt: moment(row.enddate, "enddate"),
    timeZone,
    localDay: dayOrNull(row.date, "date") ?? localDayOf(startedAt, timeZone),
    createdAt: momentOrNull(row.created, "created"),
    modifiedAt: momentOrNull(row.modified, "modified"),
    attribution: { name: attributionName(attribution), code: attribution },
    device: deviceOf(row, deviceModelName),
    ...(valuesOf(data, values) as WorkoutValues),
    ...(Object.keys(unknown).length > 0 && { others: unknown }),
  };
}
