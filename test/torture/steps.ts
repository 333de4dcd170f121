import type { Write } from "./journal.ts";

/** What a process does to itself when it comes to a certain step of a connection's calls. */
export interface Deed {
  readonly person: string;
  /** The how-manieth point of this person's it is, from 0. */
  readonly step: number;
  /** `kill` and `stop` are the signals; `fail`: what was to be done there throws; `abort`: the caller gives up. */
  readonly deed: "kill" | "stop" | "fail" | "abort";
  /** Of which of the process's instances, from 0. @defaultValue 0 */
  readonly instance?: number;
}

/** The points that a process comes to: before and after everything it waits for. */
export interface Steps {
  /** What the plan says happens here. */
  reach(person: string, point: string): Promise<void>;
}

/** Steps of one instance in one round. */
export function stepsOf({
  deeds,
  by,
  write,
  abort,
}: {
  readonly deeds: readonly Deed[];
  readonly by: string;
  readonly write: Write;
  readonly abort: (person: string) => void;
}): Steps {
  const taken = new Map<string, number>();
  return {
    reach: async (person, point) => {
      const step = taken.get(person) ?? 0;
      taken.set(person, step + 1);
      const deed = deeds.find((each) => each.person === person && each.step === step)?.deed;
      if (deed === undefined) return;
      write({ what: "deed", by, person, deed, point });
      switch (deed) {
        case "kill":
          process.kill(process.pid, "SIGKILL");
          // The signal needs a moment; nothing of this process may happen in it.
          await new Promise(() => undefined);
          return;
        case "stop":
          process.kill(process.pid, "SIGSTOP");
          return;
        case "fail":
          throw Object.assign(new Error("A fault of the torture."), { code: "EIO" });
        case "abort":
          abort(person);
      }
    },
  };
}
