import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { TLSSocket } from "node:tls";
import { WithingsConfigurationError } from "../errors.js";

/** A request of Node, over HTTP/1 or HTTP/2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of Node, over HTTP/1 or HTTP/2. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** What frameworks put on a request. */
interface Enriched {
  /** Express: `url` as it was before the path of a mount was taken off. */
  readonly originalUrl?: unknown;
  /** What a parser made of the body. */
  readonly body?: unknown;
  /** The body as it came, where a platform keeps it beside. */
  readonly rawBody?: unknown;
}

/** The client is gone, and the body broke off. */
export class BodyBrokenOff extends Error {}

/** Of {@link webRequest}. */
interface WebRequestOptions {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** When it is finished, what is left of the body is nobody's. */
  readonly outgoing: NodeResponse;
}

/**
 * Makes the web's request of Node's. The body stays where it is until somebody reads it, and then comes in pieces.
 *
 * @returns `undefined` for what the web's requests cannot be: `TRACE`, `OPTIONS *`.
 * @throws {@link WithingsConfigurationError} when the body was read before, and nothing is left of it.
 */
export function webRequest(
  incoming: NodeRequest,
  { signal, outgoing }: WebRequestOptions,
): Request | undefined {
  const { method = "GET" } = incoming;
  const url = urlOf(incoming);
  if (url === undefined || /^(TRACE|TRACK|CONNECT)$/i.test(method)) return undefined;
  const body = /^(GET|HEAD)$/.test(method) ? undefined : bodyOf(incoming, outgoing);
  const init = { method, headers: headersOf(incoming), signal };
  return new Request(url, body === undefined ? init : { ...init, body, duplex: "half" });
}

/** The address, whatever the client wrote: there is always a host, and never a name or a password. */
function urlOf({ originalUrl, url = "/", headers, socket }: NodeRequest & Enriched): string | undefined {
  const target = typeof originalUrl === "string" ? originalUrl : url;
  const scheme = (socket as Partial<TLSSocket>).encrypted ? "https" : "http";
  const host = headers.host ?? String(headers[":authority"]);
  const isHost = /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);
  // Put together, not resolved: //evil.example/ stays a path.
  const address = target.startsWith("/") ? `${scheme}://${isHost ? host : "localhost"}${target}` : target;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const whole = new URL(address);
  whole.username = whole.password = "";
  return whole.href;
}

function headersOf({ headers }: NodeRequest): Headers {
  const found = new Headers();
  // Node has joined those that came several times, cookies with a semicolon, and kept the first of those that may come once.
  for (const [name, value] of Object.entries(headers))
    // HTTP/2 has the address among them: `:path` and others.
    if (!name.startsWith(":")) for (const each of [value ?? []].flat()) found.append(name, each);
  return found;
}

function bodyOf(
  incoming: NodeRequest & Enriched,
  outgoing: NodeResponse,
): string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (!incoming.readableDidRead) return streamOf(incoming, outgoing);
  const { rawBody, body, headers } = incoming;
  const type = String(headers["content-type"]).split(";", 1)[0]?.trim().toLowerCase();
  for (const whole of [rawBody, body])
    if (typeof whole === "string" || whole instanceof Uint8Array)
      return whole as string | Uint8Array<ArrayBuffer>;
  if (typeof body === "object" && body !== null) {
    if (type === "application/json") return JSON.stringify(body);
    if (type === "application/x-www-form-urlencoded" && Object.values(body).flat().every(isText))
      return formOf(body as Readonly<Record<string, string | readonly string[]>>);
  }
  // A parser leaves nothing of a body without a byte.
  if (incoming.readableEnded && !isSent(incoming)) return "";
  throw new WithingsConfigurationError(
    "configuration_invalid",
    "The body of a request to the Withings handlers was read before they could, by a parser that left nothing of it. " +
      "Mount the handlers before the parser, such as express.json(), or let the parser pass their paths by.",
  );
}

function isSent({ headers }: NodeRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function formOf(fields: Readonly<Record<string, string | readonly string[]>>): string {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value);
  return form.toString();
}

/** The body in the pieces in which it comes, one at a time: what nobody reads stays outside. */
function streamOf(incoming: NodeRequest, outgoing: NodeResponse): ReadableStream<Uint8Array> {
  let stop: (() => void) | undefined;
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const end = (): void => {
      stop?.();
      controller.close();
    };
    // An error is emitted only where somebody listens; that it is closed, always.
    const breakOff = (): void => {
      stop?.();
      controller.error(
        new BodyBrokenOff("The client closed the connection before the body came to its end."),
      );
    };
    const take = (piece: Uint8Array): void => {
      incoming.pause();
      controller.enqueue(piece);
    };
    stop = listenTo(incoming, { data: take, end, close: breakOff });
    // Let past, else the next request on the same connection would stay behind it.
    outgoing.once("finish", () => {
      stop?.();
      incoming.resume();
    });
    // What has happened before does not happen again.
    if (incoming.readableEnded) end();
    else if (incoming.destroyed) breakOff();
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (stop === undefined) begin(controller);
        incoming.resume();
      },
      cancel: () => stop?.(),
    },
    { highWaterMark: 0 },
  );
}

/** Listens to several events. @returns what ends that */
function listenTo(
  incoming: NodeRequest,
  listeners: Readonly<Record<string, (piece: Uint8Array) => void>>,
): () => void {
  for (const [event, listener] of Object.entries(listeners)) incoming.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) incoming.off(event, listener);
  };
}
