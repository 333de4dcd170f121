// What helps with data, apart from connections: a program that imports this has asked for it, and one that does not carries none of it
// before its first call.
export {
  type BudgetPlace,
  type BudgetRequest,
  type RequestBudget,
  requestBudget,
  type RequestBudgetOptions,
} from "./calls/request-budget.js";
export { type Page, pages } from "./http/pages.js";
export { decimal } from "./model/decimal.js";
export { keyedSeries } from "./model/keyed-series.js";
export { advancedMeasures } from "./model/measure-plan.js";
export { type MeasureName, type MeasureUnit, measureTypes } from "./model/measure-types.js";
