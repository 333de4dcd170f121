import type { ConnectionStore } from "withings-kit";

const fourHoursMs = 4 * 60 * 60 * 1000;

/** Makes every stored access token four hours older, as time would: it has expired then, by whatever clock. */
export async function expire(store: ConnectionStore): Promise<void> {
  for await (const { key, value, generation } of store.list("")) {
    const record = JSON.parse(value) as { current: { obtainedAt: string } };
    record.current.obtainedAt = new Date(Date.parse(record.current.obtainedAt) - fourHoursMs).toISOString();
    const expired = { expected: generation, value: JSON.stringify(record) };
    if ((await store.compareAndSwap(key, expired)) === undefined)
      throw new Error("Somebody else changed a connection of the benchmark.");
  }
}
