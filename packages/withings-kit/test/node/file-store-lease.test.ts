import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ConnectionStore } from "withings-kit";
import {
  isRoot,
  key,
  newDirectory,
  openStore,
  recordFolder,
  run,
  storeProcess,
  storeSome,
} from "./support/file-store.js";

const isLinux = process.platform === "linux";
const minute = 60_000;

function lockFolder(directory: string): string {
  return join(recordFolder(directory), "lock");
}

/** The file that says who has the lease. */
function lockFile(directory: string): string {
  const numbers = readdirSync(lockFolder(directory)).map((name) => Number.parseInt(name));
  return join(lockFolder(directory), `${Math.max(...numbers)}.json`);
}

function holding(directory: string): {
  readonly pid: number;
  readonly host: string;
  readonly sinceBoot: number;
} {
  return JSON.parse(readFileSync(lockFile(directory), "utf8")) as ReturnType<typeof holding>;
}

/** Makes the lease that is held one of somebody else. */
function change(directory: string, fields: Readonly<Record<string, number | string>>): void {
  writeFileSync(lockFile(directory), JSON.stringify({ ...holding(directory), ...fields }));
}

/** Makes it one that was taken so long ago. */
function age(directory: string, ms: number): void {
  change(directory, { sinceBoot: holding(directory).sinceBoot - ms });
}

async function isFree(store: ConnectionStore): Promise<boolean> {
  const lease = await store.lease(key, { ttlMs: minute });
  await lease?.release();
  return lease !== undefined;
}

/** A store whose lease this process has. */
async function leased(): Promise<{ directory: string; store: ConnectionStore }> {
  const directory = newDirectory();
  const store = await storeSome(directory);
  expect(await store.lease(key, { ttlMs: minute })).toBeDefined();
  return { directory, store };
}

test("another process waits for the lease until it is released", async () => {
  const directory = newDirectory();
  const store = openStore(directory);
  const holder = storeProcess(["lease", directory, key, minute]);
  expect(await holder.line()).toBe("held");
  expect(await isFree(store)).toBe(false);
  holder.proceed();
  expect(await holder.line()).toBe("released");
  expect(await isFree(store)).toBe(true);
});

test("the lease of a process that was killed is over at once", async () => {
  const directory = newDirectory();
  const store = openStore(directory);
  const holder = storeProcess(["lease", directory, key, minute]);
  await holder.line();
  expect(await isFree(store)).toBe(false);
  await holder.kill();
  expect(await isFree(store)).toBe(true);
});

test.skipIf(!isLinux)(
  "so is that of one that was killed and at which its parent has not looked",
  async () => {
    const directory = newDirectory();
    const store = openStore(directory);
    // Whoever starts it becomes a program that waits for nobody.
    const script = 'node=$1; shift; "$node" "$@" <&0 & exec sleep 60';
    const holder = storeProcess(["lease", directory, key, minute], {
      wrapper: ["/bin/sh", "-c", script, "sh"],
    });
    await holder.line();
    expect(await isFree(store)).toBe(false);
    const { pid } = holding(directory);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isFree(store), { timeout: 10_000 }).toBe(true);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
  },
);

test.skipIf(!isLinux)(
  "a later process that has got the number of a dead one is not taken for it",
  async () => {
    const { directory, store } = await leased();
    expect(await isFree(store)).toBe(false);
    // This process lives, but another one of its number took the lease.
    change(directory, { started: "1" });
    expect(await isFree(store)).toBe(true);
  },
);

test("a process that ended is not found by a number that nobody has", async () => {
  const { directory, store } = await leased();
  change(directory, { pid: 2 ** 30 });
  expect(await isFree(store)).toBe(true);
});

test.skipIf(!isLinux)(
  "numbers of processes in another container mean nothing here: the lease ends when its time is over",
  async () => {
    const { directory, store } = await leased();
    change(directory, { namespace: "pid:[1]", pid: 2 ** 30 });
    expect(await isFree(store)).toBe(false);
    age(directory, minute);
    expect(await isFree(store)).toBe(true);
  },
);

test.skipIf(!isRoot || !isLinux || !canUnshare())(
  "a process in a real container keeps its lease while it lives, and as long as its time when it is killed",
  async () => {
    const directory = newDirectory();
    const store = openStore(directory);
    const holder = storeProcess(["lease", directory, key, minute], {
      wrapper: ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"],
    });
    expect(await holder.line()).toBe("held");
    expect(await isFree(store)).toBe(false);
    await holder.kill();
    expect(await isFree(store)).toBe(false);
    age(directory, minute);
    expect(await isFree(store)).toBe(true);
  },
);

test("a process of another machine is not looked for here", async () => {
  const { directory, store } = await leased();
  const elsewhere = { boot: "other", host: "other", pid: 2 ** 30 };
  change(directory, { ...elsewhere, since: Date.now() });
  expect(await isFree(store)).toBe(false);
  change(directory, { ...elsewhere, since: Date.now() - minute });
  expect(await isFree(store)).toBe(true);
});

test("a machine whose clock is wrong holds a lease for twice its time at the most", async () => {
  const { directory, store } = await leased();
  const elsewhere = { boot: "other", host: "other" };
  // Half a minute ahead: what it says is still believed.
  change(directory, { ...elsewhere, since: Date.now() + minute / 2 });
  expect(await isFree(store)).toBe(false);
  for (const wrongMs of [minute + 1000, 24 * 60 * minute, -24 * 60 * minute]) {
    change(directory, { ...elsewhere, since: Date.now() + wrongMs, ttlMs: minute });
    expect(await isFree(store), `${wrongMs} ms ahead`).toBe(true);
    expect(await store.lease(key, { ttlMs: minute })).toBeDefined();
  }
});

test.skipIf(!isLinux)("a machine that was started again holds no lease of before", async () => {
  const { directory, store } = await leased();
  const { host } = holding(directory);
  change(directory, { boot: "the run before" });
  // A machine without a name of its own cannot be told from another one.
  expect(await isFree(store)).toBe(host !== "");
});

test.skipIf(!isLinux).each([1, -1])(
  "a clock that jumps by %i day changes nothing for a lease of this machine",
  async (days) => {
    const { directory, store } = await leased();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * 24 * 60 * minute });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    expect(await isFree(store)).toBe(false);
    age(directory, minute);
    expect(await isFree(store)).toBe(true);
  },
);

test("what a loss of power left of a lock holds nobody up", async () => {
  for (const text of ["", "\0\0\0\0", '{"pid":1,', "null", '{"pid":1,"ttlMs":"long"}']) {
    const { directory, store } = await leased();
    truncateSync(lockFile(directory));
    writeFileSync(lockFile(directory), text);
    expect(await isFree(store), text).toBe(true);
  }
});

test("of many that find a dead owner's lease one gets it, again and again", async () => {
  const { directory } = await leased();
  const stores = Array.from({ length: 12 }, () => openStore(directory));
  for (let round = 0; round < 25; round++) {
    change(directory, { pid: 2 ** 30, started: "1" });
    const leases = await Promise.all(stores.map((store) => store.lease(key, { ttlMs: minute })));
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  }
  // What is over is not kept.
  expect(readdirSync(lockFolder(directory))).toHaveLength(1);
});

test("a process that stood still before it took the lease does not have it beside somebody else", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  expect(await isFree(store)).toBe(true);
  const sleeper = storeProcess(["lease", directory, key, minute], { faults: ["link:wait"] });
  expect(await sleeper.line()).toBe("link");
  // The number that it is about to give is given, released and removed.
  for (let round = 0; round < 3; round++) expect(await isFree(store)).toBe(true);
  expect(await store.lease(key, { ttlMs: minute })).toBeDefined();
  sleeper.proceed();
  expect(await sleeper.line()).toBe("lost");
  expect(await isFree(store)).toBe(false);
  expect(readdirSync(lockFolder(directory))).toHaveLength(1);
});

test("where there are no hard links leases are kept apart too", async () => {
  const directory = newDirectory();
  const store = await storeSome(directory);
  const holder = storeProcess(["lease", directory, key, minute], { faults: ["link:EPERM"] });
  expect(await holder.line()).toBe("held");
  expect(await isFree(store)).toBe(false);
  const other = storeProcess(["lease", directory, key, minute], { faults: ["link:EPERM"] });
  expect(await other.line()).toBe("lost");
  holder.proceed();
  expect(await holder.line()).toBe("released");
  expect(await isFree(store)).toBe(true);
});

test("a lock says nothing about the person or the machine's name", async () => {
  const { directory } = await leased();
  const told = holding(directory);
  expect(Object.keys(told).sort()).toEqual(
    ["boot", "host", "namespace", "pid", "since", "sinceBoot", "started", "ttlMs"].sort(),
  );
  expect(told.host).toMatch(/^[\w-]*$/);
  expect(told.pid).toBe(process.pid);
});

function canUnshare(): boolean {
  try {
    run("unshare", "--pid", "--fork", "--mount-proc", "true");
    return true;
  } catch {
    return false;
  }
}
