/**
 * Gives items some at a time. Those before a failure are given before it is thrown, and who stops early stops the source, too.
 *
 * @param size - how many at a time; the last may be fewer.
 */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[], void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  let isOpen = true;
  let batch: T[] = [];
  try {
    while (isOpen) {
      try {
        const next = await iterator.next();
        if (next.done === true) isOpen = false;
        else batch.push(next.value);
      } catch (error) {
        failure = { error };
        isOpen = false;
      }
      if (batch.length < size && isOpen) continue;
      yield batch;
      batch = [];
    }
  } finally {
    if (isOpen) await iterator.return?.();
  }
  if (failure) throw failure.error;
}
