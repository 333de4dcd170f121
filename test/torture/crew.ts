import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Answer, Order, Setup } from "./orders.ts";

/** Processes that take orders, each in its slot. One that was killed is followed by another. */
export interface Crew {
  readonly slots: number;
  /** Gives an order. @returns the answers, or nothing when the process was killed meanwhile. */
  order(slot: number, order: Order): Promise<readonly Answer[] | undefined>;
  /** Kills the process of a slot, or of a name if it still lives, as the operating system does it: without any goodbye. */
  kill(who: number | string): void;
  /** Wakes every process that was stopped. */
  wake(): void;
  /** Starts a process for each one that was killed. */
  heal(): Promise<void>;
  /** Kills and starts all of them. */
  restart(): Promise<void>;
  /** How many were killed. */
  readonly killed: number;
  close(): Promise<void>;
}

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** Starts processes. */
export async function createCrew(slots: number, setup: Omit<Setup, "name">): Promise<Crew> {
  const members: (Member | undefined)[] = Array.from({ length: slots }, () => undefined);
  const lives = members.map(() => 0);
  let killed = 0;
  let closing = false;

  const start = async (slot: number): Promise<void> => {
    const life = (lives[slot] ?? 0) + 1;
    lives[slot] = life;
    const name = `${slot}.${life}`;
    const child = fork(
      fileURLToPath(new URL("process.ts", import.meta.url)),
      [JSON.stringify({ ...setup, name })],
      { execArgv: [], serialization: "json" },
    );
    const ended = once(child, "exit").then(([code, signal]: unknown[]) => {
      members[slot] = undefined;
      if (closing) return;
      if (signal !== "SIGKILL")
        throw new Error(`Process ${name} ended by itself, with ${String(code ?? signal)}.`);
      killed++;
    });
    // Told to whoever has given an order.
    ended.catch(() => undefined);
    members[slot] = { name, child, ended };
    await Promise.race([once(child, "message"), ended]);
  };

  const heal = async (): Promise<void> => {
    await Promise.all(members.map((member, slot) => (member ? Promise.resolve() : start(slot))));
  };
  const end = async (): Promise<void> => {
    for (const member of members) member?.child.kill("SIGKILL");
    await Promise.all(members.flatMap((member) => (member ? [member.ended] : [])));
  };
  await heal();
  return {
    slots,
    order: async (slot, order) => {
      const member = members[slot];
      if (!member) return undefined;
      const { child, ended } = member;
      const listening = new AbortController();
      const answered = once(child, "message", { signal: listening.signal }) as Promise<[readonly Answer[]]>;
      answered.catch(() => undefined);
      child.send(order, () => undefined);
      const answer = await Promise.race([answered, ended]);
      listening.abort();
      return answer?.[0];
    },
    kill: (who) => {
      const member = typeof who === "number" ? members[who] : members.find((each) => each?.name === who);
      member?.child.kill("SIGKILL");
    },
    wake: () => {
      for (const member of members) member?.child.kill("SIGCONT");
    },
    heal,
    get killed() {
      return killed;
    },
    restart: async () => {
      await end();
      await heal();
    },
    close: async () => {
      closing = true;
      await end();
    },
  };
}
