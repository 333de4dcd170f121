import { headerText, integer, InvalidInput } from "./checks.js";
import type { Behaviour } from "./options.js";

/** What an option is about, and which values it takes. */
export interface BehaviourRule {
  readonly about: string;
  /** The words, numbers and truth values that are allowed. */
  readonly values?: readonly (string | number | boolean)[];
  /** Whole numbers from the first to the second are allowed too. */
  readonly range?: readonly [number, number];
  /** Any text is allowed. */
  readonly text?: true;
}

const flag = { values: [true, false] };
const status = { range: [1, 99_999] } as const;
const pageSize = { range: [1, 10_000] } as const;

/** The rule of every option, for those who come without TypeScript: the command line and HTTP. */
export const behaviourRules: { readonly [K in keyof Behaviour]: BehaviourRule } = {
  forkPolicy: {
    values: ["both-live", "first-use-wins", "latest-wins", "strict"],
    about: "two token pairs born of one refresh token",
  },
  previousAccessTokenSurvives: {
    ...flag,
    about: "whether the access token from before a refresh goes on working",
  },
  secondAuthorization: {
    values: ["coexists", "replaces"],
    about: "what a person's second authorization does to the tokens of the first",
  },
  useridShape: {
    values: ["observed", "string", "number"],
    about:
      "the type of userid in token answers; observed: a string from a code, a number from a refresh token",
  },
  csrfToken: { ...flag, about: "whether token answers carry csrf_token" },
  refusalRedirect: {
    values: ["access_denied", "no_code", "no_state"],
    about: "where the browser goes when the person refuses",
  },
  redirectMismatchTold: {
    values: ["after_consent", "at_once"],
    about: "when an unregistered redirect URI is told",
  },
  authorizeErrorHttpStatus: {
    values: [200],
    range: [400, 599],
    about: "the HTTP status of the authorize page's JSON error",
  },
  unknownAuthorizeParameters: {
    values: ["ignored", "refused"],
    about: "parameters of the authorize URL that Withings does not document, PKCE's for instance",
  },
  redirectUriMatching: {
    values: ["exact", "prefix"],
    about: "how a redirect URI is compared with the registered ones",
  },
  wrongRedirectUriStatus: { values: [503, 293], about: "a code exchanged with another redirect URI" },
  wrongClientStatus: { ...status, about: "a wrong client secret, an unknown client id" },
  wrongSignatureStatus: { ...status, about: "a wrong signature" },
  wrongNonceStatus: { ...status, about: "a nonce that is unknown, used or too old" },
  contractOnlyStatus: { ...status, about: "a partner's operation called without a contract" },
  unknownSubscriptionStatus: {
    values: ["by_cause"],
    ...status,
    about:
      "a subscription that there is not; by_cause: 343 for an unknown callback URL, 286 for another category",
  },
  subscriptionScope: {
    values: ["any", "category"],
    about: "which scope lets an application subscribe to a category: any, or the category's own",
  },
  restrictedStatus: { ...status, about: "the eleventh person of a restricted application" },
  developmentCallbacks: {
    values: ["restricted", "refused"],
    about:
      "what happens to an application that is registered with a callback URL which breaks the rules for production",
  },
  timestampToleranceSeconds: {
    values: ["off"],
    range: [0, 86_400],
    about: "how far the timestamp of getnonce may be off",
  },
  duplicateFilter: {
    values: ["observed", "tokens", "all", "off"],
    about: "which identical requests are refused with 601; observed: token requests and data calls",
  },
  duplicateCaller: {
    values: ["token", "person"],
    about: "whose identical data calls count as the same: those with one access token, or all for one person",
  },
  duplicateWindowSeconds: { range: [1, 3600], about: "how long a request counts as the same again" },
  duplicateWaitSeconds: {
    values: ["remaining"],
    range: [0, 86_400],
    about: "the wait_seconds of a refused duplicate",
  },
  rateLimitPerMinute: {
    values: ["off"],
    range: [1, 1_000_000],
    about: "requests a minute for one application",
  },
  rateLimitWindow: { values: ["fixed", "sliding"], about: "how that minute is measured" },
  rateLimitBanSeconds: {
    range: [0, 86_400],
    about: "how long an application that sent too much is refused, if that is longer than the minute",
  },
  rateLimitWaitSeconds: { ...flag, about: "whether the 601 of the rate limit has wait_seconds" },
  emptyErrorBody: { values: ["object", "array"], about: "the body of an error: {} or []" },
  contentType: { text: true, about: "the content type of API answers" },
  listUsersWrapper: { values: ["users", "series", "flat"], about: "where listusers puts the users" },
  dataCallsByGet: { ...flag, about: "whether data calls are also served as GET with a query" },
  accessTokenParameter: { ...flag, about: "whether the access token is also taken from a parameter" },
  measuresPerPage: { ...pageSize, about: "groups on a page of getmeas" },
  activitiesPerPage: { ...pageSize, about: "days on a page of getactivity" },
  workoutsPerPage: { ...pageSize, about: "workouts on a page of getworkouts" },
  nightsPerPage: { ...pageSize, about: "nights on a page of sleep getsummary" },
  recordingsPerPage: { ...pageSize, about: "recordings on a page of heart list and stetho list" },
  summaryOffset: { values: ["taken", "ignored"], about: "whether sleep getsummary takes offset" },
  sleepWindowHours: { values: [24, 168], about: "hours that one sleep get covers" },
  sleepWindowExceeded: { values: ["cut", "refused"], about: "what a longer period of sleep get becomes" },
  sleepWindowEdge: {
    values: ["starting", "overlapping", "clipped"],
    about: "which segments sleep get answers at the edges of a period",
  },
  periodEnd: { values: ["included", "excluded"], about: "whether the second of enddate is in the answer" },
  lastUpdateMoment: {
    values: ["excluded", "included"],
    about: "whether a row changed in the second of lastupdate is in the answer",
  },
  emptyMap: { values: ["array", "object"], about: "a map without entries: [] or {}" },
  lonelySegment: {
    values: ["array", "object"],
    about: "one segment of sleep get: in an array, or the segment itself",
  },
  summaryDefaultFields: {
    values: [2021, 2020],
    about: "the year whose fields sleep getsummary answers without data_fields",
  },
  activityDefaultFields: {
    values: ["totals", "none"],
    about: "which fields getactivity answers without data_fields",
  },
  ecgHeartRate: { values: ["number", "object"], about: "heart_rate of heart get" },
  deletedMeasures: {
    values: ["gone", "flagged"],
    about: "how a deleted measure group shows in answers to lastupdate",
  },
  measureShape: {
    values: ["observed", "specified"],
    about: "what getmeas calls and types things: as recorded or as documented",
  },
  rowTimezones: { ...flag, about: "whether each row of getmeas has its time zone" },
  confirmedAttribution: { values: [0, 3, 7, 8], about: "attrib of a group that somebody confirmed" },
  plan: {
    values: ["advanced", "basic"],
    about: "what the application has booked; basic: what needs Advanced Biomarkers is absent",
  },
  callbackUrlEcho: {
    values: ["as_given", "rewritten"],
    about: "how notify list and get write the callback URL: as it was given, or so that it means the same",
  },
  partnerRowsPerPage: { ...pageSize, about: "rows on a page of partners' lists" },
  notificationTimeoutMs: {
    range: [10, 60_000],
    about: "how long a callback URL may take to answer a notification",
  },
  notificationDelaySeconds: {
    range: [0, 86_400],
    about: "how long after what it tells of a notification is posted",
  },
  notificationCopies: { range: [1, 10], about: "how many times each notification is sent" },
  notificationOrder: { values: ["kept", "shuffled"], about: "the order in which a callback URL gets them" },
  notificationRetries: {
    values: ["from_event", "from_previous"],
    about: "from when the waits before the next tries are counted",
  },
  failingSubscriptions: {
    values: ["20-days", "4-failures", "kept"],
    about: "when a subscription is cancelled whose callback URL fails",
  },
  bedSubscriptionDays: {
    values: ["unlimited"],
    range: [1, 3650],
    about: "after how many days subscriptions to 50 and 51 are gone without a word",
  },
};

/** Whether it is the name of an option. */
function isBehaviourName(name: string): name is keyof Behaviour {
  return Object.hasOwn(behaviourRules, name);
}

/** What an option takes, in words. */
export function describeRule({ values = [], range, text }: BehaviourRule): string {
  return [
    ...values.map((value) => JSON.stringify(value)),
    ...(range === undefined ? [] : [integer(...range).allowed]),
    ...(text === undefined ? [] : [headerText.allowed]),
  ].join(" or ");
}

/**
 * Checks options that may come from anywhere.
 *
 * @throws {@link InvalidInput} that says what is allowed.
 */
export function checkBehaviour(given: Readonly<Record<string, unknown>>): Partial<Behaviour> {
  for (const [name, value] of Object.entries(given)) {
    if (!isBehaviourName(name))
      throw new InvalidInput(
        `There is no option ${JSON.stringify(name)}. The options are: ${Object.keys(behaviourRules).join(", ")}.`,
      );
    const rule = behaviourRules[name];
    if (!follows(rule, value)) throw new InvalidInput(`The option ${name} must be ${describeRule(rule)}.`);
  }
  return given;
}

/** Whether an option takes the value. */
export function follows({ values = [], range, text }: BehaviourRule, value: unknown): boolean {
  return (
    values.some((allowed) => allowed === value) ||
    (range !== undefined && integer(...range).holds(value)) ||
    (text === true && headerText.holds(value))
  );
}
