import { all, begins, listAs, type Mutants } from "./tools.js";

/** Stores that break a promise of `list`, by the case of the kit that must tell. */
export const listMutants: Mutants = {
  "list: gives each key with its text and its generation": {
    "lists keys only": listAs((entries) => entries.map((entry) => ({ ...entry, value: "" }))),
    "gives each its place": listAs((entries, prefix) =>
      entries.filter(begins(prefix)).map((entry, index) => ({ ...entry, generation: index + 1 })),
    ),
    "lists nothing": listAs(() => []),
    "leaves the prefix out": listAs((entries, prefix) =>
      entries.filter(begins(prefix)).map((entry) => ({ ...entry, key: entry.key.slice(prefix.length) })),
    ),
  },
  "list: gives nothing where nothing is": {
    "lists everything": listAs((entries) => entries),
    "never ends": () => ({
      list: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
    }),
  },
  "list: a prefix is letters, neither a pattern nor a path": {
    "is LIKE": listAs((entries, prefix) => {
      const pattern = prefix
        .replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&")
        .replaceAll("%", ".*")
        .replaceAll("_", ".");
      return entries.filter(({ key }) => RegExp(`^${pattern}`).test(key));
    }),
    "is LIKE, in any case of letters": listAs((entries, prefix) =>
      entries.filter(({ key }) => key.toLowerCase().startsWith(prefix.toLowerCase())),
    ),
    "is GLOB": listAs((entries, prefix) => {
      const pattern = prefix
        .replaceAll(/[.+^$(){}|\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
      return entries.filter(({ key }) => RegExp(`^${pattern}`).test(key));
    }),
    "is a folder": listAs((entries, prefix) =>
      entries.filter(({ key }) => key.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`)),
    ),
    "is a path": listAs((entries, prefix) =>
      entries.filter(begins(prefix)).filter(({ key }) => !key.slice(prefix.length).includes("/")),
    ),
    "may be anywhere": listAs((entries, prefix) =>
      entries.filter(({ key }) => key.includes(prefix.slice(23))),
    ),
    "leaves out the key that is the prefix": listAs((entries, prefix) =>
      entries.filter(begins(prefix)).filter(({ key }) => key !== prefix),
    ),
    "is the range of the keys in another order": listAs((entries, prefix) =>
      entries.filter(({ key }) => key >= prefix && key.localeCompare(`${prefix}zzzz`) <= 0),
    ),
  },
  "list: with an empty prefix gives everything": {
    "wants a prefix": listAs((entries, prefix) => (prefix === "" ? [] : entries.filter(begins(prefix)))),
  },
  "list: gives nothing that was deleted, and what was created again once": {
    "lists what it once knew": ({ store, memory }) => ({
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) {
          memory.set(entry.key, entry.generation);
          yield entry;
        }
        const keys = (await all(store)).map(({ key }) => key);
        for (const [key, generation] of memory)
          if (key.startsWith(prefix) && !keys.includes(key)) yield { key, generation, value: "" };
      },
    }),
    "lists each that was created again twice": ({ store, memory }) => ({
      delete: (key, change) => {
        memory.set(key, 1);
        return store.delete(key, change);
      },
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) {
          yield entry;
          if (memory.has(entry.key)) yield entry;
        }
      },
    }),
  },
  "list: gives a thousand keys, each once": {
    "gives the first page": listAs((entries, prefix) => entries.filter(begins(prefix)).slice(0, 100)),
    "gives the last of a page again on the next": listAs((entries, prefix) =>
      entries
        .filter(begins(prefix))
        .flatMap((entry, index) => (index % 100 === 99 ? [entry, entry] : [entry])),
    ),
    "gives the first page again and again": ({ store }) => ({
      list: async function* (prefix) {
        const page = (await all(store)).filter(begins(prefix)).slice(0, 100);
        while (page.length > 0) yield* page;
      },
    }),
  },
  "list: while it goes on, one can read, change, create, delete and list": {
    "turns pages by number, which others shift": ({ store }) => ({
      list: async function* (prefix) {
        const size = 4;
        for (let offset = 0; ; offset += size) {
          const page = (await all(store)).filter(begins(prefix)).slice(offset, offset + size);
          if (page.length === 0) return;
          yield* page;
        }
      },
    }),
    "takes no change while it lists": ({ store, memory }) => ({
      list: async function* (prefix) {
        memory.set("lists", 1);
        yield* store.list(prefix);
        memory.clear();
      },
      compareAndSwap: (key, change) =>
        memory.has("lists")
          ? Promise.reject(new TypeError("This database connection is busy executing a query"))
          : store.compareAndSwap(key, change),
    }),
    "gives the new generation with the old text": ({ store }) => ({
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) {
          const { generation } = await store.read(entry.key);
          if (generation > 0) yield { ...entry, generation };
        }
      },
    }),
    "gives up when something changes": ({ store }) => ({
      list: async function* (prefix) {
        const before = JSON.stringify(await all(store));
        for await (const entry of store.list(prefix)) {
          yield entry;
          if (JSON.stringify(await all(store)) !== before) return;
        }
      },
    }),
  },
  "list: one that is not read to its end does no harm": {
    "is locked until it was read to its end": ({ store, memory }) => ({
      list: async function* (prefix) {
        memory.set("lists", 1);
        yield* store.list(prefix);
        memory.clear();
      },
      compareAndSwap: (key, change) =>
        memory.has("lists") ? new Promise(() => undefined) : store.compareAndSwap(key, change),
    }),
    "runs out of connections": ({ store, memory }) => ({
      list: async function* (prefix) {
        const used = memory.get("connections") ?? 0;
        memory.set("connections", used + 1);
        if (used >= 5) throw new Error("too many clients");
        yield* store.list(prefix);
        memory.set("connections", used);
      },
    }),
  },
  "list: two at once each give everything": {
    "has one place to remember where it is": ({ store, memory }) => ({
      list: async function* (prefix) {
        const entries = (await all(store)).filter(begins(prefix));
        for (memory.set("at", 0); ;) {
          const at = memory.get("at") ?? 0;
          memory.set("at", at + 1);
          const entry = entries[at];
          if (entry === undefined) return;
          yield entry;
        }
      },
    }),
  },
};
