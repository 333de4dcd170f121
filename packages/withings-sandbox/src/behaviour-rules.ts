import { InvalidInput } from "./checks.js";
import type { Behaviour } from "./options.js";

/** Which values an option takes. */
export interface BehaviourRule {
  /** The words, numbers and truth values that are allowed. */
  readonly values?: readonly (string | number | boolean)[];
  /** Whole numbers from the first to the second are allowed too. */
  readonly range?: readonly [number, number];
  /** Any text is allowed. */
  readonly text?: true;
}

const flag: BehaviourRule = { values: [true, false] };
const status: BehaviourRule = { range: [1, 99_999] };

/** The rule of every option, for those who come without TypeScript: the command line and HTTP. */
export const behaviourRules: { readonly [K in keyof Behaviour]: BehaviourRule } = {
  forkPolicy: { values: ["both-live", "first-use-wins", "latest-wins", "strict"] },
  previousAccessTokenSurvives: flag,
  secondAuthorization: { values: ["coexists", "replaces"] },
  useridShape: { values: ["observed", "string", "number"] },
  csrfToken: flag,
  refusalRedirect: { values: ["access_denied", "no_code", "no_state"] },
  redirectMismatchTold: { values: ["after_consent", "at_once"] },
  authorizeErrorHttpStatus: { range: [200, 599] },
  redirectUriMatching: { values: ["exact", "prefix"] },
  wrongRedirectUriStatus: { values: [503, 293] },
  wrongClientStatus: status,
  wrongSignatureStatus: status,
  wrongNonceStatus: status,
  contractOnlyStatus: status,
  restrictedStatus: status,
  timestampToleranceSeconds: { values: ["off"], range: [0, 86_400] },
  duplicateFilter: { values: ["observed", "tokens", "all", "off"] },
  duplicateWindowSeconds: { range: [1, 3600] },
  duplicateWaitSeconds: { values: ["remaining"], range: [0, 86_400] },
  rateLimitPerMinute: { values: ["off"], range: [1, 1_000_000] },
  rateLimitWindow: { values: ["fixed", "sliding"] },
  rateLimitWaitSeconds: flag,
  emptyErrorBody: { values: ["object", "array"] },
  contentType: { text: true },
  listUsersWrapper: { values: ["users", "series", "flat"] },
  dataCallsByGet: flag,
  accessTokenParameter: flag,
};

/** Whether it is the name of an option. */
function isBehaviourName(name: string): name is keyof Behaviour {
  return Object.hasOwn(behaviourRules, name);
}

/** What an option takes, in words. */
export function describeRule({ values = [], range, text }: BehaviourRule): string {
  return [
    ...values.map((value) => JSON.stringify(value)),
    ...(range === undefined ? [] : [`a whole number from ${range[0]} to ${range[1]}`]),
    ...(text === undefined ? [] : ["a text that can be an HTTP header"]),
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

function follows({ values, range, text }: BehaviourRule, value: unknown): boolean {
  if (values?.some((allowed) => allowed === value)) return true;
  if (typeof value === "number")
    return range !== undefined && Number.isInteger(value) && value >= range[0] && value <= range[1];
  return text === true && typeof value === "string" && /^[\x20-\x7e]+$/.test(value);
}
