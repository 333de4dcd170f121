export {
  callbackUrlProblems,
  type CallbackUrlProblem,
  probeCallbackUrl,
  type ProbeOptions,
  type ProbeOutcome,
} from "./callback-url.js";
export { createSandbox } from "./create-sandbox.js";
export type { Duration, SandboxClock } from "./clock.js";
export type { DataChange } from "./data/changes.js";
export type { NewMeasure, NewMeasureGroup, NewWeighIn } from "./data/new-measures.js";
export type { PersonData } from "./data/person-data.js";
export type { Fault, FaultKind, FaultPlace, Faults, NewFault } from "./faults.js";
export type { ListenOptions, SandboxServer } from "./listen.js";
export type {
  NewNotification,
  Notification,
  Notifications,
  NotificationState,
  NotificationTry,
} from "./notifications/notification.js";
export { type Behaviour, defaultBehaviour, type SandboxOptions } from "./options.js";
export { defaultPassword } from "./people/generator.js";
export type { WantedSignal } from "./partner/signals.js";
export type { Registration } from "./registration.js";
export type { LoggedRequest, RequestLog } from "./request-log.js";
export type { EndedLink, Held, Sandbox, SandboxApplications, SandboxPeople, WantedCode } from "./sandbox.js";
export { visitor, type VisitorOptions } from "./visitor.js";
export type { Application, Device, Login, NewApplication, NewPerson, Person, Story } from "./state/index.js";
