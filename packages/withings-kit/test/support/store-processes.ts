import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Contention, judge, type Judgement } from "withings-kit/store-conformance";
import { openStore, type StorePlace } from "./opened-store.ts";
import type { StoreNews, StoreTask } from "./store-program.ts";

/** A process that uses a store. */
export interface StoreProcess {
  /** What it has found so far. */
  readonly found: readonly unknown[];
  /** Waits for the first thing that it finds. */
  first(): Promise<unknown>;
  /** Kills it as nothing can prevent, and waits until it is gone. */
  kill(): Promise<void>;
  begin(task: StoreTask): void;
}

/** Starts processes for a store; each waits for its task, so that all can begin at once. */
export async function startProcesses(place: StorePlace, count: number): Promise<readonly StoreProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startProcess(place)));
}

async function startProcess(place: StorePlace): Promise<StoreProcess> {
  const child = fork(fileURLToPath(new URL("store-program.ts", import.meta.url)), [JSON.stringify(place)], {
    execArgv: [],
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  const found: unknown[] = [];
  const first = firstFound(child, found);
  // Whoever is not interested in it must not hear that it never came.
  first.catch(() => undefined);
  await once(child, "message");
  return { found, kill, first: () => first, begin: (task) => void child.send(task) };
}

function firstFound(child: ChildProcess, found: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on("message", (news: StoreNews) => {
      if (news.type === "failed") reject(new Error(news.message));
      if (news.type !== "found") return;
      found.push(news.found);
      resolve(news.found);
    });
    child.on("exit", (code) => {
      reject(new Error(`The process ended with ${code ?? "a signal"} before it had found anything.`));
    });
  });
}

/** Lets processes contend for a store, by the rules of the conformance kit, and judges them. */
export async function contention(
  place: StorePlace,
  { contenders, rounds }: { readonly contenders: number; readonly rounds: number },
): Promise<Judgement> {
  const processes = await startProcesses(place, contenders);
  for (const process of processes) process.begin({ type: "contend", key: "contention", contenders, rounds });
  const contentions = (await Promise.all(processes.map((process) => process.first()))) as Contention[];
  const { store, close } = openStore(place);
  try {
    return await judge(store, { contentions });
  } finally {
    await close();
  }
}

/** What {@link killedCounting} saw. */
export interface KilledCounting {
  /** What processes said that they had stored, before they were killed. */
  readonly counts: readonly number[];
  readonly generations: readonly number[];
  /** What stands in the store in the end. */
  readonly last: number;
}

/** Lets processes count in a store, and kills them while they do, again and again. */
export async function killedCounting(place: StorePlace, rounds: number): Promise<KilledCounting> {
  const stored: { readonly count: number; readonly generation: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const processes = await startProcesses(place, 3);
    for (const process of processes) process.begin({ type: "count", key: "count" });
    await Promise.any(processes.map((process) => process.first()));
    while (processes.flatMap(({ found }) => found).length < 5) await wait(1);
    await wait(Math.random() * 40);
    await Promise.all(processes.map((process) => process.kill()));
    stored.push(...processes.flatMap(({ found }) => found as typeof stored));
  }
  const { store, close } = openStore(place);
  try {
    const { value } = await store.read("count");
    // Nobody's lock is left: it can be written at once.
    await store.compareAndSwap("afterwards", { expected: 0, value: "written" });
    return {
      counts: stored.map(({ count }) => count),
      generations: stored.map(({ generation }) => generation),
      last: Number(value),
    };
  } finally {
    await close();
  }
}
