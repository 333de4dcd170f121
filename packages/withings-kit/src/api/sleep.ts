import type { Listing } from "./listing.js";
import type { NightField } from "./night-values.js";
import type { PersonCalls } from "./person-calls.js";
import { listNights, type ListNightsOptions, type Night } from "./sleep-nights.js";
import {
  listSegments,
  type ListSegmentsOptions,
  type SegmentField,
  type SleepSegment,
} from "./sleep-segments.js";

/** How a person slept. */
export interface Sleep {
  /**
   * Lists nights with durations, phases, heart rate, breathing and score. Without days it lists all.
   *
   * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-getsummary
   */
  nights<Field extends NightField = NightField>(options?: ListNightsOptions<Field>): Listing<Night<Field>>;

  /**
   * Lists the segments of one state that sleep is made of, with heart rate and other things by the minute. Withings gives 24 hours a call: a
   * longer period is fetched in parts, of which some are on their way at once as soon as a second one is asked for. What crosses from one
   * into another comes once.
   *
   * @see https://developer.withings.com/api-reference/#tag/sleep/operation/sleepv2-get
   */
  segments<Field extends SegmentField = SegmentField>(
    options: ListSegmentsOptions<Field>,
  ): Listing<SleepSegment<Field>>;
}

/** Makes the sleep of a person. */
export function createSleep(calls: PersonCalls): Sleep {
  return {
    nights: (options = {}) => listNights(calls, options),
    // Where JavaScript gives none, it is told which is missing.
    segments: (options) => listSegments(calls, Object(options) as typeof options),
  };
}
