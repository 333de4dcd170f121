import { WithingsDecodingError } from "../errors.js";

/** The body of a paged answer. `more` is a boolean in most, 0 or 1 in `getmeas`, and left out on the last page of some. */
export interface Page {
  readonly more?: boolean | number;
  readonly offset?: number;
}

/**
 * All pages of a paged operation, each fetched when it is asked for.
 *
 * @param fetchPage - fetches the page at an offset; the first has none.
 * @throws {@link WithingsDecodingError} `answer_invalid` when an offset does not advance, which would never end.
 *
 * @example
 * ```ts
 * for await (const page of pages((offset) => getActivity({ lastupdate: 0, offset }))) days.push(...page.activities);
 * ```
 */
export async function* pages<P extends Page>(
  fetchPage: (offset: number | undefined) => Promise<P>,
): AsyncGenerator<P, void, undefined> {
  let offset: number | undefined;
  for (;;) {
    const page = await fetchPage(offset);
    yield page;
    if (!page.more) return;
    if (typeof page.offset !== "number" || page.offset <= (offset ?? 0))
      throw new WithingsDecodingError(
        "answer_invalid",
        "Withings says that there is more but not where: the offset did not advance. What came before is whole. Try again later.",
        { field: "offset" },
      );
    offset = page.offset;
  }
}
