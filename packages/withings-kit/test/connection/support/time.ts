import { afterAll, beforeAll, vi } from "vitest";
import { failure } from "../../support/login.js";
import { traffic } from "./wire.js";
import { createWorld, listed } from "./world.js";

// Nothing of these waits by itself: what the library waits for goes by when a test lets it.
const turned = ["setTimeout", "clearTimeout", "performance", "Date"] as const;

const realTimer = globalThis.setTimeout;

/** Gives the tests of a file a time that goes by only inside {@link passing} and {@link elapse}. */
export function turnableTime(): void {
  beforeAll(async () => {
    // What is loaded when it is first needed takes real time, which no test is to wait for.
    const world = createWorld();
    const connection = await world.connected();
    world.sandbox.clock.advance({ hours: 4 });
    await connection.credentials();
    world.sandbox.clock.advance({ days: 400 });
    await failure(connection.credentials());
    await listed(world.withings);
    await world.withings.disconnect(connection.userID);
    vi.useFakeTimers({ toFake: [...turned] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
}

/** Waits for a promise and lets time pass meanwhile, from one timer to the next, whenever nothing else goes on. */
export async function passing<T>(promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const settle = (): void => {
    state.settled = true;
  };
  promise.then(settle, settle);
  for (let idle = 0, waits = 0; ;) {
    await breath();
    if (state.settled) return promise;
    // A request takes no time here, unless it hangs.
    if (traffic.underWay > 0 && ++waits < 20) continue;
    waits = 0;
    if (vi.getTimerCount() === 0) {
      if (++idle > 1000) throw new Error("Nothing goes on any more, and what is waited for did not come.");
      await new Promise((resolve) => realTimer(resolve, 1));
      continue;
    }
    idle = 0;
    vi.advanceTimersToNextTimer();
  }
}

/** Lets so much time pass. */
export async function elapse(ms: number): Promise<void> {
  await passing(new Promise((resolve) => setTimeout(resolve, ms)));
}

/** Lets everything go on that waits for nothing but the processor. */
export async function breath(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
