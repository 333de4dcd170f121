/** The largest answer that is read, in bytes: a token answer has some hundred. */
export const maxAnswerBytes: number = 1024 * 1024;

/** Reads a body as text, or gives `undefined` as soon as it is larger than `maxBytes` or `signal` has aborted. */
export async function limitedText(
  response: Response,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<string | undefined> {
  // React Native's fetch has no streams: there the whole body is in memory before anybody can look at its size.
  const reader = (response.body as ReadableStream<Uint8Array> | null | undefined)?.getReader();
  if (reader === undefined) {
    const text = await response.text();
    return text.length > maxBytes ? undefined : text;
  }
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes || signal.aborted) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
