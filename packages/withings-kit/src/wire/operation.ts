import type { KnownScope } from "../model/scope.js";

declare const types: unique symbol;

/** What proves who calls an operation: see `contract/`. */
export type WireAuthentication = "none" | "client" | "signature" | "bearer" | "bearerOrSignature";

/** Of operations that are called on a person's connection. */
export type PersonAuthentication = "bearer" | "bearerOrSignature";

/** Of operations that the application itself is proved for. */
export type ApplicationAuthentication = "client" | "signature" | "bearerOrSignature";

/**
 * What is needed to call an operation of the Withings API, and nothing else. Printed from `contract/`, which says what it all means.
 *
 * @typeParam Parameters - what may be given.
 * @typeParam Body - what Withings sends back, as it sends it.
 * @typeParam Authentication - what proves who calls, and so on what it is called: a person's connection, the application, or either.
 */
export interface WireOperation<
  Parameters extends object = object,
  Body extends object = object,
  Authentication extends WireAuthentication = WireAuthentication,
> {
  /** Withings' name of the service, such as `measure v2`. */
  readonly service: string;
  /** Withings' name of the action; only the authorize page has none. */
  readonly action?: string;
  /** The authorize page stands at the cloud's other address, and is opened by a browser. */
  readonly host?: "account";
  readonly path: string;
  readonly authentication: Authentication;
  /** Which parameter makes a call of `bearerOrSignature` a signed one: `name`, or `name=value`. */
  readonly signedWhen?: string;
  /** The token must have one of these; none are needed where it is absent. */
  readonly scopes?: readonly KnownScope[];
  /** Whether it may be sent again when its outcome is unknown. */
  readonly reads?: true;
  /** The field of a page's rows, where there are pages. */
  readonly rows?: string;
  /** How many seconds from `startdate` one call covers at the most. */
  readonly windowSeconds?: number;
  readonly parameters: Readonly<Record<string, WireParameter>>;
  /** Alternatives that exclude each other, as `startdateymd enddateymd|lastupdate`; a name with `?` can be left out. */
  readonly choices?: readonly string[];
  /** Never there: it carries the types. */
  readonly [types]?: { readonly parameters: Parameters; readonly body: Body };
}

/** A parameter: its type where nothing else is to be said. */
export type WireParameter = WireParameterType | WireParameterFacts;

/** How a value is written into the form. */
export type WireParameterType =
  "string" | "integer" | "id" | "boolean" | "time" | "day" | "integers" | "strings" | "json";

/** All that is to be held against a parameter. */
export interface WireParameterFacts {
  readonly type: WireParameterType;
  readonly required?: true;
  /** The values that are allowed, separated by commas. */
  readonly values?: string;
  readonly maxLength?: number;
  /** A regular expression, and the same in words. */
  readonly pattern?: readonly [source: string, words: string];
  /** With which other parameter it goes, as `name=value`; `required` is meant for then. */
  readonly when?: string;
  readonly shape?: JsonShape;
}

/** What JSON must look like: a type, a list of such, or an object, of which a name with `?` can be left out. */
export type JsonShape =
  "string" | "integer" | "boolean" | readonly [JsonShape] | { readonly [name: string]: JsonShape };

/** The body of an answer that says nothing but that all went well. */
export type EmptyBody = Readonly<Record<string, unknown>>;

/** For an operation without parameters. */
export type NoParameters = Readonly<Record<string, never>>;
