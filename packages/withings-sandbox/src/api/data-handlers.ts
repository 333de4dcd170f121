import { heart, measure, type Operation, sleep, stetho, user } from "withings-kit/contract";
import { getActivity, getIntradayActivity, getWorkouts } from "./activity.js";
import type { BearerHandler } from "./call.js";
import { getHeart, getStetho, listHeart, listStetho } from "./heart.js";
import { confirmUser, getMeas } from "./measures.js";
import { getSleep, getSleepSummary } from "./sleep.js";
import { getDevice, getGoals } from "./user.js";

/** What serves a person's data. */
export const dataHandlers: readonly (readonly [Operation, BearerHandler])[] = [
  [measure.getMeas, getMeas],
  [measure.confirmUser, confirmUser],
  [measure.getActivity, getActivity],
  [measure.getIntradayActivity, getIntradayActivity],
  [measure.getWorkouts, getWorkouts],
  [sleep.get, getSleep],
  [sleep.getSummary, getSleepSummary],
  [heart.list, listHeart],
  [heart.get, getHeart],
  [stetho.list, listStetho],
  [stetho.get, getStetho],
  [user.getDevice, getDevice],
  [user.getGoals, getGoals],
];
