export type { ConformanceOptions, OpenStore } from "./bench.js";
export { StoreConformanceError } from "./broken-promise.js";
export { checkStore, type ConformanceCase, type ConformanceReport, storeConformance } from "./conformance.js";
