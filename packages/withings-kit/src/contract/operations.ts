import * as answers from "./answers.js";
import * as device from "./device.js";
import * as dropshipment from "./dropshipment.js";
import * as heart from "./heart.js";
import * as measure from "./measure.js";
import * as notify from "./notify.js";
import * as nudge from "./nudge.js";
import * as nudgecampaign from "./nudgecampaign.js";
import * as oauth2 from "./oauth2.js";
import type { Operation } from "./operation.js";
import * as order from "./order.js";
import * as rawdata from "./rawdata.js";
import * as signature from "./signature.js";
import * as sleep from "./sleep.js";
import * as stetho from "./stetho.js";
import * as survey from "./survey.js";
import * as user from "./user.js";

/** The services, by their name without a version, and their operations by the name that they have here. */
export const services: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  oauth2,
  signature,
  user,
  measure,
  heart,
  sleep,
  stetho,
  notify,
  rawdata,
  device,
  dropshipment,
  order,
  nudge,
  nudgecampaign,
  survey,
  answers,
};

/** Every operation. */
export const operations: readonly Operation[] = Object.values(services).flatMap((service) =>
  Object.values(service),
);
