import { mustHold } from "../broken-promise.js";
import { type Case, change, create, listed, mustBeEmpty, mustStand, pause } from "../bench.js";
import type { ConnectionStore } from "../../connection/store.js";

const latest = "read: never older than what any process's latest finished write put there.";
const ownClock = "now: the store's own clock, in milliseconds since 1970.";

/** What holds when a store is opened more than once, and for its clock. */
export const openingCases: readonly Case[] = [
  {
    // The first of all: where nobody has used the store yet, its tables or folders are made now.
    name: "open: several openings at once are of one store, also when they make it",
    needs: ["shared"],
    run: async ({ store, open, key }) => {
      const openings = await Promise.all(Array.from({ length: 8 }, open));
      const generations = await Promise.all(
        openings.map((opening, index) => create(opening, key(`${index}`), `by ${index}`)),
      );
      for (const [index, generation] of generations.entries())
        for (const opening of [...openings, store])
          await mustStand(opening, key(`${index}`), { promise: latest, generation, value: `by ${index}` });
    },
  },
  {
    name: "read: one opening reads at once what another wrote and deleted",
    needs: ["shared"],
    run: async ({ store, open, key }) => {
      const other = await open();
      const writers = [store, other];
      let generation = 0;
      // Read before, so that what a reader remembers would be wrong.
      for (const reader of writers) await mustBeEmpty(reader, key(), latest);
      for (let round = 0; round < 10; round++) {
        const [writer, reader] = round % 2 === 0 ? [store, other] : [other, store];
        generation = await change(writer, key(), { expected: generation, value: `${round}` });
        mustHold((await reader.read(key())).value !== undefined, latest, {
          expected: "what the other opening wrote",
          actual: "no text (give shared: false if each opening is a store of its own)",
        });
        await mustStand(reader, key(), { promise: latest, generation, value: `${round}` });
        mustHold((await listed(reader, key())).get(key())?.value === `${round}`, latest, {
          expected: "the newest text in the list",
          actual: "another one, or none",
        });
      }
      await store.delete(key(), { expected: generation });
      await mustBeEmpty(other, key(), latest);
      mustHold((await listed(other, key())).size === 0, latest, {
        expected: "nothing in the list, since it was deleted",
        actual: "the key",
      });
    },
  },
  {
    name: "compareAndSwap: what was stored is there when the store is opened again",
    needs: ["shared"],
    run: async ({ store, open, closeAll, key }) => {
      const generation = await create(store, key(), "kept");
      await closeAll();
      const later = await open();
      const promise = "compareAndSwap: what it stored outlives the program.";
      await mustStand(later, key(), { promise, generation, value: "kept" });
      await change(later, key(), { expected: generation, value: "changed" });
    },
  },
  {
    name: "now: where the store has a clock of its own, it shows the time, and goes on",
    run: async ({ store, key }) => {
      const now = async (): Promise<number | undefined> => (await store.read(key())).now;
      const times = [await now(), await now()];
      await pause(60);
      times.push(await now());
      await create(store, key(), "x");
      times.push(await now());
      const [first, ...later] = withAllOrNone(times);
      if (first === undefined) return;
      // Seconds would be in 1970, microseconds far ahead. Not more exactly than this: this machine's own clock may be the wrong one.
      for (const time of [first, ...later])
        mustHold(time > Date.UTC(2020) && time < Date.UTC(2120), ownClock, {
          expected: "a time from 2020 to 2120 in milliseconds since 1970",
          actual: `${time}`,
        });
      const wentOn = (later.at(-1) ?? 0) - first;
      mustHold(wentOn >= 40 && wentOn < 30_000, "now: the store's clock goes on.", {
        expected: "some 60 ms more after 60 ms",
        actual: `${wentOn} ms more`,
      });
    },
  },
  {
    name: "now: everybody who uses the store reads one clock",
    needs: ["shared"],
    run: async ({ store, open, key }) => {
      const other = await open();
      const now = async (opened: ConnectionStore): Promise<number | undefined> =>
        (await opened.read(key())).now;
      const times = [await now(store), await now(other), await now(store)];
      const [before = 0, between = 0, after = 0] = withAllOrNone(times);
      mustHold(
        before <= between + 20 && between <= after + 20,
        "now: everybody who uses the store shares it.",
        {
          expected: "a reading in between has a time in between",
          actual: `${between - before} ms after the first, ${after - between} ms before the last`,
        },
      );
    },
  },
];

function withAllOrNone(times: readonly (number | undefined)[]): readonly number[] {
  const given = times.filter((time) => time !== undefined);
  mustHold(
    given.length === 0 || given.length === times.length,
    "now: is given with every reading or with none.",
    {
      expected: "a time with all",
      actual: `a time with ${given.length} of ${times.length}`,
    },
  );
  return given;
}
