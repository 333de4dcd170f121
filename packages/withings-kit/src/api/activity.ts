import type { Listing } from "./listing.js";
import {
  type ActivityDay,
  type ActivityField,
  type ListActivityDaysOptions,
  listDays,
} from "./activity-days.js";
import {
  type ActivityMoment,
  type IntradayField,
  type ListIntradayOptions,
  listMoments,
} from "./activity-intraday.js";
import type { PersonCalls } from "./person-calls.js";

/** What a person did, by day and by the minute. */
export interface Activity {
  /**
   * Lists days with steps, distance, floors, energy and heart rates. Without days it lists all.
   *
   * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getactivity
   */
  days<Field extends ActivityField = ActivityField>(
    options?: ListActivityDaysOptions<Field>,
  ): Listing<ActivityDay<Field>>;

  /**
   * Lists steps, heart rate and other things by the minute or less. Withings gives 24 hours a call: a longer period is fetched in parts, of
   * which some are on their way at once as soon as a second one is asked for. Without a period, it lists the most recent.
   *
   * @see https://developer.withings.com/api-reference/#tag/measure/operation/measurev2-getintradayactivity
   */
  intraday<Field extends IntradayField = IntradayField>(
    options?: ListIntradayOptions<Field>,
  ): Listing<ActivityMoment<Field>>;
}

/** Makes the activity of a person. */
export function createActivity(calls: PersonCalls): Activity {
  return {
    days: (options = {}) => listDays(calls, options),
    intraday: (options = {}) => listMoments(calls, options),
  };
}
