import { limitedText } from "../http/limited-text.js";

/** The most that anybody has to send us. */
const mostBytes = 8 * 1024;
const bodyTimeoutMs = 5_000;

/** A request's body; `undefined` where it is too large, or does not come to its end. */
export async function bodyText(request: Request): Promise<string | undefined> {
  const reading = new AbortController();
  const body = isShort(request)
    ? request.text()
    : limitedText(new Response(request.body), { signal: reading.signal, maxBytes: mostBytes });
  // What breaks off has nobody who waits for an answer.
  const text = await within(
    body.catch(() => undefined),
    bodyTimeoutMs,
  );
  reading.abort();
  return text;
}

/**
 * Whether a body cannot be longer than we take. Servers read no more than its head announces, and hand it over whole for less than a
 * stream costs: on Node twice as many posts a second, with a third of the garbage.
 */
function isShort({ headers }: Request): boolean {
  const announced = headers.get("content-length") ?? "";
  return /^\d{1,9}$/.test(announced) && Number(announced) <= mostBytes && !headers.has("transfer-encoding");
}

/** What comes of a promise; `undefined` where it takes longer. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
