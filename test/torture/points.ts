import type { Write } from "./journal.ts";

/** Where a process can end: before or after something that it waits for, for the how-manieth time in a round, from 0. */
export interface Point {
  readonly point: string;
  readonly nth: number;
}

/** What a process does to itself when it comes to a certain point of a connection's calls. */
export interface Deed extends Point {
  readonly person: string;
  /** `kill` and `stop` are the signals; `fail`: what was to be done there throws; `abort`: the caller gives up. */
  readonly deed: "kill" | "stop" | "fail" | "abort";
  /** Of which of the process's instances, from 0. @defaultValue 0 */
  readonly instance?: number;
}

/** The points that a process comes to: before and after everything it waits for. */
export interface Points {
  /** What the plan says happens here. */
  reach(person: string, point: string): Promise<void>;
}

/** Points of one instance in one round. */
export function pointsOf({
  deeds,
  by,
  write,
  abort,
}: {
  readonly deeds: readonly Deed[];
  readonly by: string;
  readonly write: Write;
  readonly abort: (person: string) => void;
}): Points {
  const reached = new Map<string, number>();
  return {
    reach: async (person, point) => {
      const times = reached.get(`${point} ${person}`) ?? 0;
      reached.set(`${point} ${person}`, times + 1);
      const deed = deeds.find(
        (each) => each.person === person && each.point === point && each.nth === times,
      )?.deed;
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
