import { type ServerResponse, STATUS_CODES } from "node:http";
import { type Page, styleSource } from "../page/page.js";

/** What a request is answered with. Without a page, it is the status in plain text. */
export interface Answer {
  readonly status: number;
  readonly page?: Page;
  readonly headers?: Readonly<Record<string, string>>;
}

// On every answer, also on errors: whoever gets a browser to show one of them gets no script, no frame, no copy and no referrer.
function headersOf({ page, headers }: Answer): Record<string, string> {
  return {
    "content-type": `text/${page === undefined ? "plain" : "html"}; charset=utf-8`,
    "content-security-policy": `default-src 'none'; style-src ${styleSource}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    connection: "close",
    ...headers,
  };
}

function bodyOf({ status, page }: Answer): string {
  return page?.html ?? `${status} ${STATUS_CODES[status] ?? ""}\n`;
}

/** Sends an answer; the connection is closed after it. */
export function send(response: ServerResponse, answer: Answer): void {
  const body = bodyOf(answer);
  response.writeHead(answer.status, { ...headersOf(answer), "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** An answer in the bytes of HTTP, for what was no request and so has no response object. */
export function rawAnswer(answer: Answer): string {
  const body = bodyOf(answer);
  const headers = { ...headersOf(answer), "content-length": Buffer.byteLength(body) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n${lines.join("")}\r\n${body}`;
}
