import { text, time } from "./fields.js";
import { type Operation, reference } from "./operation.js";
import type { Parameters } from "./parameter.js";
import { macAddress, userid } from "./parameters.js";
import { signed } from "./signed.js";

const post = {
  service: "device v2",
  method: "POST",
  host: "api",
  path: "/v2/device",
  authentication: "signature",
  access: "contract",
  scopes: [],
} as const;

const feature: Parameters = {
  ...signed,
  feature_name: {
    type: "string",
    required: true,
    values: [
      "feature_muscle_mass",
      "feature_fat_mass",
      "feature_bone_mass",
      "feature_water_percent",
      "feature_body_mass_index",
      "feature_visceral_fat",
      "feature_standing_hr",
      "feature_eyes_closed_mode",
      "feature_pacemaker",
      "feature_vascular_age",
      "feature_esc",
      "feature_nhs",
      "feature_pwv",
      "feature_sleep_rx",
    ],
    open: true,
    summary: "the feature: feature_sleep_rx of a mat (model 63), the others of Body Pro 2 (model 17)",
  },
  userid,
  model: { type: "integer", required: true, enumeration: "deviceModel", summary: "the device's model" },
};

/** Switches a feature of a device off. */
export const disableFeature: Operation = {
  ...post,
  operationId: "devicev2-disablefeature",
  action: "disablefeature",
  effect: "writes",
  parameters: feature,
  answer: {},
  summary: "switches a feature of a user's device off",
  source: reference("devicev2-disablefeature"),
};

/** Switches a feature of a device on. */
export const enableFeature: Operation = {
  ...post,
  operationId: "devicev2-enablefeature",
  action: "enablefeature",
  effect: "writes",
  parameters: feature,
  answer: {},
  summary: "switches a feature of a user's device on",
  notes: ["Off to begin with: eyes_closed_mode, pacemaker, esc, pwv, sleep_rx."],
  source: reference("devicev2-enablefeature"),
};

/** Tells which features are on. */
export const getFeatures: Operation = {
  ...post,
  operationId: "devicev2-getfeatures",
  action: "getfeatures",
  effect: "reads",
  parameters: signed,
  answer: {},
  summary: "features of a device",
  notes: ["That it exists is reported of Withings' document of October 2026; parameters and answer are not."],
  certainty: "unconfirmed",
  source: "a list of the operations in Withings' reference of October 2026",
};

const simAnswer = {
  new_sim_status: text("what becomes of the SIM", { enumeration: "simStatus" }),
  termination_date: time("when it ends for good: 30 days later", { optional: true }),
} as const;

/** Ends a device's cellular service. */
export const endPartnerProgram: Operation = {
  ...post,
  operationId: "devicev2-endpartnerprogram",
  action: "endpartnerprogram",
  effect: "writes",
  parameters: {
    ...signed,
    mac_address: macAddress,
    status: {
      type: "string",
      required: true,
      summary: "not explained by Withings; probably STANDBY or TERMINATED, as with updatesimstatus",
    },
  },
  answer: simAnswer,
  summary: "ends the cellular service of a device",
  source: reference("devicev2-endpartnerprogram"),
};

/** The former name of {@link endPartnerProgram}. */
export const updateSimStatus: Operation = {
  ...post,
  operationId: "devicev2-updatesimstatus",
  action: "updatesimstatus",
  effect: "writes",
  parameters: {
    ...signed,
    mac_address: macAddress,
    sim_status: {
      type: "string",
      required: true,
      values: ["STANDBY", "TERMINATED"],
      summary: "what is to become of the SIM",
    },
  },
  answer: simAnswer,
  deprecated: "device v2 endpartnerprogram",
  summary: "ends the cellular service of a device",
  source: "Withings' reference of February 2025",
};
