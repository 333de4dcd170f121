import { syncFolder } from "./folders.js";
import type { Newest } from "./generations.js";
import type { RecordPlace } from "./record-place.js";

/** Sees to it that what is handed out would outlive a loss of power. */
export interface SettledNames {
  /** Waits until a generation that was read is durable, if it may not be yet. */
  readonly settle: (place: RecordPlace, newest: Newest) => Promise<void>;
  /** Remembers one that is. */
  readonly add: (place: RecordPlace, generation: number) => void;
}

// After that long, every system has written by itself what it had to write.
const youngForMs = 60_000;

const mostRemembered = 10_000;

/**
 * A writer gives a generation its name, then waits for the disk. Who reads it in between, and uses its access token, would end the old
 * refresh token, and a loss of power in that moment would leave only the old one. So the reader waits for the disk as well, once.
 */
export function settledNames(): SettledNames {
  const known = new Map<string, number>();
  const add: SettledNames["add"] = ({ folder }, generation) => {
    // What is forgotten costs one more look at the disk.
    if (known.size >= mostRemembered) known.clear();
    known.set(folder, generation);
  };
  return {
    add,
    settle: async (place, { generation, changedAt }) => {
      if (generation === 0 || known.get(place.folder) === generation) return;
      if (Math.abs(Date.now() - changedAt) > youngForMs) return;
      await syncFolder(place.folder);
      if (generation === 1) await syncFolder(place.directory);
      add(place, generation);
    },
  };
}
