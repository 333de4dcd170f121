export type { ConformanceOptions, OpenStore } from "./bench.js";
export { StoreConformanceError } from "./broken-promise.js";
export { checkStore, type ConformanceCase, type ConformanceReport, storeConformance } from "./conformance.js";
export { contend, type ContendOptions, type Contention, type ContentionStep } from "./contend.js";
export { judge, type Judgement, type JudgeOptions } from "./judge.js";
