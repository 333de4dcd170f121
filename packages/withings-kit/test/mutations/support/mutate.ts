import type { Random } from "./random.js";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A place in a tree, where its value can be replaced. */
interface Place {
  readonly parent: Json[] | Record<string, Json>;
  readonly key: string | number;
}

// Numbers that JavaScript cannot write as they are stand in a text until the tree is one.
const raw = (text: string): string => `\u0001${text}\u0001`;

const values: readonly Json[] = [
  ...[null, true, false, 0, -1, 1, 0.1, 1e21, -1e21, 1e308, 5e-324, 2 ** 31, 2 ** 53, -(2 ** 53)],
  ...["1e999", "-1e999", "-0", "1e-999", "12345678901234567890123", "0.1e-7"].map(raw),
  ...["", " ", "NaN", "Infinity", "-Infinity", "null", "undefined", "0", "-1", "1e3", "0x10", "１", "1,5"],
  ...["2026-13-45", "2026-02-30", "Europe/Paris", "Mars/Olympus", "../../etc/passwd", "\u0000", "\ud800"],
  ...["x".repeat(300), "__proto__", "constructor", "[object Object]", "%s", "<script>"],
  ...[1e10, 1e11, 1e13, 1_764_000_000, 1_764_000_000_000, -1e10, 99_999, 1055, 16],
];
const keys: readonly string[] = [
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "then", "hasOwnProperty"],
  ...["length", "raw", "others", "kg", "type", "unit", "0", "-1", "1e3", "", " ", "constructor.prototype"],
];

/** Any value, often a strange one. */
function strangeValue(random: Random, depth = 0): Json {
  const kind = random.below(depth > 2 ? 8 : 12);
  if (kind < 8) return random.pick(values);
  if (kind === 8) return [];
  if (kind === 9) return {};
  const size = random.below(4);
  const inner = Array.from({ length: size }, () => strangeValue(random, depth + 1));
  if (kind === 10) return inner;
  const made: Record<string, Json> = {};
  for (const each of inner) set(made, random.pick(keys), each);
  return made;
}

/** Sets an entry that is one also where its name is `__proto__`. */
function set(target: Json[] | Record<string, Json>, key: string | number, value: Json): void {
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}

const get = ({ parent, key }: Place): Json =>
  (Object.getOwnPropertyDescriptor(parent, key)?.value ?? null) as Json;

/** Mutates a tree, in place. Its root is never replaced. */
export function mutateTree(root: Record<string, Json>, random: Random): void {
  const many = random.chance(0.05) ? 12 : 3;
  for (let times = 1 + random.below(many); times > 0; times--) {
    const places = placesOf(root);
    const place = pickPlace(places, random);
    if (place === undefined) return;
    random.pick(mutations)(place, { places, random });
  }
}

function placesOf(root: Json[] | Record<string, Json>): Place[] {
  const places: Place[] = [];
  const visit = (parent: Json[] | Record<string, Json>, depth: number): void => {
    for (const key of Object.keys(parent)) {
      const place = { parent, key: Array.isArray(parent) ? Number(key) : key };
      places.push(place);
      const value = get(place);
      if (typeof value === "object" && value !== null && depth < 12)
        visit(value as Json[] | Record<string, Json>, depth + 1);
    }
  };
  visit(root, 0);
  return places;
}

/** Any place; the few near the root more often than they are many. */
function pickPlace(places: readonly Place[], random: Random): Place | undefined {
  const near = random.chance(0.25) ? places.slice(0, 12) : places;
  return near[random.below(near.length)];
}

type Mutation = (place: Place, more: { readonly places: readonly Place[]; readonly random: Random }) => void;

const remove: Mutation = ({ parent, key }) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
};

const duplicate: Mutation = (place, { random }) => {
  const { parent, key } = place;
  const copy = structuredClone(get(place));
  if (Array.isArray(parent)) parent.splice(random.below(parent.length + 1), 0, copy);
  else set(parent, random.chance(0.5) ? random.pick(keys) : `${key}2`, copy);
};

const retype: Mutation = (place, { random }) => {
  const value = get(place);
  const word = typeof value === "object" ? JSON.stringify(value) : String(value);
  const texts = [word, ` ${word}`, `${word}.0`];
  const shapes: readonly Json[] =
    typeof value !== "object"
      ? [...texts, Number(value) || 0, Boolean(value), [value], { value }, { 0: value }, { "-1": value }]
      : value === null
        ? ["", 0, [], {}, false]
        : Array.isArray(value)
          ? [
              Object.fromEntries(Object.entries(value)),
              { rows: value },
              [value],
              JSON.stringify(value),
              value.length,
            ]
          : [Object.values(value), Object.entries(value), [value], JSON.stringify(value), Object.keys(value)];
  set(place.parent, place.key, random.pick(shapes));
};

const add: Mutation = (place, { random }) => {
  const value = get(place);
  const target = (typeof value === "object" && value !== null ? value : place.parent) as
    Json[] | Record<string, Json>;
  const added = strangeValue(random);
  if (Array.isArray(target)) target.splice(random.below(target.length + 1), 0, added);
  else set(target, random.pick(keys), added);
};

const swap: Mutation = (place, { places, random }) => {
  const other = pickPlace(places, random) ?? place;
  const [one, two] = [structuredClone(get(place)), structuredClone(get(other))];
  set(place.parent, place.key, two);
  set(other.parent, other.key, one);
};

const nest: Mutation = (place, { random }) => {
  let value = get(place);
  const depth = random.pick([1, 2, 5, 100, 700]);
  const asList = random.chance(0.5);
  const name = random.pick(keys);
  for (let level = 0; level < depth; level++) {
    if (asList) value = [value];
    else {
      const outer: Record<string, Json> = {};
      set(outer, name, value);
      value = outer;
    }
  }
  set(place.parent, place.key, value);
};

/** Null, or nothing at all, wherever the name is. */
const blank: Mutation = ({ key }, { places, random }) => {
  const value = random.pick<Json>([null, null, null, "", [], {}, 0]);
  for (const each of places) if (each.key === key) set(each.parent, each.key, structuredClone(value));
};

const rename: Mutation = (place, { random }) => {
  const { parent, key } = place;
  if (Array.isArray(parent)) return;
  set(parent, random.chance(0.5) ? random.pick(keys) : String(key).toUpperCase(), get(place));
  if (random.chance(0.5)) Reflect.deleteProperty(parent, key);
};

const mutations: readonly Mutation[] = [
  ...Array.from({ length: 5 }, (): Mutation => (place, { random }) => {
    set(place.parent, place.key, strangeValue(random));
  }),
  ...[remove, remove, duplicate, duplicate, retype, retype, retype, add, add, add, swap, nest, blank, rename],
];

/** The text of a tree. */
export function textOf(root: Json): string {
  return JSON.stringify(root).replace(/"\\u0001([^"\\]*)\\u0001"/g, "$1");
}

const scraps: readonly string[] = [
  ...["{", "}", "[", "]", ",", ":", '"', "\\", "0", "-", "e9", "null", "\u0000", "\uFEFF", "\\u0000", "​"],
  ...['"__proto__":{"polluted":1},', '"status":0,', "1e999", " "],
];

/** Mutates the text of an answer: cuts it, or puts something into it. Mostly nothing that can be read is left. */
export function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const upTo = Math.min(text.length, at + random.below(20));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + random.pick(scraps) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(scraps) + text.slice(upTo);
    default:
      return text.slice(0, upTo) + text.slice(at);
  }
}
