// Uses a store in a process of its own, as it is told over the channel to the process that started it.
import { setTimeout as wait } from "node:timers/promises";
import type { ConnectionStore } from "withings-kit";
import { contend } from "withings-kit/store-conformance";
import { openStore, type StorePlace } from "./opened-store.ts";

/** What is to be done. */
export type StoreTask =
  | { readonly type: "contend"; readonly key: string; readonly contenders: number; readonly rounds: number }
  /** Counts under a key for ever, and says each count when it is stored. */
  | { readonly type: "count"; readonly key: string }
  /** Takes a lease and keeps it. */
  | { readonly type: "lease"; readonly key: string; readonly ttlMs: number }
  | { readonly type: "write"; readonly key: string; readonly value: string };

/** What the program says when it can begin, and what it found. */
export type StoreNews =
  | { readonly type: "ready" }
  | { readonly type: "found"; readonly found: unknown }
  | { readonly type: "failed"; readonly message: string };

const [place = ""] = process.argv.slice(2);

function say(news: StoreNews): void {
  process.send?.(news);
}

async function* perform(store: ConnectionStore, task: StoreTask): AsyncGenerator<unknown, void, undefined> {
  switch (task.type) {
    case "contend":
      yield await contend(store, task);
      return;
    case "count":
      for (;;) {
        const { generation: expected, value = "0" } = await store.read(task.key);
        const next = Number(value) + 1;
        const generation = await store.compareAndSwap(task.key, { expected, value: String(next) });
        if (generation !== undefined) yield { generation, count: next };
      }
    case "lease":
      yield (await store.lease(task.key, task)) !== undefined;
      for (;;) await wait(1000);
    case "write":
      yield await store.compareAndSwap(task.key, { expected: 0, value: task.value });
  }
}

process.once("message", (task: StoreTask) => {
  const { store, close } = openStore(JSON.parse(place) as StorePlace);
  const run = async (): Promise<void> => {
    for await (const found of perform(store, task)) say({ type: "found", found });
    await close();
    process.disconnect();
  };
  run().catch((error: unknown) => {
    say({ type: "failed", message: String(error) });
    process.exitCode = 1;
    process.disconnect();
  });
});
say({ type: "ready" });
