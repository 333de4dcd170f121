import type { Needs, Operation } from "withings-kit/contract";

/** Words in a row, as in a sentence. */
export function listed(words: readonly string[], last: "and" | "or"): string {
  const [end = ""] = words.slice(-1);
  return words.length < 2 ? end : `${words.slice(0, -1).join(", ")} ${last} ${end}`;
}

/** A phrase as a sentence. */
export function sentence(phrase: string): string {
  const begun = phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** `getActivity` gives `GetActivity`, `heart_rate` gives `HeartRate`. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|[_ ])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Withings' name of an operation, such as `measure v2 getactivity`. */
export function nameOf({ service, action }: Operation): string {
  return `${service} ${action ?? "authorize"}`;
}

/** Without what a field stays away, as a sentence. */
export function needsSentence(needs: Needs | undefined): string | undefined {
  if (needs === undefined) return undefined;
  const { plan, devices, region, also } = needs;
  const wants = [
    ...(plan === undefined ? [] : [planWords[plan]]),
    ...(devices === undefined ? [] : [`a device: ${listed(devices, "or")}`]),
    ...(region === undefined ? [] : [`one that was bought in ${region}`]),
    ...(also === undefined ? [] : [also]),
  ];
  return `Needs ${wants.join("; ")}.`;
}

const planWords: Readonly<Record<NonNullable<Needs["plan"]>, string>> = {
  "Advanced Biomarkers": "the plan Advanced Biomarkers",
  special: "a plan of its own",
  contract: "a contract",
};

/** What proves who calls. */
export const proofWords: Readonly<Record<Operation["authentication"], string>> = {
  none: "nothing: a browser opens it",
  client: "the client secret, or a signature",
  signature: "a signature",
  bearer: "a person's access token",
  bearerOrSignature: "a person's access token, or a signature",
};

/** What calls an operation as it is; nothing where only a browser does. */
export function callersOf({ authentication }: Operation): readonly string[] {
  return callers[authentication];
}

const callers: Readonly<Record<Operation["authentication"], readonly string[]>> = {
  none: [],
  client: ["withings.call"],
  signature: ["withings.call"],
  bearer: ["connection.call"],
  bearerOrSignature: ["connection.call", "withings.call"],
};
