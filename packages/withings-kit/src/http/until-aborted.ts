import { aborted } from "./call.js";

/**
 * Ends a call that was aborted before it began.
 *
 * @throws {@link WithingsTransportError} `aborted`
 */
export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

/**
 * Waits for something that goes on when the caller no longer waits.
 *
 * @throws {@link WithingsTransportError} `aborted`
 */
export async function untilAborted<T>(
  shared: Promise<T>,
  signal: AbortSignal | null | undefined,
): Promise<T> {
  if (!signal) return shared;
  let onAbort = (): void => undefined;
  const abortion = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(aborted(signal));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([shared, abortion]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
