import { endingWith } from "./ending.js";

/**
 * Pages of which all are wanted: the next one is on its way while one is decoded.
 *
 * @param open - begins to fetch, and ends with its signal.
 * @param caller - the signal of who asked.
 */
export async function* ahead<Page extends { readonly more: boolean }>(
  open: (signal: AbortSignal) => AsyncGenerator<Page, void, undefined>,
  caller: AbortSignal | undefined,
): AsyncGenerator<Page, void, undefined> {
  const { signal, end } = endingWith(caller);
  const pages = open(signal);
  try {
    for (let coming = pages.next(); ;) {
      const { done, value } = await coming;
      if (done) return;
      coming = pages.next();
      // Told when its turn comes.
      coming.catch(() => undefined);
      for (let turn = 0; value.more && turn < turns; turn++)
        await new Promise((resolve) => nextTurn(resolve));
      yield value;
    }
  } finally {
    end();
  }
}

// Node's fetch has written a request after so many turns of the event loop, and decoding would keep it from having them.
const { setImmediate } = globalThis as { readonly setImmediate?: (run: (nothing: unknown) => void) => void };
const nextTurn = setImmediate ?? setTimeout;
const turns = setImmediate ? 4 : 1;
