// Printed from contract/user-partner.ts by `npm run contract`: change it there.
import type { WireOperation } from "./operation.js";
import type { InstalledDevice, NewGoals, NewMeasure, NewUnitPreferences, NewUser } from "./shared.js";

export type { InstalledDevice, NewGoals, NewMeasure, NewUnitPreferences, NewUser } from "./shared.js";

/**
 * Makes an account, links devices and starts their cellular service.
 * Only for partners who have a contract with Withings.
 * Withings must have authorized the devices for the partner.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-activate
 */
export const activate: WireOperation<ActivateParameters, ActivateBody, "signature"> = {
  service: "user v2",
  action: "activate",
  path: "/v2/user",
  authentication: "signature",
  parameters: {
    mailingpref: { type: "boolean", required: true },
    birthdate: { type: "time", required: true },
    measures: {
      type: "json",
      required: true,
      shape: [{ value: "integer", unit: "integer", type: "integer" }],
    },
    gender: { type: "integer", required: true, values: "0,1" },
    preflang: { type: "string", required: true },
    unit_pref: {
      type: "json",
      required: true,
      shape: { weight: "integer", height: "integer", distance: "integer", temperature: "integer" },
    },
    email: { type: "string", required: true },
    timezone: { type: "string", required: true },
    shortname: { type: "string", required: true, pattern: ["^[a-zA-Z0-9]{3}$", "three letters or digits"] },
    external_id: { type: "string", required: true },
    mac_addresses: { type: "json", required: true, shape: ["string"] },
    firstname: "string",
    lastname: "string",
    phonenumber: {
      type: "string",
      pattern: ["^\\+[1-9][0-9]{1,14}$", "a telephone number in E.164, such as +33123456789"],
    },
    recovery_code: "string",
    goals: {
      type: "json",
      shape: { "steps?": "integer", "sleep?": "integer", "weight?": { value: "integer", unit: "integer" } },
    },
    redirect_uri: "string",
  },
};

/** What {@link activate} takes. */
export interface ActivateParameters {
  /** Whether the user accepts advertising by mail. */
  readonly mailingpref: boolean;
  /** Birthday. */
  readonly birthdate: Date | number;
  /** One weight (1 to 600 kg) and one height (0.1 to 3 m), whatever units the user prefers. */
  readonly measures: readonly NewMeasure[];
  /** 0 man, 1 woman. */
  readonly gender: 0 | 1;
  /** Language, such as en_US or fr_FR. */
  readonly preflang: string;
  /** Units in which the user wants to read values. */
  readonly unit_pref: NewUnitPreferences;
  /** E-mail address. */
  readonly email: string;
  /** Where the user lives, such as Europe/Paris. */
  readonly timezone: string;
  /** Three letters or digits that devices show. */
  readonly shortname: string;
  /** The partner's own id of the user. */
  readonly external_id: string;
  /** MAC addresses of the devices, the hub's among them. */
  readonly mac_addresses: readonly string[];
  /** First name; the short name where it is left out. */
  readonly firstname?: string | undefined;
  /** Last name; the short name where it is left out. */
  readonly lastname?: string | undefined;
  /** Telephone number, for a second factor of the login. */
  readonly phonenumber?: string | undefined;
  /** A second factor that the partner hands out. */
  readonly recovery_code?: string | undefined;
  /** Goals. */
  readonly goals?: NewGoals | undefined;
  /** A registered callback URL. */
  readonly redirect_uri?: string | undefined;
}

/** What {@link activate} answers. */
export interface ActivateBody {
  /** The user. */
  readonly user: NewUser;
  /** The devices that were linked. */
  readonly devices: readonly InstalledDevice[];
}

/**
 * Adds a user to Withings' remote patient monitoring.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-addtorpm
 */
export const addToRpm: WireOperation<AddToRpmParameters, AddToRpmBody, "signature"> = {
  service: "user v2",
  action: "addtorpm",
  path: "/v2/user",
  authentication: "signature",
  parameters: {
    userid: { type: "id", required: true },
    programid: { type: "integer", required: true },
    sms_onboarding: "boolean",
    assistance_onboarding: "boolean",
    icdcodeids: { type: "json", shape: ["integer"] },
    external_ids: { type: "json", shape: [{ type: "string", identifier: "string" }] },
    category: { type: "integer", values: "0,-6" },
  },
};

/** What {@link addToRpm} takes. */
export interface AddToRpmParameters {
  /** Withings' id of the user. */
  readonly userid: number | string;
  /** The care team, whose number is in the address of its dashboard. */
  readonly programid: number;
  /** Whether text messages lead the user through the set-up. */
  readonly sms_onboarding?: boolean | undefined;
  /** Whether Withings calls users who are stuck in the set-up. */
  readonly assistance_onboarding?: boolean | undefined;
  /** Ids of the programme's ICD codes. */
  readonly icdcodeids?: readonly number[] | undefined;
  /** The user's ids elsewhere. */
  readonly external_ids?: readonly NewExternalId[] | undefined;
  /** 0 in the programme without an alert, -6 awaiting validation by hand. */
  readonly category?: 0 | -6 | undefined;
}

/** What {@link addToRpm} answers. */
export interface AddToRpmBody {
  /** The user. */
  readonly user: MonitoredUser;
  /** The programme. */
  readonly program: Program;
}

/** The user. */
export interface MonitoredUser {
  /** Language, such as en_US. */
  readonly preflang: string;
  /** Height. */
  readonly height: {
    /** The height in m: real value = value_measure x 10^unit_measure. */
    readonly value_measure: number;
    /** The power of ten. */
    readonly unit_measure: number;
    /** 4, height. */
    readonly type_measure: number;
  };
  /** Whether text messages remind the user. */
  readonly sms_reminder: boolean;
  /** Whether text messages lead the user through the set-up. */
  readonly sms_onboarding: boolean;
  /** Whether Withings calls users who are stuck in the set-up. */
  readonly assistance_onboarding: boolean;
  /** 0 in the programme without an alert, -6 awaiting validation by hand. */
  readonly category: number;
  /** Kinds of devices. */
  readonly device_types: readonly number[];
  /** Models. */
  readonly device_models: readonly number[];
  /** The user's ids elsewhere. */
  readonly external_ids: readonly ExternalId[];
  /** Whether text messages notify the user. */
  readonly sms_notification: boolean;
  /** Ids of ICD codes. */
  readonly icd_codes: readonly number[];
  /** The user's id. */
  readonly userid: number;
}

/** An id elsewhere. */
export interface ExternalId {
  /** Kind of id, such as MRN. */
  readonly type: string;
  /** The id. */
  readonly identifier: string;
}

/** The programme. */
export interface Program {
  /** The programme's id. */
  readonly id: number;
  /** The cohort's id. */
  readonly cohortid: number;
  /** Its name. */
  readonly name: string;
  /** Where it is. */
  readonly timezone: string;
}

/** An id elsewhere. */
export interface NewExternalId {
  /** Kind of id, such as MRN. */
  readonly type: string;
  /** The id. */
  readonly identifier: string;
}
