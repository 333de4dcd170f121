/**
 * The sets that numbers and words of the API come from. Those that mean something to people stand in `model/`; here are the names by
 * which fields refer to them.
 */
export type Enumeration =
  | "atrialFibrillation"
  | "attribution"
  | "battery"
  | "bodyPosition"
  | "brand"
  | "deviceModel"
  | "deviceType"
  | "feature"
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
