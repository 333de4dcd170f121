import { StringDecoder } from "node:string_decoder";
import type { CallbackIgnoredReason } from "../oauth/callback.js";
import type { WebViewRequest } from "../web-view/contract.js";

/** Where the person types. Standard input, or any readable stream. */
export type PasteInput = Pick<NodeJS.ReadableStream, "on" | "off" | "pause" | "resume" | "isPaused"> & {
  readonly isTTY?: boolean | undefined;
  readonly readableFlowing?: boolean | null;
};

/** Where we write to the person. Standard error, or any object with `write`. */
export interface PasteOutput {
  /** How many characters a line holds, where it is a terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What pasting needs. */
export interface PasteBackOptions {
  readonly request: WebViewRequest;
  readonly input: PasteInput;
  readonly output: PasteOutput;
  /** Whether a code alone is taken; see `SystemBrowserOptions.allowBareCode`. */
  readonly allowBareCode: boolean;
  /** Aborts when the login has ended elsewhere. */
  readonly signal: AbortSignal;
}

// A line that is longer cannot be a callback, and is not kept in memory.
const longestLine = 16 * 1024;

/**
 * Waits until the person pastes the URL at which the login ended. What is pasted is judged as anything that arrives; we neither show nor
 * keep it.
 *
 * @returns the URL; `undefined` when the input ended (Ctrl-D) or the login did.
 */
export async function pasteBack(options: PasteBackOptions): Promise<string | undefined> {
  const { request, input, output, allowBareCode, signal } = options;
  for await (const line of lines(input, signal)) {
    if (line.trim() === "") continue;
    const pasted = readPasted(line, request, allowBareCode);
    if (pasted.type === "unusable") {
      output.write(`${pasted.problem}\n`);
      continue;
    }
    const verdict = await request.offer(pasted.url);
    if (verdict.type !== "ignored") return pasted.url;
    output.write(`${whyIgnored(verdict.reason, request)} ${again}\n`);
  }
  return undefined;
}

const again = "Paste the address again, then press Enter:";

type Pasted =
  { readonly type: "url"; readonly url: string } | { readonly type: "unusable"; readonly problem: string };

function readPasted(line: string, request: WebViewRequest, allowBareCode: boolean): Pasted {
  const { redirectUri, url: loginUrl } = request;
  if (line.length > longestLine) return { type: "unusable", problem: `That is too long. ${again}` };
  const text = line.trim().replace(/^(["'<])(.*)["'>]$/, "$2");
  const withQuery = (query: string): Pasted => ({
    type: "url",
    url: `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query}`,
  });
  if (/^[?&]?[^:/?#&]+=/.test(text) && /[?&]?(?:code|state|error)=/.test(text))
    return withQuery(text.replace(/^[?&]/, ""));
  // Some browsers copy an address without its scheme.
  if (/^[^/?#]+:\d+[/?]/.test(text) || /^localhost[/?]/.test(text))
    return { type: "url", url: `http://${text}` };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return { type: "url", url: text };
  if (!/^[\w.~+/=-]{8,512}$/.test(text))
    return { type: "unusable", problem: `That is not an address. ${again}` };
  if (!allowBareCode)
    return {
      type: "unusable",
      problem: `That looks like the code alone. The whole address is needed, from http to its end: it proves which login it belongs to. ${again}`,
    };
  const state = new URL(loginUrl).searchParams.get("state") ?? "";
  return withQuery(new URLSearchParams({ code: text, state }).toString());
}

function whyIgnored(reason: CallbackIgnoredReason, { redirectUri }: WebViewRequest): string {
  switch (reason) {
    case "not_the_redirect_uri":
      return `That is another address. The right one begins with ${redirectUri} and is in the browser's address bar after the login.`;
    case "malformed":
    case "parameter_twice":
      return "That address is damaged.";
    case "state_missing":
      return "That address is not complete: copy all of it, also the part after the question mark.";
    case "state_wrong":
      return "That address belongs to another login, perhaps an earlier one. Open the address above and log in there.";
  }
}

/**
 * The lines of a stream, until it ends or the signal aborts. Not node:readline: on a terminal it would take over Ctrl-C and keep the
 * typed lines, and from a stream it would take lines of any length.
 */
async function* lines(input: PasteInput, signal: AbortSignal): AsyncGenerator<string, void> {
  const decoder = new StringDecoder("utf8");
  const waiting: string[] = [];
  // How many of them are done. Taken from the front one by one, many lines would take time that grows with the square of their number.
  let done = 0;
  let rest = "";
  const stream = { ended: false };
  let wake: () => void = () => undefined;
  const onData = (chunk: Buffer | string): void => {
    const parts = (rest + (typeof chunk === "string" ? chunk : decoder.write(chunk))).split(/\r\n|\n|\r/);
    rest = (parts.pop() ?? "").slice(0, longestLine + 1);
    // One by one: a call with as many arguments as an input can have lines would overflow the stack.
    for (const part of parts) waiting.push(part);
    wake();
  };
  const onEnd = (): void => {
    if (rest !== "") waiting.push(rest);
    rest = "";
    stream.ended = true;
    wake();
  };
  // A stream that somebody else reads already is theirs to pause.
  const ours = input.readableFlowing !== true;
  // At once, not when the loop comes round: it may be waiting for an exchange.
  const release = (): void => {
    signal.removeEventListener("abort", release);
    input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd);
    // Paused, standard input no longer keeps the program running. It is not unref'ed: the program may ask the person something later.
    if (ours) input.pause();
    wake();
  };
  signal.addEventListener("abort", release);
  input.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd);
  input.resume();
  try {
    while (!signal.aborted) {
      const line = waiting[done];
      if (line !== undefined) {
        done++;
        yield line;
      } else if (stream.ended) return;
      else {
        waiting.length = done = 0;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    release();
  }
}
