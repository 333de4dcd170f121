import { deviceModelName } from "../model/device-model.js";
import { advancedMeasures } from "../model/measure-plan.js";
import { measureTypes } from "../model/measure-types.js";
import { splitScope } from "../model/scope.js";
import type { FieldNeeds } from "../wire/field-needs.js";
import { get as getEcg, list as listRecordings } from "../wire/heart.js";
import { getActivity, getIntradayActivity } from "../wire/measure-activity.js";
import { getMeas } from "../wire/measure.js";
import { getWorkouts } from "../wire/measure-workouts.js";
import { deviceModels, needs } from "../wire/needs.js";
import type { WireOperation } from "../wire/operation.js";
import { get as getSleep, getSummary } from "../wire/sleep.js";
import { get as getSound, list as listSounds } from "../wire/stetho.js";
import { getDevice } from "../wire/user.js";
import { dayNames } from "./activity-days.js";
import { momentNames } from "./activity-intraday.js";
import { createDevices } from "./devices.js";
import { invalidOption } from "./invalid-option.js";
import type { MissingFields, MissingReason } from "./missing.js";
import { nameOf } from "./operation-name.js";
import type { PersonCalls } from "./person-calls.js";
import { nightNames } from "./sleep-nights.js";
import { seriesNames } from "./sleep-segments.js";
import { workoutNames } from "./workouts.js";

/** Where the fields of a call come from: its operation, and Withings' names for them. */
interface Origin {
  readonly operation: WireOperation;
  /** Absent where the fields are types of measures. */
  readonly names?: () => Readonly<Record<string, unknown>>;
}

const origins: Readonly<Record<keyof MissingFields, Origin>> = {
  "activity.days": { operation: getActivity, names: dayNames },
  "activity.intraday": { operation: getIntradayActivity, names: momentNames },
  "devices.list": {
    operation: getDevice,
    names: () => ({
      macAddress: "mac_address",
      firmware: "fw",
      network: "network",
      lastUsedNetwork: "last_used_network",
    }),
  },
  "heart.ecg": { operation: getEcg, names: () => ({ microvolts: "signal" }) },
  "heart.recordings": {
    operation: listRecordings,
    names: () => ({ ecg: "ecg", afib: "ecg.afib", bloodPressure: "bloodpressure", sound: "stetho" }),
  },
  "measures.list": { operation: getMeas },
  "sleep.nights": { operation: getSummary, names: nightNames },
  "sleep.segments": { operation: getSleep, names: seriesNames },
  "stetho.recordings": { operation: listSounds, names: () => ({ valvularHeartDisease: "vhd" }) },
  "stetho.sound": { operation: getSound, names: () => ({ samples: "signal" }) },
  "workouts.list": { operation: getWorkouts, names: workoutNames },
};

/** What is looked at for an explanation. */
export interface MissingContext {
  readonly calls: PersonCalls;
  /** What the person granted, as Withings said it; empty where it did not. */
  readonly scope: string;
  readonly signal: AbortSignal | undefined;
}

/** See `Connection.explainMissing`. */
export async function explainMissing<From extends keyof MissingFields>(
  from: From,
  field: MissingFields[From],
  context: MissingContext,
): Promise<readonly MissingReason[]> {
  if (!Object.hasOwn(origins, from))
    throw invalidOption("from", `Give one of ${Object.keys(origins).join(", ")}.`);
  const { operation, names } = origins[from];
  const facts = names ? factsOf(operation, wireName(names(), field)) : factsOfMeasure(field);
  const granted = splitScope(context.scope);
  const missingScope = scopeReason(operation, granted);
  if (missingScope) return [missingScope];
  const reasons = [
    await deviceReason(facts, { ...context, mayList: granted.length === 0 || granted.includes("user.info") }),
    planReason(facts),
    facts.region !== undefined &&
      maybe("region", `It comes only from devices that were bought in ${facts.region}.`),
    facts.also !== undefined && maybe("condition", `It takes ${facts.also}.`),
    maybe(
      "noData",
      "Perhaps nothing was measured then, or the device has not been synchronized since: see lastSessionAt of devices.list.",
    ),
  ];
  return reasons.filter((reason) => reason !== false);
}

function wireName(names: Readonly<Record<string, unknown>>, field: string): string {
  checkField(names, field);
  return String(names[field]);
}

function checkField<Names extends object>(names: Names, field: PropertyKey): asserts field is keyof Names {
  if (!Object.hasOwn(names, field))
    throw invalidOption("field", `Give one of ${Object.keys(names).join(", ")}.`);
}

function factsOf(operation: WireOperation, field: string): FieldNeeds {
  const known = needs[nameOf(operation)] ?? [];
  return known.find(({ fields }) => fields.split(" ").includes(field)) ?? { fields: field };
}

function factsOfMeasure(type: string): FieldNeeds {
  checkField(measureTypes, type);
  return { fields: type, ...(advancedMeasures.has(type) && { plan: "Advanced Biomarkers" }) };
}

const maybe = (reason: MissingReason["reason"], message: string): MissingReason => ({
  reason,
  certain: false,
  message,
});

function scopeReason({ scopes = [] }: WireOperation, granted: readonly string[]): MissingReason | undefined {
  if (granted.length === 0 || scopes.length === 0 || scopes.some((scope) => granted.includes(scope)))
    return undefined;
  return {
    reason: "scope",
    certain: true,
    message: `The person did not grant ${scopes.join(" or ")}: connect again and ask for it.`,
  };
}

function planReason({ plan }: FieldNeeds): MissingReason | false {
  if (plan === undefined) return false;
  const needed =
    plan === "contract"
      ? "a contract with Withings"
      : plan === "special"
        ? "a plan that Withings names nowhere"
        : `the plan ${plan}`;
  return maybe(
    "plan",
    `The application needs ${needed}; which it has, no answer tells. Look at the dashboard.`,
  );
}

async function deviceReason(
  { devices: needed }: FieldNeeds,
  { calls, signal, mayList }: MissingContext & { readonly mayList: boolean },
): Promise<MissingReason | false> {
  if (needed === undefined) return false;
  const words = `It is measured by ${needed.join(", ")}.`;
  if (!mayList)
    return maybe("device", `${words} Which devices the person has, only the scope user.info would tell.`);
  const codes = new Set(needed.flatMap((name) => deviceModels[name] ?? []));
  const devices = await createDevices(calls).list({ signal }).toArray();
  if (devices.some(({ model }) => model.code !== null && codes.has(model.code))) return false;
  // Withings sells models before it documents them, and one of them may be of the family.
  if (devices.some(({ model }) => model.code === null || deviceModelName(model.code) === null))
    return maybe("device", `${words} The person has a device of a model that this library does not know.`);
  return { reason: "device", certain: true, message: `${words} The person has none of them.` };
}
