import type { CallOptions } from "../calls/caller.js";
import { callOptions, checkKnown } from "../calls/known-options.js";
import { WithingsDecodingError } from "../errors.js";
import type { WireOperation } from "../wire/operation.js";
import { nameOf } from "./operation-name.js";
import type { PersonCalls } from "./person-calls.js";
import { type Row, Strangeness } from "./row.js";

/** Options of what gives one thing. */
export interface OneOptions extends CallOptions {
  /** Adds the answer as it came, as `raw`. @defaultValue false */
  readonly raw?: boolean | undefined;
}

/** What is asked for. */
export interface OneCall<Parameters extends object, Body extends object, Item extends object> {
  readonly calls: PersonCalls;
  readonly operation: WireOperation<Parameters, Body>;
  readonly parameters: Parameters;
  readonly decode: (body: Row) => Item;
  readonly options: OneOptions;
  /** The names of the options that only this call has, each with a space before it. */
  readonly own?: string;
}

/**
 * Asks for one thing.
 *
 * @throws {@link WithingsDecodingError} `answer_invalid` when the answer is none.
 */
export async function decodeOne<Parameters extends object, Body extends object, Item extends object>({
  calls,
  operation,
  parameters,
  decode,
  options,
  own = "",
}: OneCall<Parameters, Body, Item>): Promise<Item> {
  await checkKnown(options, `${callOptions} raw${own}`);
  const { raw, signal, maxWaitMs } = options;
  const body = (await calls.call(operation, parameters, { signal, maxWaitMs })) as Row;
  try {
    const item = decode(body);
    return raw ? { ...item, raw: body } : item;
  } catch (error) {
    if (!(error instanceof Strangeness)) throw error;
    throw new WithingsDecodingError(
      "answer_invalid",
      `Withings' answer to ${nameOf(operation)} cannot be used: ${error.message}. Try again later.`,
      { operation: nameOf(operation) },
    );
  }
}
