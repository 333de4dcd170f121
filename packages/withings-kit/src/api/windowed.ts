import { checkKnown } from "../calls/known-options.js";
import type { WireOperation } from "../wire/operation.js";
import { decodeRows } from "./decoding.js";
import { endingWith } from "./ending.js";
import { createListing, type Listing } from "./listing.js";
import { nameOf } from "./operation-name.js";
import { type ListOptions, listOptions } from "./paged.js";
import type { PeriodParameters } from "./period.js";
import type { PersonCalls } from "./person-calls.js";
import type { Row } from "./row.js";

/** What is listed of a period of which one call covers only so much. */
export interface WindowedCall<Parameters extends object, Body extends object, Item extends object> {
  readonly calls: PersonCalls;
  readonly operation: WireOperation<Parameters, Body>;
  /** The period, checked; without a beginning it is left to Withings, and one call is all. */
  readonly period: () => PeriodParameters;
  readonly parameters: (period: PeriodParameters) => Parameters;
  readonly rows: (body: Row) => readonly unknown[];
  readonly decode: (row: unknown) => Item;
  readonly place: (item: Item) => Place;
  readonly options: ListOptions;
}

/** Where in time an item is. */
export interface Place {
  /** In milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** What tells it from others that begin with it. */
  readonly name: string;
}

// More at once would not be faster: the budget has two requests a second.
const mostAtOnce = 4;

/**
 * Lists a period of any length, in windows that are fetched at once where more than one is wanted, and given in order. What reaches beyond the
 * end of a window comes once, as long as it is longest: whether Withings gives it with both windows, and whole, is not documented.
 */
export function listWindowed<Parameters extends object, Body extends object, Item extends object>(
  call: WindowedCall<Parameters, Body, Item>,
): Listing<Item> {
  const { calls, operation, options, place } = call;
  const onStrangeRow = options.onStrangeRow ?? calls.onStrangeRow;
  const decoding = { raw: options.raw, onStrangeRow, operation: nameOf(operation) };
  return createListing(async function* (wanted) {
    await checkKnown(options, `${listOptions} since until fields`);
    const windows = windowsOf(call.period(), operation.windowSeconds);
    const { signal, end } = endingWith(options.signal);
    const own = { maxWaitMs: options.maxWaitMs, signal };
    const coming: Promise<Row>[] = [];
    let before: readonly Item[] = [];
    let held: readonly Item[] = [];
    try {
      for (let index = 0; index < windows.length; index++) {
        const window = windows.at(index);
        const ahead = wanted === "all" || index > 0 ? mostAtOnce : 1;
        for (let next = index + coming.length; next < Math.min(index + ahead, windows.length); next++) {
          const answer = calls.call(operation, call.parameters(windows.at(next)), own) as Promise<Row>;
          // Told when its turn comes.
          answer.catch(() => undefined);
          coming.push(answer);
        }
        const body = (await coming.shift()) as Row;
        const more = index + 1 < windows.length;
        const rows = decodeRows(call.rows(body), call.decode, decoding);
        const all = windows.length > 1 ? merged({ before, held, items: rows, place }) : rows;
        if (!areInOrder(all, place)) all.sort((one, other) => place(one).from - place(other).from);
        // What reaches beyond the window may come longer with the next, and what begins after it waits too: all comes in order.
        const border = Number(window.enddate);
        const reaching = more ? all.findIndex((item) => place(item).to >= border) : -1;
        const items = reaching < 0 ? all : all.slice(0, reaching);
        held = all.slice(items.length);
        before = items;
        yield { items, more };
      }
    } finally {
      end();
    }
  });
}

function areInOrder<Item>(items: readonly Item[], place: (item: Item) => Place): boolean {
  let before = -Infinity;
  for (const item of items) {
    const { from } = place(item);
    if (from < before) return false;
    before = from;
  }
  return true;
}

/** The windows of a period, each made when it is its turn: until the end of time there are a hundred million. */
function windowsOf(
  { startdate, enddate }: PeriodParameters,
  seconds = 86_400,
): { readonly length: number; readonly at: (index: number) => PeriodParameters } {
  if (!startdate || !enddate) return { length: 1, at: () => ({ startdate, enddate }) };
  const [from, to, windowMs] = [startdate.getTime(), enddate.getTime(), seconds * 1000];
  return {
    length: Math.max(1, Math.ceil((to - from) / windowMs)),
    at: (index) => ({
      startdate: new Date(from + index * windowMs),
      enddate: new Date(Math.min(to, from + (index + 1) * windowMs)),
    }),
  };
}

/** The items of a window with those that the window before it left, without those that came before. Of what is in both, the longer one stays. */
function merged<Item>({
  before,
  held,
  items,
  place,
}: {
  readonly before: readonly Item[];
  readonly held: readonly Item[];
  readonly items: readonly Item[];
  readonly place: (item: Item) => Place;
}): Item[] {
  const keyOf = (item: Item): string => `${place(item).from} ${place(item).name}`;
  const given = new Set(before.map(keyOf));
  const byKey = new Map<string, Item>();
  for (const item of [...held, ...items]) {
    const key = keyOf(item);
    const other = byKey.get(key);
    if (!given.has(key) && (other === undefined || place(other).to < place(item).to)) byKey.set(key, item);
  }
  return [...byKey.values()];
}
