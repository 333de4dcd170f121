import type { WatchableClock } from "../clock.js";

/** Something to be done at a time of the sandbox's clock. */
export interface Task {
  /** Tasks of one lane are done one after the other. */
  readonly lane: string;
  readonly dueAtMs: number;
  /**
   * @param signal ends it early
   * @returns what is to be done next, in the same lane
   */
  readonly run: (signal: AbortSignal) => Promise<Task | undefined>;
  /** Told when there is no room for it any more. */
  readonly crowdedOut: () => void;
}

/** Tasks that wait for their time. */
export interface Lanes {
  readonly add: (task: Task) => void;
  /** Resolves when nothing is under way and nothing is due. */
  readonly settled: () => Promise<void>;
  /** Forgets everything; what is under way is ended. */
  readonly clear: () => void;
  /** Begins nothing from now on, and ends what is under way, which waits again. */
  readonly stop: () => Promise<void>;
  readonly start: () => void;
  /** How many tasks wait. */
  readonly size: number;
}

/** How the tasks are done. */
export interface LaneRules {
  readonly clock: WatchableClock;
  /** How many lanes are served at once. */
  readonly atOnce: number;
  /** How many tasks wait at the most; then the oldest of the fullest lane goes. */
  readonly capacity: number;
  /** Which of the tasks that are due in a lane comes next: a number from 0 to below `due`. */
  readonly choose: (due: number) => number;
}

/** The longest that a timer can wait. */
const longestMs = 2 ** 31 - 1;

/** No tasks. */
export function createLanes({ clock, atOnce, capacity, choose }: LaneRules): Lanes {
  /** The tasks of each lane in the order of their times. Whoever was served goes to the end of the map. */
  const waiting = new Map<string, Task[]>();
  const busy = new Map<string, Promise<void>>();
  const settling: (() => void)[] = [];
  let size = 0;
  let stopped = false;
  let ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let soon = false;

  const put = (task: Task): void => {
    const tasks = waiting.get(task.lane) ?? [];
    const place = tasks.findLastIndex(({ dueAtMs }) => dueAtMs <= task.dueAtMs) + 1;
    tasks.splice(place, 0, task);
    waiting.set(task.lane, tasks);
    size++;
  };
  const makeRoom = (): void => {
    const [fullest = []] = [...waiting.values()].sort((one, other) => other.length - one.length);
    const oldest = fullest.shift();
    if (oldest === undefined) return;
    size--;
    oldest.crowdedOut();
  };

  const take = (lane: string, tasks: Task[], now: number): Task | undefined => {
    const next = tasks.findIndex(({ dueAtMs }) => dueAtMs > now);
    const due = next === -1 ? tasks.length : next;
    if (due === 0) return undefined;
    const [task] = tasks.splice(choose(due), 1);
    size--;
    waiting.delete(lane);
    if (tasks.length > 0) waiting.set(lane, tasks);
    return task;
  };
  const begin = (task: Task): void => {
    const { signal } = ending;
    const work = task.run(signal).then(
      (next) => {
        if (next !== undefined && signal.reason !== cleared) put(next);
      },
      (error: unknown) => {
        if (!signal.aborted) throw error;
        if (signal.reason === paused) put(task);
      },
    );
    const done = work.finally(() => {
      if (busy.get(task.lane) === done) busy.delete(task.lane);
      serve();
    });
    busy.set(task.lane, done);
  };

  const serve = (): void => {
    soon = false;
    clearTimeout(timer);
    const now = clock.nowMs();
    for (const [lane, tasks] of stopped ? [] : [...waiting]) {
      if (busy.size >= atOnce) break;
      const task = busy.has(lane) ? undefined : take(lane, tasks, now);
      if (task !== undefined) begin(task);
    }
    if (busy.size === 0) for (const resolve of settling.splice(0)) resolve();
    if (!stopped && clock.flowing && busy.size < atOnce) wakeUpAt(nextDue());
  };
  /** When the first task is due in a lane that is not being served: the others are looked at when that is done. */
  const nextDue = (): number =>
    Math.min(
      ...[...waiting].map(([lane, [first]]) => (busy.has(lane) ? Infinity : (first?.dueAtMs ?? Infinity))),
    );
  const wakeUpAt = (dueAtMs: number): void => {
    if (dueAtMs === Infinity) return;
    timer = setTimeout(serve, Math.min(longestMs, Math.max(0, dueAtMs - clock.nowMs())));
    // Nobody's program waits hours for a retry.
    timer.unref();
  };
  /** After what is being done now, so that what happens at once is there together. */
  const serveSoon = (): void => {
    if (soon) return;
    soon = true;
    queueMicrotask(serve);
  };
  clock.onMove(serveSoon);

  const end = (reason: symbol): void => {
    clearTimeout(timer);
    ending.abort(reason);
    ending = new AbortController();
  };
  return {
    add: (task) => {
      if (size >= capacity) makeRoom();
      put(task);
      serveSoon();
    },
    settled: async () => {
      serve();
      if (busy.size > 0) await new Promise<void>((resolve) => settling.push(resolve));
    },
    clear: () => {
      waiting.clear();
      size = 0;
      end(cleared);
    },
    stop: async () => {
      stopped = true;
      end(paused);
      await Promise.all(busy.values());
    },
    start: () => {
      stopped = false;
      serveSoon();
    },
    get size() {
      return size;
    },
  };
}

const paused = Symbol("paused");
const cleared = Symbol("cleared");
