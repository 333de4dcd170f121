import type { Notification, NotificationTry } from "./notification.js";

/** A notification that is still to be noted in. */
export interface LogEntry extends Omit<Notification, "state" | "tries" | "nextTryAt"> {
  state: Notification["state"];
  readonly tries: NotificationTry[];
  nextTryAtMs: number;
}

/** What is noted of notifications. */
export interface NotificationLog {
  readonly open: (entry: Omit<LogEntry, "id" | "tries">) => LogEntry;
  readonly list: () => readonly Notification[];
  readonly clear: () => void;
}

/** An empty log. It forgets the oldest of those that came to an end. */
export function createNotificationLog(capacity: number): NotificationLog {
  const entries = new Map<number, LogEntry>();
  let lastId = 0;
  let sinceSweep = 0;

  const sweep = (): void => {
    sinceSweep = 0;
    const ended = [...entries.values()].filter(({ state }) => state !== "waiting");
    for (const { id } of ended.slice(0, Math.max(0, ended.length - capacity))) entries.delete(id);
  };
  return {
    open: (entry) => {
      const opened = { ...entry, id: ++lastId, tries: [] };
      entries.set(opened.id, opened);
      // Sweeping costs the same small share of every entry, however many wait.
      if (++sinceSweep > capacity + entries.size / 2) sweep();
      return opened;
    },
    list: () => {
      sweep();
      return [...entries.values()].map(published);
    },
    clear: () => {
      entries.clear();
    },
  };
}

function published({ nextTryAtMs, tries, fields, ...entry }: LogEntry): Notification {
  return {
    ...entry,
    fields: { ...fields },
    tries: tries.map((one) => ({ ...one })),
    ...(entry.state === "waiting" ? { nextTryAt: new Date(nextTryAtMs) } : {}),
  };
}
