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

/**
 * What a connected person's program holds. The values never change: a refresh gives new credentials.
 *
 * Printing, logging or inspecting it shows no token. `JSON.stringify` does write the tokens, since that is how credentials are stored.
 */
export class WithingsCredentials {
  // Private, so that neither a spread nor an inspector that looks at hidden properties finds the tokens.
  readonly #stored: StoredCredentials;

  /**
   * Most programs get credentials from `WithingsConnector` or {@link WithingsCredentials.fromJSON}.
   *
   * @throws {@link WithingsDecodingError} `credentials_invalid` when a value is missing or cannot be right.
   */
  constructor(stored: StoredCredentials) {
    checkCredentials(stored, notCredentials);
    this.#stored = { ...stored };
    // What Node's console.log and util.inspect print.
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => this.toString() });
  }

  /** The person's id at Withings. Always a string: Withings sends a string at the first exchange and a number at a refresh. */
  get userID(): string {
    return this.#stored.userID;
  }

  /** Sent as `Authorization: Bearer …`. Its first use ends the life of the refresh token that was spent for it. */
  get withingsAccessToken(): string {
    return this.#stored.withingsAccessToken;
  }

  /** Good for one refresh, within a year. Each refresh gives a new one. */
  get withingsRefreshToken(): string {
    return this.#stored.withingsRefreshToken;
  }

  /** The access token's life in seconds, as Withings sent it (10800). See {@link WithingsCredentials.expiresAt} for the moment. */
  get expires(): number {
    return this.#stored.expires;
  }

  /** The granted scopes, comma-separated; may be fewer than were asked for. Empty when Withings did not say. */
  get scope(): string {
    return this.#stored.scope;
  }

  /** Always `Bearer`, in the spelling that Withings sent. */
  get tokenType(): string {
    return this.#stored.tokenType;
  }

  /** When the tokens were asked for, by this machine's clock. */
  get obtainedAt(): Date {
    return new Date(this.#stored.obtainedAt);
  }

  /** When the access token expires, by this machine's clock. */
  get expiresAt(): Date {
    return new Date(Date.parse(this.#stored.obtainedAt) + this.expires * 1000);
  }

  /**
   * Whether the access token has expired.
   *
   * @param at - the moment that is asked about. @defaultValue now
   */
  isExpired(at: Date = new Date()): boolean {
    return at >= this.expiresAt;
  }

  /** Plain data for storage, read back by {@link WithingsCredentials.fromJSON}. */
  toJSON(): StoredCredentials {
    return { ...this.#stored };
  }

  /**
   * Reads stored credentials: the data that {@link WithingsCredentials.toJSON} gave, or its JSON text.
   *
   * @throws {@link WithingsDecodingError} `credentials_invalid`, naming the field but never its value.
   */
  static fromJSON(stored: unknown): WithingsCredentials {
    try {
      return new WithingsCredentials(
        (typeof stored === "string" ? JSON.parse(stored) : stored) as StoredCredentials,
      );
    } catch (error) {
      // The parser's own message quotes the text, which holds tokens.
      throw WithingsDecodingError.isInstance(error) ? error : notCredentials("JSON");
    }
  }

  /** Says whose credentials these are and until when they hold; shows no token. */
  toString(): string {
    return `WithingsCredentials(userID ${this.userID}, until ${this.expiresAt.toISOString()})`;
  }
}

// Visible ASCII but quotation mark and backslash, in JSON: what can stand in a header, as it is.
const word = /^"[!#-[\]-~]+"$/;

// Of each field as JSON, so that a pattern tells its type too.
const fields: Readonly<Record<string, Partial<RegExp> | undefined>> = {
  version: /^1$/,
  userID: word,
  withingsAccessToken: word,
  withingsRefreshToken: word,
  // Withings sends 10800. More than 3 years cannot be meant.
  expires: /^[1-9]\d{0,7}$/,
  scope: /^"[!#-[\]-~]*"$/,
  tokenType: /^"bearer"$/i,
  obtainedAt: /^"[-\dT:.]+Z"$/,
};

/**
 * Checks that everything is there, can be right, and that there is nothing else.
 *
 * @param error - makes the error for the field that is not.
 */
export function checkCredentials(values: StoredCredentials, error: (field: string) => Error): void {
  const given: Readonly<Record<string, unknown>> = { ...values };
  for (const field in { ...fields, ...given })
    if (typeof given[field] === "object" || !fields[field]?.test?.(JSON.stringify(given[field])))
      throw error(field);
  if (!Date.parse(values.obtainedAt)) throw error("obtainedAt");
}

function notCredentials(field: string): WithingsDecodingError {
  return new WithingsDecodingError(
    "credentials_invalid",
    `The credentials have no usable ${field}. Give what toJSON gave, or authorize again.`,
    { field },
  );
}
