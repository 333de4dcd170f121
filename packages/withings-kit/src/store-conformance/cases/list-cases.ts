import type { ConnectionStore, StoreEntry } from "../../connection/store.js";
import { mustHold, shown } from "../broken-promise.js";
import { type Case, change, create, listed } from "../bench.js";

const everything = "list: gives everything that is stored under keys that begin with the prefix.";
const nothingElse = "list: gives nothing but what is stored under keys that begin with the prefix.";

/** What `list` promises. */
export const listCases: readonly Case[] = [
  {
    name: "list: gives each key with its text and its generation",
    run: async ({ store, key }) => {
      const generations = await createAll(store, ["1", "2", "3"].map(key));
      generations.set(
        key("2"),
        await change(store, key("2"), { expected: generations.get(key("2")) ?? 0, value: key("2") }),
      );
      const entries = await listed(store, key());
      mustBeListed(entries, Array.from(generations.keys()));
      for (const [name, generation] of generations) {
        const entry = entries.get(name);
        mustHold(
          entry?.value === name && entry.generation === generation,
          "list: gives what read would give.",
          {
            expected: `${shown(name)} at generation ${generation} with its own text`,
            actual: `generation ${String(entry?.generation)} ${entry?.value === name ? "with it" : "with another text"}`,
          },
        );
      }
    },
  },
  {
    name: "list: gives nothing where nothing is",
    run: async ({ store, key }) => {
      await create(store, key("a"), "a");
      mustBeListed(await listed(store, key("b")), []);
    },
  },
  {
    name: "list: a prefix is letters, neither a pattern nor a path",
    run: async ({ store, key }) => {
      const like = [
        "user_1",
        "user%1",
        "user*1",
        "user?1",
        "user[1]",
        "user\\1",
        "user.1",
        "user'1",
        "user\u00e91",
      ];
      const unlike = ["userx1", "user1", "USER_1", "user", "usér.1", "Xuser_1", "user/1/2", "usere\u03011"];
      await createAll(store, [...like, ...unlike].map(key));
      for (const prefix of [
        ...like,
        "user",
        "user/1",
        "user/1/",
        "USER",
        "us",
        "usé",
        "user\\",
        "%",
        "_",
        "*",
      ])
        mustBeListed(
          await listed(store, key(prefix)),
          [...like, ...unlike].filter((name) => name.startsWith(prefix)).map(key),
        );
    },
  },
  {
    name: "list: with an empty prefix gives everything",
    run: async ({ store, key }) => {
      const names = Array.from((await createAll(store, ["a", "b/c"].map(key))).keys());
      const entries = await listed(store, "");
      for (const name of names)
        mustHold(entries.has(name), everything, { expected: shown(name), actual: "not it" });
    },
  },
  {
    name: "list: gives nothing that was deleted, and what was created again once",
    run: async ({ store, key }) => {
      const names = ["1", "2", "3", "4"].map(key);
      const generations = await createAll(store, names);
      mustBeListed(await listed(store, key()), names);
      for (const name of [key("1"), key("3")])
        await store.delete(name, { expected: generations.get(name) ?? 0 });
      mustBeListed(await listed(store, key()), [key("2"), key("4")]);
      const generation = await create(store, key("3"), "again");
      const entries = await listed(store, key());
      mustBeListed(entries, [key("2"), key("3"), key("4")]);
      mustHold(entries.get(key("3"))?.generation === generation, "list: gives what read would give.", {
        expected: `the generation ${generation}`,
        actual: "another one",
      });
    },
  },
  {
    name: "list: while it goes on, one can read, change, create, delete and list",
    run: async ({ store, key }) => {
      const kinds = ["goes", "stays", "changes"];
      // In each order that a store may have, those that stay stand between those that go.
      const names = Array.from({ length: 60 }, (_, index) =>
        key(`${`${Math.floor(index / 3)}`.padStart(2, "0")}/${kinds[index % 3] ?? ""}`),
      );
      const generations = await createAll(store, names);
      const written = new Map(
        Array.from(generations, ([name, generation]) => [`${name} ${generation}`, name]),
      );
      const staying = names.filter((name) => name.endsWith("stays"));
      const write = async (name: string, value: string): Promise<void> => {
        const { generation: expected } = await store.read(name);
        written.set(`${name} ${await change(store, name, { expected, value })}`, value);
      };
      const seen: StoreEntry[] = [];
      for await (const entry of store.list(key())) {
        seen.push(entry);
        const place = names.indexOf(entry.key);
        // What came already, and what may still come.
        for (const name of [entry.key, names[(place + 30) % names.length] ?? ""]) {
          if (name.endsWith("changes")) await write(name, `changed while ${seen.length} were listed`);
          if (name.endsWith("goes")) await store.delete(name, { expected: generations.get(name) ?? 0 });
        }
        if (seen.length <= 10) await write(key(`new/${seen.length}`), "new");
        if (seen.length === 5) await listed(store, key());
      }
      for (const entry of seen)
        mustHold(
          written.get(`${entry.key} ${entry.generation}`) === entry.value,
          "list: an entry is what was stored under its key at its generation.",
          {
            expected: `what ${shown(entry.key)} held at generation ${entry.generation}`,
            actual: "another text",
          },
        );
      const keys = new Set(seen.map((entry) => entry.key));
      for (const name of staying)
        mustHold(keys.has(name), "list: only what changes meanwhile may be missing.", {
          expected: `${shown(name)}, which nobody changed`,
          actual: "not it",
        });
    },
  },
  {
    name: "list: one that is not read to its end does no harm",
    run: async ({ store, key }) => {
      const names = Array.from({ length: 20 }, (_, index) => key(`${index}`));
      const generations = await createAll(store, names);
      for (let round = 0; round < 5; round++)
        for await (const entry of store.list(key())) if (entry.key !== "") break;
      const name = key("3");
      await change(store, name, { expected: generations.get(name) ?? 0, value: "changed" });
      mustBeListed(await listed(store, key()), names);
    },
  },
  {
    name: "list: two at once each give everything",
    run: async ({ store, key }) => {
      const names = Array.from({ length: 20 }, (_, index) => key(`${index}`));
      await createAll(store, names);
      const both = await Promise.all([listed(store, key()), listed(store, key())]);
      for (const entries of both) mustBeListed(entries, names);
    },
  },
  {
    name: "list: gives a thousand keys, each once",
    run: async ({ store, key }) => {
      const names = Array.from({ length: 1000 }, (_, index) => key(`${index}`));
      await createAll(store, names);
      mustBeListed(await listed(store, key()), names);
    },
  },
];

/** Creates keys, each with its own name as its text. @returns their generations. */
async function createAll(store: ConnectionStore, names: readonly string[]): Promise<Map<string, number>> {
  const waiting = names.values();
  const generations = new Map<string, number>();
  const work = async (): Promise<void> => {
    for (const name of waiting)
      generations.set(name, await change(store, name, { expected: 0, value: name }));
  };
  // Some at once: a store that waits for a disk or a network would take long for a thousand.
  await Promise.all(Array.from({ length: 8 }, work));
  return generations;
}

function mustBeListed(entries: ReadonlyMap<string, unknown>, expected: readonly string[]): void {
  const missing = expected.filter((name) => !entries.has(name));
  const wanted = new Set(expected);
  const others = Array.from(entries.keys()).filter((name) => !wanted.has(name));
  const counts = { expected: `${expected.length} keys` };
  mustHold(missing.length === 0, everything, {
    ...counts,
    actual: `${missing.length} of them not there, such as ${shown(missing[0] ?? "")}`,
  });
  mustHold(others.length === 0, nothingElse, {
    ...counts,
    actual: `${others.length} more, such as ${shown(others[0] ?? "")}`,
  });
}
