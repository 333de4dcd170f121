// Printed from contract/user.ts by `npm run contract`: change it there.
import type { EmptyBody, NoParameters, WireOperation } from "./operation.js";
import type { InstalledDevice } from "./shared.js";

export type { InstalledDevice } from "./shared.js";
export * from "./user-partner.js";

/**
 * The profile of a user whose account the partner made.
 * Only for partners who have a contract with Withings.
 * Fails for users who made their account themselves: status 503 was seen.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-get
 */
export const get: WireOperation<GetParameters, GetBody, "signature"> = {
  service: "user v2",
  action: "get",
  path: "/v2/user",
  authentication: "signature",
  reads: true,
  parameters: { email: "string", userid: "id" },
};

/** What {@link get} takes. */
export interface GetParameters {
  /** The user's e-mail address. */
  readonly email?: string | undefined;
  /** Withings' id of the user. */
  readonly userid?: number | string | undefined;
}

/** What {@link get} answers. */
export interface GetBody {
  /** The user. */
  readonly user: User;
}

/**
 * Devices linked to the account.
 * `last_session_date` tells whether a device has been synchronized.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-getdevice
 */
export const getDevice: WireOperation<GetDeviceParameters, GetDeviceBody, "bearer"> = {
  service: "user v2",
  action: "getdevice",
  path: "/v2/user",
  authentication: "bearer",
  scopes: ["user.info"],
  reads: true,
  parameters: {},
};

/** What {@link getDevice} takes. */
export type GetDeviceParameters = NoParameters;

/** What {@link getDevice} answers. */
export interface GetDeviceBody {
  /** The devices. */
  readonly devices: readonly Device[];
}

/**
 * The goals that a person set: steps, sleep, weight.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-getgoals
 */
export const getGoals: WireOperation<GetGoalsParameters, GetGoalsBody, "bearer"> = {
  service: "user v2",
  action: "getgoals",
  path: "/v2/user",
  authentication: "bearer",
  scopes: ["user.metrics", "user.info"],
  reads: true,
  parameters: {},
};

/** What {@link getGoals} takes. */
export type GetGoalsParameters = NoParameters;

/** What {@link getGoals} answers. */
export interface GetGoalsBody {
  /** The goals. `[]` for somebody without goals. */
  readonly goals: Goals | readonly never[];
}

/**
 * Links devices to the user by their MAC addresses.
 * Only for partners who have a contract with Withings.
 * Withings must have authorized the devices for the partner.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-link
 */
export const link: WireOperation<LinkParameters, LinkBody, "bearer"> = {
  service: "user v2",
  action: "link",
  path: "/v2/user",
  authentication: "bearer",
  scopes: ["user.info"],
  parameters: { mac_addresses: { type: "json", required: true, shape: ["string"] } },
};

/** What {@link link} takes. */
export interface LinkParameters {
  /** MAC addresses of the devices. */
  readonly mac_addresses: readonly string[];
}

/** What {@link link} answers. */
export interface LinkBody {
  /** The devices that were linked. */
  readonly devices: readonly InstalledDevice[];
}

/**
 * Unlinks a device.
 *
 * @see https://developer.withings.com/api-reference/#tag/user/operation/userv2-unlink
 */
export const unlink: WireOperation<UnlinkParameters, UnlinkBody, "bearer"> = {
  service: "user v2",
  action: "unlink",
  path: "/v2/user",
  authentication: "bearer",
  scopes: ["user.info"],
  parameters: { mac_address: { type: "string", required: true } },
};

/** What {@link unlink} takes. */
export interface UnlinkParameters {
  /** The device's MAC address, such as 00:24:e4:aa:bb:cc. */
  readonly mac_address: string;
}

/** What {@link unlink} answers: nothing. */
export type UnlinkBody = EmptyBody;

/** The user. */
export interface User {
  /** E-mail address. */
  readonly email: string;
  /** First name. */
  readonly firstname: string;
  /** Last name. */
  readonly lastname: string;
  /** Three characters that devices show. */
  readonly shortname: string;
  /** Gender. */
  readonly gender: number;
  /** Birthday (Unix s). */
  readonly birthdate: number;
  /** Language, such as en_US. */
  readonly preflang: string;
  /** Where the user lives. */
  readonly timezone: string;
  /** Whether the user accepts advertising by mail. */
  readonly mailingpref: boolean;
  /** Units in which the user wants to read values. */
  readonly unit_pref: UnitPreferences;
  /** Telephone number. */
  readonly phonenumber?: string;
}

/** Units in which the user wants to read values. */
export interface UnitPreferences {
  /** 1 kg, 2 lb, 14 stone and pounds. */
  readonly weight: number;
  /** 6 m, 7 in. */
  readonly height: number;
  /** 6 km, 8 yd. */
  readonly distance: number;
  /** 11 °C, 13 °F. */
  readonly temperature: number;
}

/** A device. */
export interface Device {
  /** Kind of device. */
  readonly type: string;
  /** Model in words. Empty was seen. */
  readonly model: string;
  /** Model. */
  readonly model_id: number;
  /** How full the battery is. high above 75 %, medium above 30 %. `unknown` was seen. */
  readonly battery: string;
  /** The device: 40 hexadecimal digits. */
  readonly deviceid: string;
  /** The device's id for this application. */
  readonly hash_deviceid: string;
  /** Where it is. */
  readonly timezone: string;
  /** When it was first synchronized (Unix s). */
  readonly first_session_date: number | null;
  /** When it was last synchronized (Unix s). */
  readonly last_session_date: number | null;
  /** The SIM of a cellular device. */
  readonly sim_status?: string;
  /** MAC address. Needs a contract. */
  readonly mac_address?: string;
  /** Firmware. Needs a contract. */
  readonly fw?: string;
  /** Kind of network. Needs a contract. */
  readonly network?: string;
  /** Network used last. Needs a contract. */
  readonly last_used_network?: string;
}

/** The goals. */
export interface Goals {
  /** Steps of a day. */
  readonly steps?: number;
  /** Sleep of a night (s). */
  readonly sleep?: number;
  /** Weight. */
  readonly weight?: {
    /** The weight in kg: real value = value x 10^unit. */
    readonly value: number;
    /** The power of ten. */
    readonly unit: number;
  };
}
