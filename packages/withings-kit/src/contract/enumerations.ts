import { deviceModelNames } from "../model/device-model.js";
import { measureTypes } from "../model/measure-types.js";
import { notificationCategories } from "../model/notification-category.js";
import { workoutCategoryNames } from "../model/workout-category.js";

/** The name of a set that numbers or words of the API come from. */
export type Enumeration =
  | "atrialFibrillation"
  | "attribution"
  | "battery"
  | "bodyPosition"
  | "brand"
  | "deviceModel"
  | "deviceType"
  | "gender"
  | "measureCategory"
  | "measureType"
  | "nightEvent"
  | "notificationCategory"
  | "orderStatus"
  | "parcelStatus"
  | "simStatus"
  | "sleepDevice"
  | "sleepState"
  | "temperatureStatus"
  | "workoutCategory";

/** A value of a set. */
export interface EnumerationValue {
  readonly value: number | string;
  /** What it means; empty for a word that says so itself. */
  readonly meaning: string;
}

/**
 * What the values mean, in a few words: for people who read the reference. Withings adds values before it documents them, so none of
 * these sets is closed.
 */
export const enumerations: Readonly<Record<Enumeration, readonly EnumerationValue[]>> = {
  atrialFibrillation: numbered({ 0: "negative", 1: "positive", 2: "inconclusive" }),
  attribution: numbered({
    0: "measured by a device, certainly the person's",
    1: "measured by a device, perhaps somebody else's",
    2: "entered by hand",
    3: "picked by the person (observed)",
    4: "entered when the account was made",
    5: "best of several, by a blood pressure monitor",
    7: "found by itself and confirmed",
    8: "as 0",
    15: "measured under guided conditions",
    17: "measured under guided conditions",
  }),
  battery: words("high", "medium", "low", "unknown"),
  bodyPosition: numbered({
    0: "right wrist",
    1: "left wrist",
    2: "right arm",
    3: "left arm",
    4: "right foot",
    5: "left foot",
    6: "between the legs",
    7: "whole body (observed)",
    8: "left part of the body",
    9: "right part of the body",
    10: "left leg",
    11: "right leg",
    12: "torso",
    13: "left hand",
    14: "right hand",
    15: "aortic area",
    16: "pulmonic area",
    17: "tricuspid area",
    18: "mitral area",
    19: "apex",
    20: "lungs, front, upper right",
    21: "lungs, front, upper left",
    22: "lungs, front, lower right",
    23: "lungs, front, lower left",
    24: "lungs, back, upper left",
    25: "lungs, back, upper right",
    26: "lungs, back, lower left",
    27: "lungs, back, lower right",
    28: "wide area",
    29: "between the arms",
    30: "held right",
    31: "held left",
  }),
  brand: numbered({ 1: "Withings", 18: "another" }),
  deviceModel: numbered(deviceModelNames),
  deviceType: words(
    ...["Scale", "Babyphone", "Blood Pressure Monitor", "Activity Tracker", "Sleep Monitor"],
    ...["Smart Connected Thermometer", "Gateway", "iGlucose", "HealthKit Apple", "HealthKit Google"],
    ...["HealthKit Huawei", "Lingo"],
  ),
  gender: numbered({ 0: "man", 1: "woman" }),
  measureCategory: numbered({ 1: "measurement", 2: "objective" }),
  measureType: Object.entries(measureTypes).map(([name, { code, unit }]) => ({
    value: code,
    meaning: `${spaced(name)} (${unit === "mmHg" ? unit : spaced(unit)})`,
  })),
  nightEvent: numbered({
    1: "got into bed",
    2: "fell asleep",
    3: "woke up",
    4: "got out of bed",
    5: "beginning of sleep, entered by hand",
    6: "beginning of being awake, entered by hand",
  }),
  notificationCategory: notificationCategories.map(({ appli, name }) => ({ value: appli, meaning: name })),
  orderStatus: words(
    ...["CREATED", "ADDRESS VERIFICATION", "ADDRESS ERROR", "VERIFIED", "PROCESSING", "FAILED", "OPEN"],
    ...["SHIPPED", "TRASHED", "BACKHOLD"],
  ),
  parcelStatus: words(
    ...["pending", "info_received", "in_transit", "failed_attempt", "exception", "delayed", "pickup"],
    ...["delivered", "return", "expired"],
  ),
  simStatus: words("STANDBY", "PENDING_TERMINATION", "TERMINATED"),
  sleepDevice: numbered({ 16: "tracker", 32: "sleep monitor" }),
  sleepState: numbered({
    0: "awake",
    1: "light",
    2: "deep",
    3: "REM",
    4: "entered by hand",
    5: "unspecified",
    15: "out of bed",
  }),
  temperatureStatus: words("unknown", "usual", "elevated"),
  workoutCategory: numbered(workoutCategoryNames).map(({ value, meaning }) => ({
    value,
    meaning: spaced(meaning),
  })),
};

function numbered(meanings: Readonly<Partial<Record<number, string>>>): readonly EnumerationValue[] {
  return Object.entries(meanings).map(([value, meaning = ""]) => ({ value: Number(value), meaning }));
}

function words(...values: readonly string[]): readonly EnumerationValue[] {
  return values.map((value) => ({ value, meaning: "" }));
}

/** A name of the library as words: `fatFreeMass` gives `fat free mass`. */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
