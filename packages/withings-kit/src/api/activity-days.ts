import {
  type ActivityDay as WireActivityDay,
  getActivity,
  type GetActivityParameters,
} from "../wire/measure-activity.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { dataFieldsOf, fieldName, type ReadField, wantedFields } from "./fields.js";
import type { Listing } from "./listing.js";
import { type ListOptions, listPaged } from "./paged.js";
import { type DayRange, dayOptions, daysOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  booleanOrNull,
  day,
  integerOrNull,
  momentOrNull,
  numberOrNull,
  objectOf,
  othersThan,
  textOrNull,
  type Unchecked,
} from "./row.js";

/** What is counted in a day; null where Withings has no such value. */
export interface ActivityValues {
  readonly steps: number | null;
  readonly distanceMeters: number | null;
  /** Floors climbed. */
  readonly floors: number | null;
  readonly lightSeconds: number | null;
  readonly moderateSeconds: number | null;
  readonly intenseSeconds: number | null;
  /** Time of moderate and intense activity together. */
  readonly activeSeconds: number | null;
  /** Energy spent by being active. */
  readonly activeKcal: number | null;
  /** Energy spent in all, rest included. */
  readonly totalKcal: number | null;
  readonly averageHeartRateBpm: number | null;
  readonly minHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly lightZoneSeconds: number | null;
  readonly moderateZoneSeconds: number | null;
  readonly intenseZoneSeconds: number | null;
  readonly maximalZoneSeconds: number | null;
}

/** The name of a value of a day. */
export type ActivityField = keyof ActivityValues;

/** What a day has besides its values. */
export interface ActivityDayFacts {
  /** The day, where the person was, as `YYYY-MM-DD`. */
  readonly localDay: string;
  /** The IANA time zone; null where Withings did not say. */
  readonly timeZone: string | null;
  readonly modifiedAt: Date | null;
  /**
   * Whose device counted. What came from elsewhere counts the same steps as a device of Withings: adding both counts them twice.
   */
  readonly brand: { readonly name: "withings" | "other" | "unknown"; readonly code: number | null };
  /** Whether a tracker counted, rather than a phone; null where Withings did not say. */
  readonly isTracker: boolean | null;
  /** What counted. For what came from elsewhere it has a model, but no id. */
  readonly device: MeasuringDevice | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireActivityDay;
}

/** A day, with the values that were asked for. */
export type ActivityDay<Field extends ActivityField = ActivityField> = ActivityDayFacts &
  Pick<ActivityValues, Field>;

/** Which days, and what of them. */
export interface ListActivityDaysOptions<Field extends ActivityField = ActivityField>
  extends ListOptions, DayRange {
  /** Which values. Those left out are no part of the type: `null`, unless Withings sends them all the same. @defaultValue all */
  readonly fields?: readonly Field[] | undefined;
}

/** See `Activity.days`. */
export function listDays<Field extends ActivityField>(
  calls: PersonCalls,
  options: ListActivityDaysOptions<Field>,
): Listing<ActivityDay<Field>> {
  return listPaged({
    calls,
    operation: getActivity,
    parameters: () =>
      ({
        ...daysOf(options, calls.now()),
        data_fields: wantedFields(getActivity, options.fields, dayNames),
      }) as GetActivityParameters,
    decode: decodeDay,
    options,
    own: dayOptions,
  });
}

/** Withings' names of the values of a day. */
export const dayNames = (): Readonly<Record<ActivityField, unknown>> => valuesOf({}, fieldName);

function valuesOf(
  row: Unchecked<WireActivityDay>,
  read: ReadField,
): { readonly [Name in ActivityField]: unknown } {
  return {
    steps: read(row.steps, "steps"),
    distanceMeters: read(row.distance, "distance"),
    floors: read(row.elevation, "elevation"),
    lightSeconds: read(row.soft, "soft"),
    moderateSeconds: read(row.moderate, "moderate"),
    intenseSeconds: read(row.intense, "intense"),
    activeSeconds: read(row.active, "active"),
    activeKcal: read(row.calories, "calories"),
    totalKcal: read(row.totalcalories, "totalcalories"),
    averageHeartRateBpm: read(row.hr_average, "hr_average"),
    minHeartRateBpm: read(row.hr_min, "hr_min"),
    maxHeartRateBpm: read(row.hr_max, "hr_max"),
    lightZoneSeconds: read(row.hr_zone_0, "hr_zone_0"),
    moderateZoneSeconds: read(row.hr_zone_1, "hr_zone_1"),
    intenseZoneSeconds: read(row.hr_zone_2, "hr_zone_2"),
    maximalZoneSeconds: read(row.hr_zone_3, "hr_zone_3"),
  };
}

const brands: Readonly<Partial<Record<number, "withings" | "other">>> = { 1: "withings", 18: "other" };

const others = othersThan(
  "date timezone deviceid hash_deviceid brand is_tracker modified model modelid model_id",
  dataFieldsOf(getActivity),
);

function decodeDay(value: unknown): ActivityDay {
  const row: Unchecked<WireActivityDay> = objectOf(value, "the day");
  const brand = integerOrNull(row.brand, "brand");
  const unknown = others(row);
  return {
    localDay: day(row.date, "date"),
    timeZone: textOrNull(row.timezone, "timezone"),
    modifiedAt: momentOrNull(row.modified, "modified"),
    brand: { name: brands[brand ?? 0] ?? "unknown", code: brand },
    isTracker: booleanOrNull(row.is_tracker, "is_tracker"),
    device: deviceOf(row),
    ...(valuesOf(row, numberOrNull) as ActivityValues),
    ...(unknown && { others: unknown }),
  };
}
