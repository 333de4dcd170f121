import { checkKnown } from "../calls/known-options.js";
import { aborted } from "../http/call.js";
import { checkOptions } from "../option.js";

/**
 * What a call lists: items that come page by page as they are asked for. Nothing is fetched before.
 *
 * - `for await (const item of listing)` gives all items.
 * - `await listing` gives the first page.
 * - {@link Listing.pages} gives pages, {@link Listing.toArray} an array.
 *
 * Each of these begins anew, at the first page.
 */
export interface Listing<Item> extends AsyncIterable<Item>, PromiseLike<ListingPage<Item>> {
  /** All pages, each fetched when it is asked for. */
  pages(): AsyncGenerator<ListingPage<Item>, void, undefined>;

  /** All items in an array. @param options - `limit`: how many are wanted at the most; no page is fetched for more. */
  toArray(options?: { readonly limit?: number | undefined }): Promise<Item[]>;

  [Symbol.asyncIterator](): AsyncIterableIterator<Item, void, undefined>;
}

/** Some items of a {@link Listing}. */
export interface ListingPage<Item> {
  readonly items: readonly Item[];
  /** Whether Withings has more. */
  readonly more: boolean;
}

/** How much is wanted of what is listed: all that there is, or page by page, since whoever reads may stop. */
export type Wanted = "all" | "page by page";

/** What {@link Listing.pages} is, for those who know. */
export type Pages<Item> = (wanted: Wanted) => AsyncGenerator<ListingPage<Item>, void, undefined>;

/**
 * Makes a listing.
 *
 * @param pages - begins to fetch. An async generator answers calls of `next()` in their order, however many come at once.
 * @param signal - ends the items too that were fetched already.
 */
export function createListing<Item>(pages: Pages<Item>, signal?: AbortSignal): Listing<Item> {
  const first = async (): Promise<ListingPage<Item>> => {
    for await (const page of pages("page by page")) return page;
    return { items: [], more: false };
  };
  return {
    pages: (wanted: Wanted = "page by page") => pages(wanted),
    toArray: async (options = {}) => {
      const { limit = Infinity } = options;
      await checkKnown(options, "limit");
      await checkOptions({ limit: limit === Infinity || (Number.isInteger(limit) && limit >= 0) });
      const taken: Item[] = [];
      if (limit === 0) return taken;
      for await (const page of pages(limit === Infinity ? "all" : "page by page")) {
        for (const item of page.items) {
          taken.push(item);
          if (taken.length >= limit) return taken;
        }
      }
      return taken;
    },
    [Symbol.asyncIterator]: () => itemsOf(pages("page by page"), signal),
    then: (onPage, onError) => first().then(onPage, onError),
  };
}

/**
 * The items of pages, one by one. An async generator would do the same in four times the time, which thousands of items make one feel.
 */
function itemsOf<Item>(
  pages: AsyncGenerator<ListingPage<Item>, void, undefined>,
  signal: AbortSignal | undefined,
): AsyncIterableIterator<Item, void, undefined> {
  let items: readonly Item[] = [];
  let at = 0;
  // Whoever asks while a page is on its way is answered after those who asked before.
  let waiting = 0;
  let turn = Promise.resolve<unknown>(undefined);
  const inTurn = (take: () => Promise<IteratorResult<Item, void>>): Promise<IteratorResult<Item, void>> => {
    waiting++;
    const taken = turn.then(take).finally(() => waiting--);
    turn = taken.catch(() => undefined);
    return taken;
  };
  const end = async (): Promise<void> => {
    items = [];
    at = 0;
    await pages.return();
  };
  const next = async (): Promise<IteratorResult<Item, void>> => {
    if (signal?.aborted && at > 0) {
      await end();
      throw aborted(signal);
    }
    while (at === items.length) {
      const page = await pages.next();
      if (page.done) return page;
      ({ items } = page.value);
      at = 0;
    }
    return { done: false, value: items[at++] as Item };
  };
  return {
    next: () =>
      waiting === 0 && at < items.length && !signal?.aborted
        ? Promise.resolve({ done: false, value: items[at++] as Item })
        : inTurn(next),
    return: () =>
      inTurn(async () => {
        await end();
        return { done: true, value: undefined };
      }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
