// Printed from contract/device.ts by `npm run contract`: change it there.
import type { EmptyBody, NoParameters, WireOperation } from "./operation.js";

/**
 * Switches a feature of a user's device off.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/device/operation/devicev2-disablefeature
 */
export const disableFeature: WireOperation<DisableFeatureParameters, DisableFeatureBody, "signature"> = {
  service: "device v2",
  action: "disablefeature",
  path: "/v2/device",
  authentication: "signature",
  parameters: {
    feature_name: { type: "string", required: true },
    userid: { type: "id", required: true },
    model: { type: "integer", required: true },
  },
};

/** What {@link disableFeature} takes. */
export interface DisableFeatureParameters {
  /** The feature: feature_sleep_rx of a mat (model 63), the others of Body Pro 2 (model 17). */
  readonly feature_name:
    | "feature_muscle_mass"
    | "feature_fat_mass"
    | "feature_bone_mass"
    | "feature_water_percent"
    | "feature_body_mass_index"
    | "feature_visceral_fat"
    | "feature_standing_hr"
    | "feature_eyes_closed_mode"
    | "feature_pacemaker"
    | "feature_vascular_age"
    | "feature_esc"
    | "feature_nhs"
    | "feature_pwv"
    | "feature_sleep_rx"
    | (string & {});
  /** Withings' id of the user. */
  readonly userid: number | string;
  /** The device's model. */
  readonly model: number;
}

/** What {@link disableFeature} answers: nothing. */
export type DisableFeatureBody = EmptyBody;

/**
 * Switches a feature of a user's device on.
 * Only for partners who have a contract with Withings.
 * Off to begin with: eyes_closed_mode, pacemaker, esc, pwv, sleep_rx.
 *
 * @see https://developer.withings.com/api-reference/#tag/device/operation/devicev2-enablefeature
 */
export const enableFeature: WireOperation<EnableFeatureParameters, EnableFeatureBody, "signature"> = {
  service: "device v2",
  action: "enablefeature",
  path: "/v2/device",
  authentication: "signature",
  parameters: {
    feature_name: { type: "string", required: true },
    userid: { type: "id", required: true },
    model: { type: "integer", required: true },
  },
};

/** What {@link enableFeature} takes. */
export interface EnableFeatureParameters {
  /** The feature: feature_sleep_rx of a mat (model 63), the others of Body Pro 2 (model 17). */
  readonly feature_name:
    | "feature_muscle_mass"
    | "feature_fat_mass"
    | "feature_bone_mass"
    | "feature_water_percent"
    | "feature_body_mass_index"
    | "feature_visceral_fat"
    | "feature_standing_hr"
    | "feature_eyes_closed_mode"
    | "feature_pacemaker"
    | "feature_vascular_age"
    | "feature_esc"
    | "feature_nhs"
    | "feature_pwv"
    | "feature_sleep_rx"
    | (string & {});
  /** Withings' id of the user. */
  readonly userid: number | string;
  /** The device's model. */
  readonly model: number;
}

/** What {@link enableFeature} answers: nothing. */
export type EnableFeatureBody = EmptyBody;

/**
 * Ends the cellular service of a device.
 * Only for partners who have a contract with Withings.
 *
 * @see https://developer.withings.com/api-reference/#tag/device/operation/devicev2-endpartnerprogram
 */
export const endPartnerProgram: WireOperation<
  EndPartnerProgramParameters,
  EndPartnerProgramBody,
  "signature"
> = {
  service: "device v2",
  action: "endpartnerprogram",
  path: "/v2/device",
  authentication: "signature",
  parameters: { mac_address: { type: "string", required: true }, status: { type: "string", required: true } },
};

/** What {@link endPartnerProgram} takes. */
export interface EndPartnerProgramParameters {
  /** The device's MAC address, such as 00:24:e4:aa:bb:cc. */
  readonly mac_address: string;
  /** Not explained by Withings; probably STANDBY or TERMINATED, as with updatesimstatus. */
  readonly status: string;
}

/** What {@link endPartnerProgram} answers. */
export interface EndPartnerProgramBody {
  /** What becomes of the SIM. */
  readonly new_sim_status: string;
  /** When it ends for good: 30 days later (Unix s). */
  readonly termination_date?: number;
}

/**
 * Features of a device.
 * Only for partners who have a contract with Withings.
 * Unconfirmed.
 * That it exists is reported of Withings' document of October 2026; parameters and answer are not.
 *
 * @see a list of the operations in Withings' reference of October 2026
 */
export const getFeatures: WireOperation<GetFeaturesParameters, GetFeaturesBody, "signature"> = {
  service: "device v2",
  action: "getfeatures",
  path: "/v2/device",
  authentication: "signature",
  reads: true,
  parameters: {},
};

/** What {@link getFeatures} takes. */
export type GetFeaturesParameters = NoParameters;

/** What {@link getFeatures} answers: nothing. */
export type GetFeaturesBody = EmptyBody;

/**
 * Ends the cellular service of a device.
 * Only for partners who have a contract with Withings.
 *
 * @deprecated use device v2 endpartnerprogram
 * @see Withings' reference of February 2025
 */
export const updateSimStatus: WireOperation<UpdateSimStatusParameters, UpdateSimStatusBody, "signature"> = {
  service: "device v2",
  action: "updatesimstatus",
  path: "/v2/device",
  authentication: "signature",
  parameters: {
    mac_address: { type: "string", required: true },
    sim_status: { type: "string", required: true, values: "STANDBY,TERMINATED" },
  },
};

/** What {@link updateSimStatus} takes. */
export interface UpdateSimStatusParameters {
  /** The device's MAC address, such as 00:24:e4:aa:bb:cc. */
  readonly mac_address: string;
  /** What is to become of the SIM. */
  readonly sim_status: "STANDBY" | "TERMINATED";
}

/** What {@link updateSimStatus} answers. */
export interface UpdateSimStatusBody {
  /** What becomes of the SIM. */
  readonly new_sim_status: string;
  /** When it ends for good: 30 days later (Unix s). */
  readonly termination_date?: number;
}
