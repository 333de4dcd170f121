/** More than any request to Withings, or to the controls, needs. */
const longestBody = 1024 * 1024;

/**
 * The text of a request's body.
 *
 * @returns `undefined` when it is longer than a mebibyte; no more than that is read.
 */
export async function readText(request: Request): Promise<string | undefined> {
  const length = request.headers.get("content-length");
  if (length !== null) return Number(length) <= longestBody ? request.text() : undefined;
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    total += chunk.byteLength;
    if (total > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
