import { keysAs, type Mutants, textsAs } from "./tools.js";

/** Stores that change keys or texts, by the case of the kit that must tell. */
export const textMutants: Mutants = {
  "keys: what looks alike are different keys": {
    "takes large letters for small ones": keysAs((key) => key.toLowerCase()),
    "composes letters": keysAs((key) => key.normalize("NFC")),
    "takes the letters of old standards for today's": keysAs((key) => key.normalize("NFKC")),
    "takes the spaces at the ends away": keysAs((key) => key.trim()),
    "takes the dots at the end away": keysAs((key) => key.replace(/\.+$/, "")),
    "decodes per cent": keysAs((key) => key.replaceAll("%2F", "/")),
    "encodes only what is not encoded yet": keysAs((key) =>
      encodeURI(decodeURI(key.replaceAll(/%(?!2)/g, ""))),
    ),
    "takes it for a path": keysAs((key) => new URL(`http://host/${encodeURI(key)}`).pathname.slice(1)),
    "takes a backslash for a slash": keysAs((key) => key.replaceAll("\\", "/")),
    "makes file names of it": keysAs((key) => key.replaceAll(/[^\w./-]/g, "_")),
    "takes numbers for numbers": keysAs((key) =>
      key.replace(/[^/]+$/, (name) => String(Number(name) || name)),
    ),
    "takes a line end for the end": keysAs((key) => key.split("\n")[0] ?? ""),
    "drops the mark at the beginning of files": keysAs((key) => key.replaceAll("\ufeff", "")),
    "cannot be asked for a quote": ({ store }) => ({
      read: (key) => (key.includes("'") ? Promise.reject(new SyntaxError("unterminated")) : store.read(key)),
    }),
    "lists keys in small letters": ({ store }) => ({
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) yield { ...entry, key: entry.key.toLowerCase() };
      },
    }),
  },
  "keys: three hundred characters are a key, and the last one counts": {
    "counts 255 characters": keysAs((key) => key.slice(0, 255)),
    "refuses long names": ({ store }) => ({
      compareAndSwap: (key, change) =>
        Buffer.byteLength(key) > 255
          ? Promise.reject(Object.assign(new Error("ENAMETOOLONG"), { code: "ENAMETOOLONG" }))
          : store.compareAndSwap(key, change),
    }),
  },
  "texts: whatever is in one, it comes back as it is": {
    "takes the spaces at the ends away": textsAs((text) => text.trim()),
    "composes letters": textsAs((text) => text.normalize("NFC")),
    "has one kind of line end": textsAs((text) => text.replaceAll(/\r\n?/g, "\n")),
    "keeps JSON, not its text": textsAs((text) =>
      text.startsWith("{") ? JSON.stringify(JSON.parse(text)) : text,
    ),
    "keeps numbers, not their text": textsAs((text) => (/^[\d.]+$/.test(text) ? String(Number(text)) : text)),
    "knows 16 bits": textsAs((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "\ufffd")),
    "drops the mark at the beginning of files": textsAs((text) =>
      new TextDecoder().decode(Buffer.from(text)),
    ),
    "takes null for none": ({ store }) => ({
      read: async (key) => {
        const reading = await store.read(key);
        return reading.value === "null" ? { ...reading, value: undefined } : reading;
      },
    }),
    "lists other texts than it reads": ({ store }) => ({
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) yield { ...entry, value: entry.value.trim() };
      },
    }),
  },
  "texts: every character of 16 bits comes back as it is": {
    "has 8 bits a character": textsAs((text) => Buffer.from(text, "latin1").toString("latin1")),
    "drops what does not print": textsAs((text) => text.replaceAll(/\p{Cc}/gu, "")),
    "loses one character of all": textsAs((text) => text.replaceAll("\ua7ff", "?")),
  },
  "texts: a hundred thousand characters come back as they are": {
    "keeps 64 KiB": textsAs((text) => text.slice(0, 65_536)),
    "refuses what is long": ({ store }) => ({
      compareAndSwap: (key, change) =>
        change.value.length > 65_536
          ? Promise.reject(new Error("too large"))
          : store.compareAndSwap(key, change),
    }),
  },
  "texts: the character NUL, which the library never stores, is kept as it is or refused, and never told": {
    "ends there": textsAs((text) => text.replace(/\u0000.*/s, "")),
    "quotes the text in its error": ({ store }) => ({
      compareAndSwap: (key, change) =>
        change.value.includes("\u0000")
          ? Promise.reject(new Error(`invalid byte sequence in ${change.value}`))
          : store.compareAndSwap(key, change),
    }),
    "hands the text on with the error's cause": ({ store }) => ({
      compareAndSwap: (key, change) =>
        change.value.includes("\u0000")
          ? Promise.reject(
              new Error("invalid", { cause: Object.assign(new Error("22021"), { parameters: [change] }) }),
            )
          : store.compareAndSwap(key, change),
    }),
  },
  "texts: two million characters, which the library never stores, is kept as it is or refused, and never told":
    {
      "stores what there is room for": textsAs((text) => text.slice(0, 1 << 20)),
      "stores something, and throws": ({ store }) => ({
        compareAndSwap: async (key, change) => {
          const generation = await store.compareAndSwap(key, change);
          if (change.value.length > 1 << 20) throw new Error("no space left on device");
          return generation;
        },
      }),
      "says that it lost": ({ store }) => ({
        compareAndSwap: (key, change) =>
          change.value.length > 1 << 20 ? Promise.resolve(undefined) : store.compareAndSwap(key, change),
      }),
    },
};
