import { mustHold, shown } from "../broken-promise.js";
import { type Bench, type Case, create, listed, mustBeEmpty, mustStand } from "../bench.js";

const verbatim = "compareAndSwap: a text comes back as it is, character by character.";
const apart = "keys: what differs in one character is another key.";

/** Keys of which each looks like its neighbour to something that is careless with texts. */
const alike: readonly string[] = [
  ...["a", "A", "\u00e4", "a\u0308", "ae", "ss", "\u00df", "SS"],
  ...["i", "I", "\u0131", "\u0130", "K", "\u212a", "k"],
  ...["1", "01", "1.0", "1e0", "+1", " 1", "\uff11"],
  ...["x", "x ", " x", "x.", "x\t", "x\n", "x\u00a0", "x\u200b", "\ufeffx"],
  ...["p/q", "p%2Fq", "p%252Fq", "p%2fq", "p\\q", "p//q", "p/q/", "p/./q", "p/r/../q", "p+q", "p q", "p%20q"],
  ...["_", "%", "*", "?", "'", '"', "`", ";", "--", "$1", "${p}", ":p", "#", "&", "<q>", "|"],
  ...["null", "undefined", "NaN", "true", "{}", "[]"],
  ...[
    "\u{1f600}",
    "\u{1f601}",
    "\u{1f468}\u200d\u{1f469}",
    "\u{1f468}\u{1f469}",
    "\u0001",
    "\u001f",
    "\u007f",
  ],
];

const long = "https%3A%2F%2Fwbsapi.withings.net/".padEnd(299, "0123456789abcdef");
const longAlike = [
  `${long}0`,
  `${long}1`,
  long,
  "\u4e2d".repeat(299) + "\u6587",
  "\u4e2d".repeat(300),
  "\u{1f600}".repeat(150),
];

const awkward: readonly (readonly [what: string, value: string])[] = [
  ["no character", ""],
  [
    "a connection",
    JSON.stringify({ token: "canary", scope: "user.metrics", at: 1.5, previous: null }, null, 2),
  ],
  ["JSON that a database would tidy up", '{ "b": 1.0, "a": 1e2, "a": "\\u0041" , "c":12345678901234567890 }'],
  ["what looks like a number", "0012.50"],
  ["what looks like nothing", "null"],
  ["quotes and what SQL and shells obey", `'"\`\\;-- $1 :a ? \${b} %s \\0 \\n '' "" \\x41`],
  ["line ends", "\n\r\n\r\u2028\u2029\u0085\n\n"],
  ["the mark at the beginning of files", "\ufeffx\ufeff"],
  ["white space at both ends", " \t\ufeff\u00a0x\u00a0\ufeff\t "],
  [
    "composed and decomposed letters",
    "\u00e9e\u0301\u1e9b\u0323\ufb01\u2126\u03a9\u00c5A\u030a\uac00\u1100\u1161",
  ],
  [
    "characters beyond 16 bits",
    "\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{10000}\u{10ffff}\u{20000}",
  ],
  ["writing from right to left", "\u202eabc\u202c \u05d0\u05d1\u05d2 \u0627\u0644"],
];

/** What holds for keys and texts, whatever is in them. */
export const textCases: readonly Case[] = [
  {
    name: "keys: what looks alike are different keys",
    run: async (bench) => {
      await mustBeApart(bench, alike);
    },
  },
  {
    name: "keys: three hundred characters are a key, and the last one counts",
    run: async (bench) => {
      await mustBeApart(bench, longAlike);
    },
  },
  {
    name: "texts: whatever is in one, it comes back as it is",
    run: async ({ store, key }) => {
      for (const [what, value] of awkward) {
        const generation = await create(store, key(what), value);
        const promise = `${verbatim} This one has ${what}.`;
        await mustStand(store, key(what), { promise, generation, value });
      }
      const entries = await listed(store, key());
      for (const [what, value] of awkward)
        mustHold(entries.get(key(what))?.value === value, `list: ${verbatim} This one has ${what}.`, {
          expected: "the text that read gives",
          actual: "another one",
        });
    },
  },
  {
    name: "texts: every character of 16 bits comes back as it is",
    run: async ({ store, key }) => {
      const chunk = 0x1000;
      for (let from = 0; from < 0x10000; from += chunk) {
        const codes = Array.from({ length: chunk }, (_, index) => from + index);
        const value = String.fromCharCode(...codes.filter((code) => code !== 0 && !isHalf(code)));
        if (value === "") continue;
        const generation = await create(store, key(`${from}`), value);
        await mustStand(store, key(`${from}`), { promise: verbatim, generation, value });
      }
    },
  },
  {
    name: "texts: a hundred thousand characters come back as they are",
    run: async ({ store, key }) => {
      const value = Array.from({ length: 10_000 }, (_, index) => `${index}`.padStart(9, "-") + "\u00e9").join(
        "",
      );
      const generation = await create(store, key(), value);
      await mustStand(store, key(), { promise: verbatim, generation, value });
    },
  },
  ...(
    [
      ["the character NUL", "\u0000 and more"],
      ["two million characters", "0123456789".repeat(200_000)],
    ] as const
  ).map(([what, rest]): Case => ({
    name: `texts: ${what}, which the library never stores, is kept as it is or refused, and never told`,
    run: async (bench) => {
      await mustBeKeptOrRefused(bench, `${canary} with ${rest}`);
    },
  })),
];

const canary = "canary-token-5d1c";

async function mustBeApart({ store, key }: Bench, names: readonly string[]): Promise<void> {
  const generations = new Map<string, number>();
  for (const name of names.map(key)) {
    await mustBeEmpty(store, name, `${apart} ${shown(name)} is another one than all before.`);
    generations.set(name, await create(store, name, name));
  }
  for (const [name, generation] of generations)
    await mustStand(store, name, { promise: apart, generation, value: name });
  const entries = await listed(store, key());
  for (const [name, generation] of generations)
    mustHold(entries.get(name)?.generation === generation, "list: gives each key as it was written.", {
      expected: `${shown(name)} at generation ${generation}`,
      actual: entries.has(name) ? "another generation" : "no such key",
    });
  for (const [name, expected] of generations) await store.delete(name, { expected });
  for (const name of generations.keys()) await mustBeEmpty(store, name, apart);
}

async function mustBeKeptOrRefused({ store, key }: Bench, value: string): Promise<void> {
  let generation: number | undefined;
  try {
    generation = await store.compareAndSwap(key(), { expected: 0, value });
  } catch (error) {
    mustHold(!everythingIn(error).includes(canary), "errors: never hold what is stored.", {
      expected: "an error without the text",
      actual: "one with the text",
    });
    await mustBeEmpty(
      store,
      key(),
      "compareAndSwap: what throws because it could not be stored is not stored.",
    );
    return;
  }
  mustHold(generation !== undefined, "compareAndSwap: throws when a text could not be stored.", {
    expected: "a new generation or an error",
    actual: "undefined",
  });
  await mustStand(store, key(), { promise: verbatim, generation, value });
}

/** What a log would show of an error. */
function everythingIn(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    const own = Object.entries(at).filter(([name]) => name !== "cause");
    parts.push(String(at), at.stack ?? "", JSON.stringify(own));
  }
  return parts.join("\n");
}

/** Half of a character that takes two places: a text with one alone is none in UTF-8. */
function isHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
