/** What the API says: Withings' envelope. */
export interface Answer {
  /** 0 is success; the rest are Withings' numbers. */
  readonly status: number;
  readonly body?: object;
  readonly error?: string;
}

/** Status 0 with a body. */
export const success = (body: object): Answer => ({ status: 0, body });

/** A refusal whose body is empty. */
export const refusal = (status: number, error: string): Answer => ({ status, error });

/** 503, in the words of Withings' recorded answers. */
export const invalid = (parameter: string): Answer => refusal(503, `Invalid Params: invalid ${parameter}`);

/** 293, in the words of Withings' former reference. */
export const wrongCallbackUrl: Answer = refusal(293, "Callback URL is either absent or incorrect");

const ownRefusals = new Map([
  ["callbackurl", wrongCallbackUrl],
  ["new_callbackurl", wrongCallbackUrl],
  ["comment", refusal(304, "The comment is either absent or incorrect")],
]);

/** What is said of a parameter that is missing or cannot be read: 503, or a number that Withings has for this parameter alone. */
export const unreadable = (parameter: string): Answer => ownRefusals.get(parameter) ?? invalid(parameter);

/**
 * A refusal whose number is in doubt: 503 and its words, or another number with the plain fact.
 */
export const doubtful = (status: number, parameter: string): Answer =>
  status === 503 ? invalid(parameter) : refusal(status, `invalid ${parameter}`);

/**
 * No such action, which is also what a missing one gives. Recorded without a body.
 *
 * @see https://github.com/vangorra/python_withings_api/issues/93
 */
export const notImplemented: Answer = { status: 2554, error: "Not implemented" };

/** An access token that is unknown or whose time is over. */
export const invalidToken: Answer = refusal(
  401,
  "XRequestID: Not provided invalid_token: The access token provided is invalid",
);

/** @see https://github.com/joostlek/python-withings/issues/587 */
export const insufficientScope: Answer = refusal(
  403,
  "XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges than provided by the access token",
);

/** A service for partners, called by an application without a contract. */
export const contractOnly = (status: number): Answer =>
  refusal(status, "Unauthorized: this service needs a contract with Withings");
