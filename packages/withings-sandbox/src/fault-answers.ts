import { setTimeout as sleep } from "node:timers/promises";
import { commitsFirst, type Fault } from "./faults.js";

/** What arrived of an answer before its connection broke. */
export interface PartialAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What `Content-Length` said. */
  readonly announced: number;
}

/** A connection that breaks. What carries the request turns it into what its client sees then. */
export class ConnectionDropped extends Error {
  override readonly name: string = "ConnectionDropped";
  readonly partial: PartialAnswer | undefined;

  constructor(message: string, partial?: PartialAnswer) {
    super(message);
    this.partial = partial;
  }
}

/** A request that a fault was taken for. */
export interface SpoiledRequest {
  readonly fault: Fault;
  /** Ends a delay when the client goes away. */
  readonly signal: AbortSignal;
  /** Does what was asked. */
  readonly answer: () => Response | Promise<Response>;
}

const oversizedBytes = 2 * 1024 * 1024;
const chunkBytes = 16 * 1024;
/** The HTTP statuses whose answers have no body. */
const bodiless = new Set<number | undefined>([204, 205, 304]);

/**
 * The answer as the fault has it.
 *
 * @throws {@link ConnectionDropped} when there is none.
 */
export async function applyFault({ fault, signal, answer }: SpoiledRequest): Promise<Response> {
  if (fault.when !== "after") await delay(fault, signal);
  const committed = fault.kind === "delay" || commitsFirst(fault) ? await answer() : undefined;
  if (fault.when === "after") await delay(fault, signal);
  return spoil(fault, committed);
}

async function delay({ delayMs }: Fault, signal: AbortSignal): Promise<void> {
  if (delayMs === undefined) return;
  try {
    await sleep(delayMs, undefined, { signal });
  } catch {
    throw new ConnectionDropped("The client went away during a delay.");
  }
}

async function spoil(fault: Fault, committed: Response | undefined): Promise<Response> {
  const original = async (): Promise<string> => (committed === undefined ? "" : await committed.text());
  switch (fault.kind) {
    case "delay":
      return committed ?? json({ status: 0, body: {} });
    case "status":
      return json({
        status: fault.status,
        body: fault.waitSeconds === undefined ? {} : { wait_seconds: fault.waitSeconds },
        ...(fault.error === undefined ? {} : { error: fault.error }),
      });
    case "http":
      return new Response(errorPage(fault.httpStatus), {
        status: fault.httpStatus,
        headers: {
          "content-type": "text/html; charset=utf-8",
          ...(fault.retryAfterSeconds === undefined
            ? {}
            : { "retry-after": String(fault.retryAfterSeconds) }),
        },
      });
    case "drop":
      throw new ConnectionDropped("A fault dropped the connection.");
    case "truncate":
      return truncated(await original(), fault.breakConnection ?? false);
    case "oversize": {
      const text = await original();
      return jsonText(
        text + " ".repeat(Math.max(0, (fault.bytes ?? oversizedBytes) - Buffer.byteLength(text))),
      );
    }
    case "endless":
      return endless(await original());
    case "html":
      return new Response(errorPage(200), { headers: { "content-type": "text/html; charset=utf-8" } });
    case "empty":
      return jsonText("");
    case "redirect":
      return new Response(null, { status: 307, headers: { location: fault.to } });
    case "wrong-userid":
      return jsonText(withUserid(await original(), fault.userid ?? 999_999_999));
    case "body":
      return new Response(bodiless.has(fault.httpStatus) ? null : fault.body, {
        status: fault.httpStatus ?? 200,
        headers: { "content-type": fault.contentType ?? "application/json" },
      });
  }
}

const json = (value: object): Response => jsonText(JSON.stringify(value));

function jsonText(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}

function errorPage(httpStatus: number): string {
  return `<!doctype html><html lang="en"><title>${httpStatus}</title><h1>${httpStatus}</h1><p>This is not the API.</p></html>`;
}

function truncated(text: string, breakConnection: boolean): Response {
  const bytes = new TextEncoder().encode(text);
  const half = bytes.slice(0, Math.floor(bytes.length / 2));
  if (breakConnection)
    throw new ConnectionDropped("A fault broke the connection.", { bytes: half, announced: bytes.length });
  return new Response(half, { headers: { "content-type": "application/json" } });
}

function endless(text: string): Response {
  const spaces = new TextEncoder().encode(" ".repeat(chunkBytes));
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      // A breath between chunks: a client that only waits must not cost a processor.
      if (begun) await sleep(1);
      controller.enqueue(begun ? spaces : new TextEncoder().encode(text));
      begun = true;
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

function withUserid(text: string, userid: number): string {
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    // A page, say: it is about nobody, so there is nothing to change.
    return text;
  }
  if (typeof envelope !== "object" || envelope === null || !("body" in envelope)) return text;
  const { body } = envelope;
  if (typeof body !== "object" || body === null || !("userid" in body)) return text;
  const shaped = typeof body.userid === "string" ? String(userid) : userid;
  return JSON.stringify({ ...envelope, body: { ...body, userid: shaped } });
}
