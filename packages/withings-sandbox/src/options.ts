/**
 * How the sandbox behaves where nobody outside Withings knows how Withings does. Each option names what is in doubt and offers the shapes
 * that are plausible; the default is the one with the most evidence, or the one that breaks the fewest clients.
 */
export interface Behaviour {
  /**
   * What becomes of two token pairs that were born of one refresh token, which happens when an answer is lost, or when two processes
   * refresh at once.
   *
   * - `both-live`: they live side by side.
   * - `first-use-wins`: the first whose access token is used ends the other.
   * - `latest-wins`: the second ends the first as it is issued.
   * - `strict`: there is no second; a refresh token ends as soon as it is used.
   *
   * Default `both-live`: the least that follows from the documented grace, which says nothing of a second pair.
   */
  forkPolicy: "both-live" | "first-use-wins" | "latest-wins" | "strict";
  /**
   * Whether the access token from before a refresh goes on working until its own end. Default `true`: nothing says that it is withdrawn.
   */
  previousAccessTokenSurvives: boolean;
  /**
   * What a person's second authorization of the same application does to the tokens of the first. Default `coexists`: people use one
   * application on two machines.
   */
  secondAuthorization: "coexists" | "replaces";
  /**
   * The type of `userid` in token answers. Default `observed`: a string from a code, a number from a refresh token.
   */
  useridShape: "observed" | "string" | "number";
  /** Whether token answers carry `csrf_token`. Default `true`: it is in the specification, though not in older recordings. */
  csrfToken: boolean;
  /**
   * Where the browser is sent when the person refuses.
   *
   * - `access_denied`: `?error=access_denied&state=...`
   * - `no_code`: `?state=...`
   * - `no_state`: `?error=access_denied`
   *
   * Default `access_denied`: what RFC 6749 says, and what clients of Withings expect.
   */
  refusalRedirect: "access_denied" | "no_code" | "no_state";
  /**
   * When an unregistered redirect URI is told: after the person pressed a button of the consent page, or before anything is shown. Default
   * `after_consent`: that is when people saw it.
   */
  redirectMismatchTold: "after_consent" | "at_once";
  /**
   * What the authorize page makes of parameters that Withings does not document, those of PKCE for instance. Default `ignored`: clients
   * that send them were not seen to fail.
   */
  unknownAuthorizeParameters: "ignored" | "refused";
  /** The HTTP status of the JSON error that the authorize page shows, 200 or 400 to 599. Default 400: recordings show the JSON, not its status. */
  authorizeErrorHttpStatus: number;
  /**
   * How a redirect URI is compared with the registered ones. Default `exact`: observed, byte for byte. `prefix` also accepts a path or a
   * query below a registered address, as an example in the documentation does.
   */
  redirectUriMatching: "exact" | "prefix";
  /**
   * The status for a code that is exchanged with another redirect URI than the one it was made for: 503 `invalid code`, or 293, Withings'
   * number for a wrong callback URL. Default 503: reported by users.
   */
  wrongRedirectUriStatus: 503 | 293;
  /** The status for a wrong client secret or an unknown client id. Default 503: the family that all recorded refusals of the token endpoint are in. */
  wrongClientStatus: number;
  /** The status for a wrong signature. Default 342: Withings' old number for it, the only one known. */
  wrongSignatureStatus: number;
  /** The status for a nonce that is unknown, used or too old. Default 503: invalid parameters. */
  wrongNonceStatus: number;
  /** The status for an operation that needs a contract, called by an application without one. Default 2553: of the family "unauthorized". */
  contractOnlyStatus: number;
  /**
   * The status for a subscription to notifications that there is not. Default `by_cause`: 343 where nothing is sent to this callback URL, 286
   * where other categories are; both are numbers of Withings' former reference, which had 294 beside them.
   */
  unknownSubscriptionStatus: "by_cause" | number;
  /**
   * Which scope lets an application subscribe to a category of notifications: `any` that the operation takes, or that of the `category`.
   * Default `any`: observed with 50 and 51, which are then never delivered.
   */
  subscriptionScope: "any" | "category";
  /** The status for one linked person too many of a restricted application. Default 2553: of the family "unauthorized". */
  restrictedStatus: number;
  /**
   * What becomes of an application that is registered with a callback URL which breaks the rules for production: one on localhost, with a
   * custom scheme, or without https. Default `restricted`, to ten people: what the documentation says; some report that it is `refused`.
   */
  developmentCallbacks: "restricted" | "refused";
  /**
   * How far, in seconds, the `timestamp` of `getnonce` may be from the sandbox's clock or from the machine's (a client's clock does not
   * follow the sandbox's when it is turned). Default 300: usual for signed requests. `"off"`: any timestamp.
   */
  timestampToleranceSeconds: number | "off";
  /**
   * Which identical requests are refused within {@link duplicateWindowSeconds}, with 601.
   *
   * - `observed`: token requests and data calls
   * - `tokens`: token requests only
   * - `all`: every operation, `getnonce` too
   * - `off`: none
   *
   * Default `observed`: both were seen.
   */
  duplicateFilter: "observed" | "tokens" | "all" | "off";
  /**
   * Whose data calls with the same arguments are identical: those with one access token, or all for one person and application. Default
   * `token`: somebody also saw calls with two tokens of one account refused, and every client must get along with either.
   */
  duplicateCaller: "token" | "person";
  /** How long, in seconds, a request counts as the same again. Default 10: Withings' own message says so. */
  duplicateWindowSeconds: number;
  /** `wait_seconds` of a refused duplicate. Default `remaining`: what is left of the window. 188 was once recorded. */
  duplicateWaitSeconds: "remaining" | number;
  /** Requests a minute for one application; beyond that 601. Default 120: the free plan. `"off"`: no limit. */
  rateLimitPerMinute: number | "off";
  /**
   * How that minute is measured: `fixed` starts at the first request and ends for all of them together; `sliding` looks back from each.
   * Default `fixed`.
   */
  rateLimitWindow: "fixed" | "sliding";
  /**
   * How long, in seconds, an application that sent too much is refused from then on. Default 0: until its minute is over, and no longer.
   */
  rateLimitBanSeconds: number;
  /** Whether the 601 of the rate limit has `wait_seconds`. Default `true`; no recording shows it either way. */
  rateLimitWaitSeconds: boolean;
  /** The `body` of an error: `{}` or `[]`. Default `object`: in every recording; PHP servers write both. */
  emptyErrorBody: "object" | "array";
  /** The content type of API answers. Default `application/json`; clients should not depend on it. */
  contentType: string;
  /**
   * Where `listusers` puts the users: `users` and `series` name an array; `flat` puts one user a page straight into the body, as the
   * specification reads. Default `users`.
   */
  listUsersWrapper: "users" | "series" | "flat";
  /** Whether data calls are also served as GET with a query. Default `true`: observed, though undocumented. */
  dataCallsByGet: boolean;
  /** Whether the access token is also taken from a parameter `access_token`. Default `true`: observed, though undocumented. */
  accessTokenParameter: boolean;
  /** How many groups a page of `getmeas` has. Default 200: Withings does not say, and this is what `getactivity` showed. */
  measuresPerPage: number;
  /** How many days a page of `getactivity` has. Default 200: recorded. */
  activitiesPerPage: number;
  /** How many workouts a page of `getworkouts` has. Default 200, as for days: nobody has shown it. */
  workoutsPerPage: number;
  /** How many nights a page of `sleep v2 getsummary` has. Default 300: recorded. */
  nightsPerPage: number;
  /** How many recordings a page of `heart v2 list` or `stetho v2 list` has. Default 200, as for days: nobody has shown it. */
  recordingsPerPage: number;
  /**
   * Whether `sleep v2 getsummary` takes the parameter `offset`, which its answers ask for and its document does not list. Default `taken`;
   * where it is `ignored`, every page is the first, and says that there is more.
   */
  summaryOffset: "taken" | "ignored";
  /** How many hours one `sleep v2 get` covers. Default 24: a note of its page; a field of the same page says 7 days, 168. */
  sleepWindowHours: 24 | 168;
  /**
   * What becomes of a longer period: `cut` to those hours without a word, as is documented, or `refused` with 503, which one report of
   * failing calls can be read as. Default `cut`.
   */
  sleepWindowExceeded: "cut" | "refused";
  /**
   * Which segments `sleep v2 get` answers at the edges of a period: those `starting` in it, all `overlapping` it, or the parts in it,
   * `clipped`. Default `starting`: nobody has shown it, and each segment is then in one of two periods that meet.
   */
  sleepWindowEdge: "starting" | "overlapping" | "clipped";
  /** Whether what happened in the very second of `enddate` is in the answer. Default `included`: it is then twice in two periods that meet. */
  periodEnd: "included" | "excluded";
  /** Whether a row that was changed in the very second of `lastupdate` is in the answer. Default `excluded`: "after" is Withings' word. */
  lastUpdateMoment: "excluded" | "included";
  /** What stands for a map without entries: `[]`, as PHP writes it and as goals were seen, or `{}`. Default `array`. */
  emptyMap: "array" | "object";
  /**
   * How `sleep v2 get` answers a period with one segment: in an array, or the segment itself, since Withings' document declares an object.
   * Default `array`: every recording has several, in an array.
   */
  lonelySegment: "array" | "object";
  /** Which fields `sleep v2 getsummary` answers where `data_fields` is left out: those recorded in 2021, or the seven of 2020. Default 2021. */
  summaryDefaultFields: 2021 | 2020;
  /**
   * Whether `getactivity` answers steps to `totalcalories` where `data_fields` is left out: `totals`, or `none`. Default `totals`: programs
   * rely on it.
   */
  activityDefaultFields: "totals" | "none";
  /** `heart_rate` of `heart v2 get`: a number, as documented in August 2026, or the `object` that was reported in October. Default `number`. */
  ecgHeartRate: "number" | "object";
  /**
   * How a deleted measure group shows: it is `gone`, as documented, or `flagged` in answers to `lastupdate`, empty and with `is_deleted`,
   * a name that the document has elsewhere. Default `gone`.
   */
  deletedMeasures: "gone" | "flagged";
  /**
   * What `getmeas` calls and types things: as `observed` (`modelid`, `updatetime` as a number, `more` as 1 and left out on the last page), or
   * as `specified` (`model_id`, a string, a boolean on every page). Default `observed`.
   */
  measureShape: "observed" | "specified";
  /** Whether each row of `getmeas` has its time zone. Default `true`: seen, and in the specification until February 2025. */
  rowTimezones: boolean;
  /**
   * `attrib` of a group that somebody confirmed with `confirmuser`. Default 0: it is certainly theirs then; 3, 7 and 8 are said to mean
   * nearly the same.
   */
  confirmedAttribution: 0 | 3 | 7 | 8;
  /**
   * What the application has booked with Withings: with the `basic` plan, what needs Advanced Biomarkers is absent, and no answer says so.
   * Default `advanced`, so that there is something to see.
   */
  plan: "advanced" | "basic";
  /**
   * How `notify list` and `notify get` write the callback URL: `as_given`, or `rewritten` so that it means the same, which programs had to get
   * along with. Default `as_given`.
   */
  callbackUrlEcho: "as_given" | "rewritten";
  /** How many rows a page of partners' lists has: users, screens, campaigns, surveys, raw data. Default 100: nobody has shown it. */
  partnerRowsPerPage: number;
  /** How long a callback URL may take to answer a notification, in milliseconds of real time. Default 2000: Withings' page has said so. */
  notificationTimeoutMs: number;
  /** How long after what it tells of a notification is posted, in seconds of the sandbox's clock. Default 0; Withings takes up to two minutes. */
  notificationDelaySeconds: number;
  /** How many times each notification is sent, as one of its own. Default 1; several for one weigh-in were seen. */
  notificationCopies: number;
  /** Whether a callback URL gets its notifications in the order of what happened: `kept`, or `shuffled`, as was seen. Default `kept`. */
  notificationOrder: "kept" | "shuffled";
  /**
   * From when the waits before a failed notification's next tries are counted: from what happened, or from the tries before. Default
   * `from_event`: Withings' list of them begins with "T+0".
   */
  notificationRetries: "from_event" | "from_previous";
  /**
   * When a subscription is cancelled whose callback URL fails: after `20-days` without a success, by the present rule as it was
   * transcribed; after `4-failures` in a row, by the former one; or it is `kept`. Default `20-days`.
   */
  failingSubscriptions: "20-days" | "4-failures" | "kept";
  /**
   * After how many days subscriptions to 50 and 51, into bed and out of it, are gone without a word. Default `"unlimited"`; that they end
   * while others go on was reported.
   */
  bedSubscriptionDays: number | "unlimited";
}

/** The defaults of {@link Behaviour}. */
export const defaultBehaviour: Readonly<Behaviour> = {
  forkPolicy: "both-live",
  previousAccessTokenSurvives: true,
  secondAuthorization: "coexists",
  useridShape: "observed",
  csrfToken: true,
  refusalRedirect: "access_denied",
  redirectMismatchTold: "after_consent",
  authorizeErrorHttpStatus: 400,
  unknownAuthorizeParameters: "ignored",
  redirectUriMatching: "exact",
  wrongRedirectUriStatus: 503,
  wrongClientStatus: 503,
  wrongSignatureStatus: 342,
  wrongNonceStatus: 503,
  contractOnlyStatus: 2553,
  unknownSubscriptionStatus: "by_cause",
  subscriptionScope: "any",
  restrictedStatus: 2553,
  developmentCallbacks: "restricted",
  timestampToleranceSeconds: 300,
  duplicateFilter: "observed",
  duplicateCaller: "token",
  duplicateWindowSeconds: 10,
  duplicateWaitSeconds: "remaining",
  rateLimitPerMinute: 120,
  rateLimitWindow: "fixed",
  rateLimitBanSeconds: 0,
  rateLimitWaitSeconds: true,
  emptyErrorBody: "object",
  contentType: "application/json",
  listUsersWrapper: "users",
  dataCallsByGet: true,
  accessTokenParameter: true,
  measuresPerPage: 200,
  activitiesPerPage: 200,
  workoutsPerPage: 200,
  nightsPerPage: 300,
  recordingsPerPage: 200,
  summaryOffset: "taken",
  sleepWindowHours: 24,
  sleepWindowExceeded: "cut",
  sleepWindowEdge: "starting",
  periodEnd: "included",
  lastUpdateMoment: "excluded",
  emptyMap: "array",
  lonelySegment: "array",
  summaryDefaultFields: 2021,
  activityDefaultFields: "totals",
  ecgHeartRate: "number",
  deletedMeasures: "gone",
  measureShape: "observed",
  rowTimezones: true,
  confirmedAttribution: 0,
  plan: "advanced",
  callbackUrlEcho: "as_given",
  partnerRowsPerPage: 100,
  notificationTimeoutMs: 2000,
  notificationDelaySeconds: 0,
  notificationCopies: 1,
  notificationOrder: "kept",
  notificationRetries: "from_event",
  failingSubscriptions: "20-days",
  bedSubscriptionDays: "unlimited",
};

/** What `createSandbox` takes: any {@link Behaviour}, and how the sandbox is set up. */
export interface SandboxOptions extends Partial<Readonly<Behaviour>> {
  /** Decides which people, devices and application are invented. The same seed gives the same ones. Default 1. */
  readonly seed?: number;
  /** How the callback probe reaches the URLs of applications. Default: the global `fetch`, to loopback addresses only. */
  readonly probeFetch?: typeof fetch;
  /** How notifications reach the callback URLs of subscriptions. Default: the global `fetch`, to loopback addresses only. */
  readonly notifyFetch?: typeof fetch;
  /** How many requests the log keeps. Default 1000. */
  readonly requestLogSize?: number;
}
