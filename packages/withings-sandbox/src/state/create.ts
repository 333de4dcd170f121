import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import { inventDemo } from "../people/generator.js";
import type { RandomSource } from "../random.js";
import { createApplications } from "./applications.js";
import { createCodes } from "./codes.js";
import { createGrants } from "./grants.js";
import type { SandboxState } from "./index.js";
import { createLinks } from "./links.js";
import { createNonces } from "./nonces.js";
import { createPeople } from "./people.js";
import { createSessions } from "./sessions.js";
import { createSubscriptions } from "./subscriptions.js";

/** What a cloud is made from. */
export interface StateParts {
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly options: Behaviour;
  readonly seed: number;
}

/** A cloud that knows nobody but the demo person. */
export function createState({ clock, random, options, seed }: StateParts): SandboxState {
  const people = createPeople(() => inventDemo(seed));
  return {
    applications: createApplications(() => options.redirectUriMatching),
    people,
    links: createLinks((personId) => personId === people.demo.id),
    codes: createCodes(clock, random),
    grants: createGrants(clock, random, options),
    nonces: createNonces(clock, random),
    sessions: createSessions(clock, random),
    subscriptions: createSubscriptions(clock, options),
  };
}
