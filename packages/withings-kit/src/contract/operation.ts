import type { KnownScope } from "../model/scope.js";
import type { Certainty, Fields } from "./field.js";
import type { Parameters } from "./parameter.js";

/**
 * One action of the Withings API, stated once: the client's tables and types, the tables of the documentation and `openapi.json` are
 * printed from it (`npm run contract`), the sandbox serves and checks by it.
 *
 * @see https://developer.withings.com/api-reference/
 */
export interface Operation {
  /** Withings' name of the service, as its reference prints it. */
  readonly service: string;
  /** The name in Withings' own OpenAPI document. */
  readonly operationId: string;
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
   * - `bearerOrSignature`: a signature where {@link Operation.signedWhen} holds, else a person's access token
   */
  readonly authentication: "none" | "client" | "signature" | "bearer" | "bearerOrSignature";
  /** The parameter that makes a call a signed one: by being given, or by having this value. */
  readonly signedWhen?: { readonly parameter: string; readonly value?: string };
  /** `contract`: only for partners who signed one. */
  readonly access: "public" | "contract";
  /** The token must have one of these; none are needed where it is empty. */
  readonly scopes: readonly KnownScope[];
  /** Only what reads may be sent again when its outcome is unknown. */
  readonly effect: "reads" | "writes";
  /** Every parameter but `action`, by name. */
  readonly parameters: Parameters;
  /**
   * Sets of parameters that exclude each other. Of each choice at most one alternative is taken; one must be, where every alternative
   * has a conditional parameter. Of the alternative that is taken, all conditional parameters are needed.
   */
  readonly choices?: readonly Choice[];
  /** The fields of the answer's `body`; on the authorize page, the parameters that the redirect brings. */
  readonly answer: Fields;
  readonly paging?: Paging;
  /** How many seconds from `startdate` one call covers: Withings drops the rest without a word. */
  readonly windowSeconds?: number;
  readonly summary: string;
  /** What else must be known to use it. */
  readonly notes?: readonly string[];
  readonly certainty?: Certainty;
  /** What to call instead. */
  readonly deprecated?: string;
  /** Where it is documented; otherwise in what else it was found. */
  readonly source: string;
}

/** Alternatives, each of them names of parameters. */
export type Choice = readonly (readonly string[])[];

/** Answers with `more` and `offset`: the offset is sent back for the next page. */
export interface Paging {
  /** The field that holds a page's rows. */
  readonly rows: string;
  /** How many rows a page was seen to have at the most. */
  readonly observedPageSize?: number;
  /** How sure it is that `offset` is taken as a parameter. */
  readonly certainty?: Certainty;
}

/** The page of Withings' reference about an operation, by its name there. */
export function reference(operationId: string): string {
  const [service = ""] = operationId.split(/v2-|-/);
  return `https://developer.withings.com/api-reference/#tag/${service}/operation/${operationId}`;
}
