import {
  answers,
  device,
  dropshipment,
  nudge,
  nudgecampaign,
  oauth2,
  type Operation,
  order,
  rawdata,
  survey,
  user,
} from "withings-kit/contract";
import type { BearerHandler, ClientHandler } from "../api/call.js";
import { createClient, listUsers, recoverAuthorizationCode, revoke } from "./applications.js";
import { activate } from "./accounts.js";
import {
  addCampaignUsers,
  createCampaign,
  deleteCampaign,
  getCampaign,
  listCampaigns,
  listCampaignUsers,
  removeCampaignUsers,
  updateCampaign,
} from "./campaigns.js";
import { disableFeature, enableFeature, endPartnerProgram, getFeatures, updateSimStatus } from "./devices.js";
import { link, unlink } from "./linking.js";
import { createNudge, deleteNudge, getNudge, listNudges, updateNudge } from "./nudges.js";
import {
  cancelOrder,
  createOrder,
  createUserOrder,
  getOrders,
  getOrderStatus,
  updateOrder,
} from "./orders.js";
import { getUser } from "./profile.js";
import { activateRawData, deactivateRawData, getRawData } from "./raw-data.js";
import { addToRpm } from "./rpm.js";
import {
  activateSurvey,
  deactivateSurvey,
  getAnswers,
  getSurvey,
  listSurveys,
  listSurveyUsers,
} from "./surveys.js";

/** What serves partners, who sign. */
export const partnerHandlers: readonly (readonly [Operation, ClientHandler])[] = [
  [oauth2.recoverAuthorizationCode, recoverAuthorizationCode],
  [oauth2.listUsers, listUsers],
  [oauth2.revoke, revoke],
  [oauth2.createClient, createClient],
  [user.activate, activate],
  [user.addToRpm, addToRpm],
  [user.get, getUser],
  [device.enableFeature, enableFeature],
  [device.disableFeature, disableFeature],
  [device.getFeatures, getFeatures],
  [device.endPartnerProgram, endPartnerProgram],
  [device.updateSimStatus, updateSimStatus],
  [dropshipment.createOrder, createOrder],
  [dropshipment.createUserOrder, createUserOrder],
  [dropshipment.update, updateOrder],
  [dropshipment.delete, cancelOrder],
  [dropshipment.getOrderStatus, getOrderStatus],
  [order.getDetail, getOrders],
  [nudge.create, createNudge],
  [nudge.update, updateNudge],
  [nudge.delete, deleteNudge],
  [nudge.get, getNudge],
  [nudge.list, listNudges],
  [nudgecampaign.create, createCampaign],
  [nudgecampaign.update, updateCampaign],
  [nudgecampaign.delete, deleteCampaign],
  [nudgecampaign.get, getCampaign],
  [nudgecampaign.list, listCampaigns],
  [nudgecampaign.addUsers, addCampaignUsers],
  [nudgecampaign.removeUsers, removeCampaignUsers],
  [nudgecampaign.listUsers, listCampaignUsers],
  [survey.activate, activateSurvey],
  [survey.deactivate, deactivateSurvey],
  [survey.get, getSurvey],
  [survey.list, listSurveys],
  [survey.listUsers, listSurveyUsers],
  [answers.get, getAnswers],
];

/** What serves partners, and devices' owners, with a person's token. */
export const deviceHandlers: readonly (readonly [Operation, BearerHandler])[] = [
  [user.link, link],
  [user.unlink, unlink],
  [rawdata.activate, activateRawData],
  [rawdata.deactivate, deactivateRawData],
  [rawdata.get, getRawData],
];
