import { WithingsTransportError } from "../errors.js";

/**
 * Reads a body as text, as far as it may be large: by default 1 MiB, since a token answer has some hundred bytes.
 *
 * @throws {@link WithingsTransportError} `answer_too_large`; the rest is not read then.
 */
export async function limitedText(
  response: Response,
  { signal, maxBytes = 2 ** 20 }: { readonly signal: AbortSignal; readonly maxBytes?: number | undefined },
): Promise<string> {
  // React Native's fetch has no streams: there the whole body is in memory before anybody can look at its size.
  const reader = (response.body as ReadableStream<Uint8Array> | null | undefined)?.getReader();
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > maxBytes || signal.aborted)
      throw new WithingsTransportError("answer_too_large", "Withings' answer is too large. Try again later.");
    text += decoder.decode(value, { stream: true });
  }
}
