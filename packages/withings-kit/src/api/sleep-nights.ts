import { deviceModelName } from "../model/device-model.js";
import { nightEventName, sleepWatcherName, type SleepWatcherName } from "../model/sleep.js";
import { getSummary, type GetSummaryParameters, type Night as WireNight } from "../wire/sleep-summary.js";
import { coded } from "./coded.js";
import { deviceOf, type MeasuringDevice } from "./device.js";
import { dataFieldsOf, fieldName, namedFields, wantedFields } from "./fields.js";
import type { Listing } from "./listing.js";
import {
  type NightEvent,
  type NightField,
  type NightReaders,
  nightValues,
  type NightValues,
} from "./night-values.js";
import { type ListOptions, listPaged } from "./paged.js";
import { type DayRange, dayOptions, daysOf } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import {
  booleanOrNull,
  dayOrNull,
  integer,
  integerOrNull,
  localDayOf,
  moment,
  momentOrNull,
  numberOrNull,
  objectOf,
  objectOrNull,
  othersThan,
  rowsOf,
  textOrNull,
  type Unchecked,
} from "./row.js";
import { temperatureStatusOrNull } from "./temperature-status.js";

/** What a night has besides its values. */
export interface NightFacts {
  readonly id: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** The IANA time zone where the person was; null where Withings did not say. */
  readonly timeZone: string | null;
  /** The day of waking up there, as `YYYY-MM-DD`; null where it is not known. */
  readonly localDay: string | null;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
  /** Whether the night is over; null where Withings did not say. */
  readonly completed: boolean | null;
  /** What kind of device watched. */
  readonly watchedBy: { readonly name: SleepWatcherName | "unknown"; readonly code: number | null };
  readonly device: MeasuringDevice | null;
  /** What Withings sent beside, that this library does not know; absent where there is nothing. */
  readonly others?: Readonly<Record<string, unknown>>;
  /** The row as Withings sent it; only with `raw: true`. */
  readonly raw?: WireNight;
}

/** A night, with the values that were asked for. */
export type Night<Field extends NightField = NightField> = NightFacts & Pick<NightValues, Field>;

/** Which nights, by the day of waking up, and what of them. */
export interface ListNightsOptions<Field extends NightField = NightField> extends ListOptions, DayRange {
  /** Which values. Those left out are no part of the type: `null`, unless Withings sends them all the same. @defaultValue all */
  readonly fields?: readonly Field[] | undefined;
}

/** See `Sleep.nights`. */
export function listNights<Field extends NightField>(
  calls: PersonCalls,
  options: ListNightsOptions<Field>,
): Listing<Night<Field>> {
  return listPaged({
    calls,
    operation: getSummary,
    parameters: () =>
      ({
        ...daysOf(options, calls.now()),
        data_fields: wantedFields(getSummary, options.fields, nightNames),
      }) as GetSummaryParameters,
    decode: decodeNight,
    options,
    own: dayOptions,
  });
}

/** Withings' names of the values of a night. */
export const nightNames = (): Readonly<Record<NightField, unknown>> =>
  namedFields(nightValues({ facts: {}, data: {} }, names));

const names: NightReaders = { number: fieldName, status: fieldName, events: fieldName };

const othersOfRow = othersThan(
  "id timezone model model_id modelid deviceid hash_deviceid startdate enddate date created modified completed data",
);
const othersOfData = othersThan("", dataFieldsOf(getSummary));

function decodeNight(value: unknown): Night {
  const row: Unchecked<WireNight> & { readonly [Name in "deviceid" | "modelid"]?: unknown } = objectOf(
    value,
    "the night",
  );
  const { deviceid, hash_deviceid, modelid, model_id } = row;
  const data = objectOrNull(row.data, "data") ?? {};
  const watcher = integerOrNull(row.model, "model");
  const startedAt = moment(row.startdate, "startdate");
  const endedAt = moment(row.enddate, "enddate");
  const timeZone = textOrNull(row.timezone, "timezone");
  const facts: NightFacts = {
    id: integer(row.id, "id"),
    startedAt,
    endedAt,
    timeZone,
    localDay: dayOrNull(row.date, "date") ?? localDayOf(endedAt, timeZone),
    createdAt: momentOrNull(row.created, "created"),
    modifiedAt: momentOrNull(row.modified, "modified"),
    completed: booleanOrNull(row.completed, "completed"),
    watchedBy: { name: watcher === null ? "unknown" : sleepWatcherName(watcher), code: watcher },
    // Here model is the kind of device, and its own number stands in model_id.
    device: deviceOf({ deviceid, hash_deviceid, modelid, model_id }, deviceModelName),
  };
  const night = nightValues(
    { facts, data },
    {
      number: numberOrNull,
      status: temperatureStatusOrNull,
      events: (events) => eventsOrNull(events, startedAt),
    },
  ) as Mutable<Night>;
  const unknownOfRow = othersOfRow(row);
  const unknownOfData = othersOfData(data);
  if (unknownOfRow ?? unknownOfData) night.others = { ...unknownOfRow, ...unknownOfData };
  return night;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Events as Withings sends them: by their kind, in seconds since the night began. */
function eventsOrNull(value: unknown, startedAt: Date): readonly NightEvent[] | null {
  const byKind = objectOrNull(value, "night_events");
  if (byKind === null) return null;
  const start = startedAt.getTime() / 1000;
  const events: (Pick<NightEvent, "type"> & { readonly seconds: number })[] = [];
  for (const [kind, times] of Object.entries(byKind)) {
    const type = eventType(integer(kind, "the kind of an event"));
    for (const time of rowsOf(times))
      events.push({ seconds: start + integer(time, "the time of an event"), type });
  }
  events.sort((one, other) => one.seconds - other.seconds);
  return events.map(({ seconds, type }) => ({ at: moment(seconds, "the time of an event"), type }));
}

const eventType = coded(nightEventName);
