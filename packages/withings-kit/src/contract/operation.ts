import type { KnownScope } from "../model/scope.js";

/**
 * One action of the Withings API, stated once: the client calls by it, the sandbox serves and checks by it.
 *
 * @see https://developer.withings.com/api-reference/
 */
export interface Operation {
  /** Withings' name of the service, as its reference prints it. */
  readonly service: string;
  /** The value of the parameter `action`; absent on the authorize page. */
  readonly action?: string;
  readonly method: "GET" | "POST";
  /** Which of the cloud's two addresses serves it. */
  readonly host: "account" | "api";
  readonly path: string;
  /**
   * What proves who calls.
   * - `client`: the client secret in the body, or nonce and signature in its place
   * - `signature`: nonce and signature (for `getnonce` itself: timestamp and signature)
   * - `bearer`: a person's access token
   */
  readonly authentication: "none" | "client" | "signature" | "bearer";
  /** `contract`: only for partners who signed one. */
  readonly access: "public" | "contract";
  /** The token must have one of these; none are needed where it is empty. */
  readonly scopes: readonly KnownScope[];
  /** Every parameter but `action`, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly summary: string;
}

/** A parameter of an {@link Operation}. */
export interface Parameter {
  readonly type: "string" | "integer" | "json-strings";
  /** `conditional`: needed together with others, in the place of those in `excludes`. */
  readonly required: boolean | "conditional";
  /** The values that are allowed, where the set is closed. */
  readonly values?: readonly string[];
  /** How many characters it may have at the most. */
  readonly maxLength?: number;
  /** Parameters that may not be given beside this one. */
  readonly excludes?: readonly string[];
  readonly summary: string;
}
