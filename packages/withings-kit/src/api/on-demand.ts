import { createListing, type Listing, type Pages } from "./listing.js";

/** Calls something the first time, and gives what came of it ever after. What failed is tried again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

/** What of a part lists, and what does not. */
export interface Methods<Part> {
  readonly lists?: readonly (keyof Part)[];
  readonly calls?: readonly (keyof Part)[];
}

/** A part that is loaded when one of its methods is called, or the first page is asked for of what one lists. */
export function onDemand<Part extends object>(
  load: () => Promise<Part>,
  { lists = [], calls = [] }: Methods<Part>,
): Part {
  const method = async (name: keyof Part): Promise<(...args: readonly unknown[]) => unknown> =>
    (await load())[name] as (...args: readonly unknown[]) => unknown;
  return Object.fromEntries([
    ...lists.map((name) => [
      name,
      (...args: readonly [options?: { readonly signal?: AbortSignal }]) =>
        createListing(async function* (wanted) {
          yield* (((await method(name))(...args) as Listing<unknown>).pages as Pages<unknown>)(wanted);
        }, args[0]?.signal),
    ]),
    ...calls.map((name) => [name, async (...args: readonly unknown[]) => (await method(name))(...args)]),
  ]) as Part;
}
