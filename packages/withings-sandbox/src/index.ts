export type { BehaviourRule } from "./behaviour-rules.js";
export {
  callbackUrlProblems,
  type CallbackUrlProblem,
  probeCallbackUrl,
  type ProbeOptions,
  type ProbeOutcome,
} from "./callback-url.js";
export type { Duration, SandboxClock } from "./clock.js";
export type { Fault, FaultKind, FaultPlace, Faults, NewFault } from "./faults.js";
export type { ListenOptions, SandboxServer } from "./listen.js";
export { type Behaviour, defaultBehaviour, type SandboxOptions } from "./options.js";
export { defaultPassword } from "./people/generator.js";
export type { Registration } from "./registration.js";
export type { LoggedRequest, RequestLog } from "./request-log.js";
export {
  createSandbox,
  type Held,
  type Sandbox,
  type SandboxApplications,
  type SandboxPeople,
  type WantedCode,
} from "./sandbox.js";
export { visitor, type VisitorOptions } from "./visitor.js";
export type { Application, Device, Login, NewApplication, NewPerson, Person } from "./state/index.js";
