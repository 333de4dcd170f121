import { WithingsDecodingError } from "./errors.js";

/** {@link WithingsCredentials} as plain data, for storage. It holds both tokens: keep it as you would keep a password. */
export interface StoredCredentials {
  readonly version: 1;
  readonly userID: string;
  readonly withingsAccessToken: string;
  readonly withingsRefreshToken: string;
  readonly expires: number;
  readonly scope: string;
  readonly tokenType: string;
  /** ISO 8601, UTC. */
  readonly obtainedAt: string;
}

/** The values of {@link WithingsCredentials}. */
export interface CredentialValues {
  readonly userID: string;
  readonly withingsAccessToken: string;
  readonly withingsRefreshToken: string;
  /** Seconds. */
  readonly expires: number;
  readonly scope: string;
  readonly tokenType: string;
  readonly obtainedAt: Date;
}

/**
 * What a connected person's program holds. The values never change: a refresh gives new credentials.
 *
 * Printing, logging or inspecting it shows no token. `JSON.stringify` does write the tokens, since that is how credentials are stored.
 */
export class WithingsCredentials {
  // Private fields, so that neither a spread nor an inspector that looks at hidden properties finds the tokens.
  readonly #values: CredentialValues;

  /**
   * Most programs get credentials from `WithingsConnector` or {@link WithingsCredentials.fromJSON}.
   *
   * @throws {@link WithingsDecodingError} `credentials_invalid` when a value is missing or cannot be right.
   */
  constructor(values: CredentialValues) {
    this.#values = checked(values);
  }

  /** The person's id at Withings. Always a string: Withings sends a string at the first exchange and a number at a refresh. */
  get userID(): string {
    return this.#values.userID;
  }

  /** Sent as `Authorization: Bearer …`. Its first use ends the life of the refresh token that was spent for it. */
  get withingsAccessToken(): string {
    return this.#values.withingsAccessToken;
  }

  /** Good for one refresh, within a year. Each refresh gives a new one. */
  get withingsRefreshToken(): string {
    return this.#values.withingsRefreshToken;
  }

  /** The access token's life in seconds, as Withings sent it (10800). See {@link WithingsCredentials.expiresAt} for the moment. */
  get expires(): number {
    return this.#values.expires;
  }

  /** The granted scopes, comma-separated; may be fewer than were asked for. Empty when Withings did not say. */
  get scope(): string {
    return this.#values.scope;
  }

  /** Always `Bearer`, in the spelling that Withings sent. */
  get tokenType(): string {
    return this.#values.tokenType;
  }

  /** When the tokens were asked for, by this machine's clock. */
  get obtainedAt(): Date {
    return new Date(this.#values.obtainedAt);
  }

  /** When the access token expires, by this machine's clock. */
  get expiresAt(): Date {
    return new Date(this.#values.obtainedAt.getTime() + this.#values.expires * 1000);
  }

  /**
   * Whether the access token has expired.
   *
   * @param at - the moment that is asked about. @defaultValue now
   */
  isExpired(at: Date = new Date()): boolean {
    return at.getTime() >= this.expiresAt.getTime();
  }

  /** Plain data for storage, read back by {@link WithingsCredentials.fromJSON}. */
  toJSON(): StoredCredentials {
    return { version: 1, ...this.#values, obtainedAt: this.#values.obtainedAt.toISOString() };
  }

  /**
   * Reads stored credentials: the data that {@link WithingsCredentials.toJSON} gave, or its JSON text.
   *
   * @throws {@link WithingsDecodingError} `credentials_invalid`, naming the field but never its value.
   */
  static fromJSON(stored: unknown): WithingsCredentials {
    const data: unknown = typeof stored === "string" ? parseJson(stored) : stored;
    if (typeof data !== "object" || data === null || Array.isArray(data))
      throw invalid("", "not a JSON object");
    const fields = data as Readonly<Record<string, unknown>>;
    if (fields["version"] !== 1) throw invalid("version", "not 1, the only version there is");
    const obtainedAt = fields["obtainedAt"];
    return new WithingsCredentials({
      ...(fields as unknown as CredentialValues),
      obtainedAt: new Date(typeof obtainedAt === "string" ? obtainedAt : NaN),
    });
  }

  /** Says whose credentials these are and until when they hold; shows no token. */
  toString(): string {
    return `WithingsCredentials { userID: ${this.userID}, expiresAt: ${this.expiresAt.toISOString()}, tokens hidden }`;
  }

  static {
    // What Node's console.log and util.inspect print. Defined here since a computed member name has no place in isolated declarations.
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: WithingsCredentials): string {
        return this.toString();
      },
    });
  }
}

// RFC 6750's token characters, and then some: what can stand in a header without being read as something else.
const tokenPattern = /^[\x21-\x7e]{1,4096}$/;
// Withings sends 10800 (3 hours). More than a year is longer than the refresh token lives, so it cannot be meant.
const longestExpires = 366 * 24 * 3600;

// Keeps what is known and nothing else: what a program stored beside it stays where it was.
function checked(values: CredentialValues): CredentialValues {
  const text = (
    field: "userID" | "withingsAccessToken" | "withingsRefreshToken" | "tokenType",
    of: RegExp,
  ): void => {
    const value: unknown = values[field];
    if (typeof value !== "string" || !of.test(value))
      throw invalid(field, "missing or not the text that it should be");
  };
  text("userID", /^[\x21-\x7e]{1,64}$/);
  text("withingsAccessToken", tokenPattern);
  text("withingsRefreshToken", tokenPattern);
  text("tokenType", /^bearer$/i);
  if (typeof (values.scope as unknown) !== "string") throw invalid("scope", "missing or not a text");
  if (
    typeof (values.expires as unknown) !== "number" ||
    !(values.expires > 0 && values.expires <= longestExpires)
  )
    throw invalid("expires", "missing or not a possible number of seconds");
  if (!((values.obtainedAt as unknown) instanceof Date) || Number.isNaN(values.obtainedAt.getTime()))
    throw invalid("obtainedAt", "missing or not a date");
  const { userID, withingsAccessToken, withingsRefreshToken, expires, scope, tokenType } = values;
  const obtainedAt = new Date(values.obtainedAt);
  return { userID, withingsAccessToken, withingsRefreshToken, expires, scope, tokenType, obtainedAt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which holds tokens.
    throw invalid("", "not JSON");
  }
}

function invalid(field: string, problem: string): WithingsDecodingError {
  const what = field === "" ? "The stored text is" : `The field ${field} is`;
  return new WithingsDecodingError(
    "credentials_invalid",
    `These are not stored Withings credentials. ${what} ${problem}. Nothing was changed; store what toJSON gives, or let the person authorize again.`,
    field === "" ? {} : { field },
  );
}
