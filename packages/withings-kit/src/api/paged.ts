import type { CallOptions } from "../calls/caller.js";
import { callOptions, checkKnown } from "../calls/known-options.js";
import { pages } from "../http/pages.js";
import type { WireOperation } from "../wire/operation.js";
import { ahead } from "./ahead.js";
import { type DecodeOptions, decodeRows } from "./decoding.js";
import { createListing, type Listing } from "./listing.js";
import { nameOf } from "./operation-name.js";
import type { PersonCalls } from "./person-calls.js";
import { type Row, rowsOf } from "./row.js";

/** Options of everything that lists. */
export interface ListOptions extends CallOptions, DecodeOptions {}

/** The names of {@link ListOptions}. */
export const listOptions: string = `${callOptions} raw onStrangeRow`;

/** What is listed. */
export interface PagedCall<Parameters extends object, Body extends object, Item extends object> {
  readonly calls: PersonCalls;
  readonly operation: WireOperation<Parameters, Body>;
  /** The parameters of the first page. They are asked for when it is, so that what is wrong with them is told by what waits for it. */
  readonly parameters: () => Parameters;
  /** Where an answer has its rows. @defaultValue what the operation says */
  readonly rows?: string;
  /** Decodes a row. The answer that it came in is given with it. */
  readonly decode: (row: unknown, body: Row) => Item;
  readonly options: ListOptions;
  /** The names of the options that only this list has, each with a space before it. */
  readonly own?: string;
}

/** Lists the rows of an operation, over all of its pages. */
export function listPaged<Parameters extends object, Body extends object, Item extends object>({
  calls,
  operation,
  parameters,
  rows = operation.rows ?? "",
  decode,
  options,
  own = "",
}: PagedCall<Parameters, Body, Item>): Listing<Item> {
  const onStrangeRow = options.onStrangeRow ?? calls.onStrangeRow;
  const decoding = { raw: options.raw, onStrangeRow, operation: nameOf(operation) };
  return createListing(async function* (wanted) {
    await checkKnown(options, listOptions + own);
    const { signal: caller, maxWaitMs } = options;
    const first = parameters();
    const open = (signal: AbortSignal | undefined): AsyncGenerator<Answer, void, undefined> =>
      pages(async (offset) => {
        const asked = { ...first, ...(offset && { offset }) };
        const body = (await calls.call(operation, asked, { signal, maxWaitMs })) as Row;
        const { offset: said } = body;
        const next = typeof said === "string" ? Number(said) : said;
        return {
          body,
          // Withings sends the number 1 where it means true, and leaves both out on a last page.
          more: Boolean(body["more"]),
          // What is no place in a list is told by pages, and not sent: that would be told as a mistake of the program.
          ...(Number.isSafeInteger(next) && { offset: next as number }),
        };
      });
    const answers = wanted === "all" ? ahead(open, caller) : open(caller);
    for await (const { body, more } of answers)
      yield { items: decodeRows(rowsOf(body[rows]), (row) => decode(row, body), decoding), more };
  });
}

interface Answer {
  readonly body: Row;
  readonly more: boolean;
  readonly offset?: number;
}
