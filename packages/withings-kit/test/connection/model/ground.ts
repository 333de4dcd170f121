import { type ConnectionStore, memoryStore } from "withings-kit";
import { createSandbox, type SandboxOptions } from "withings-sandbox";
import { type Sent, tapWire } from "../support/wire.js";
import { peopleOf } from "../support/world.js";
import { type Footing, type Process, startProcess } from "./process.js";
import { createTruth } from "./truth.js";

/** What all programs of a run share. */
export interface Ground extends Footing {
  readonly userID: string;
  readonly processes: Process[];
  /** What is stored of the person. */
  readonly text: () => Promise<string | undefined>;
  /** Ends every lease, as if its time were over. */
  readonly endLeases: () => void;
  /** From now on every caller gets a lease, or again one at a time. */
  readonly leaseToAll: (all: boolean) => void;
  /** Withings refuses the next access token that is used. */
  readonly refuseNext: () => void;
  /** Starts a program in the place of another. */
  readonly restart: (index: number) => Process;
}

/** Options of {@link createGround}. */
export interface GroundOptions extends SandboxOptions {
  /** Whether the store has a clock of its own. */
  readonly timedStore: boolean;
  readonly processes: number;
}

/** A cloud, a store, and programs on both. Nobody is connected. */
export function createGround({ timedStore, processes, ...options }: GroundOptions): Ground {
  const sandbox = createSandbox({ duplicateFilter: "off", rateLimitPerMinute: "off", ...options });
  const inner = memoryStore();
  let leases = memoryStore();
  let toAll = false;
  let refusing = false;
  const timed = <T>(entry: T): T => (timedStore ? { ...entry, now: sandbox.clock.nowMs() } : entry);
  const store: ConnectionStore = {
    ...inner,
    read: async (key) => timed(await inner.read(key)),
    async *list(prefix) {
      for await (const entry of inner.list(prefix)) yield timed(entry);
    },
    lease: (key, request) =>
      toAll ? Promise.resolve({ release: () => Promise.resolve() }) : leases.lease(key, request),
  };
  const ground: Ground = {
    sandbox,
    store,
    truth: createTruth(sandbox),
    userID: peopleOf(sandbox)[0] ?? "",
    processes: [],
    wire: (tap) => {
      const wire = tapWire(sandbox);
      wire.tap = (sent: Sent, send) => {
        const refuse = refusing && sent.kind === "api";
        if (refuse) refusing = false;
        return tap(sent, refuse ? () => Promise.resolve(new Response('{"status":401,"body":{}}')) : send);
      };
      return wire.fetch;
    },
    text: async () => {
      for await (const { value } of inner.list("")) return value;
      return undefined;
    },
    endLeases: () => {
      leases = memoryStore();
    },
    leaseToAll: (all) => {
      toAll = all;
    },
    refuseNext: () => {
      refusing = true;
    },
    restart: (index) => (ground.processes[index] = startProcess(ground)),
  };
  for (let index = 0; index < processes; index++) ground.restart(index);
  return ground;
}
