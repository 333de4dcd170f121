import type { Readable, Writable } from "node:stream";

/** A command of the DevTools protocol. */
export interface Command {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The page it is for; the browser itself where there is none. */
  readonly sessionId?: string;
}

/** What the browser tells without being asked. Only the events that the app window looks at, and of those only what it reads. */
export type DevToolsEvent =
  | {
      readonly method: "Target.attachedToTarget";
      readonly params: {
        readonly sessionId: string;
        readonly targetInfo: { readonly targetId: string; readonly type: string };
      };
    }
  | { readonly method: "Target.detachedFromTarget"; readonly params: { readonly sessionId: string } }
  | {
      readonly method: "Fetch.requestPaused";
      readonly sessionId: string;
      readonly params: {
        readonly requestId: string;
        readonly frameId: string;
        readonly request: { readonly url: string };
        readonly responseStatusCode?: number;
        readonly responseHeaders?: readonly { readonly name: string; readonly value: string }[];
      };
    }
  | {
      readonly method: "Page.frameRequestedNavigation" | "Page.frameStartedNavigating";
      readonly sessionId: string;
      readonly params: { readonly frameId: string; readonly url: string };
    };

/** The browser refused a command. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
}

/** A browser that is driven over a pipe. */
export interface DevToolsPipe {
  /**
   * @returns when the browser has carried it out
   * @throws {@link CommandRefused}, or another error where the pipe is closed because the browser has ended
   */
  readonly send: (command: Command) => Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Speaks the DevTools protocol over a pair of streams: JSON messages, each ended by a NUL.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export function devToolsPipe({
  input,
  output,
  onEvent,
  onNonsense,
}: {
  readonly input: Writable;
  readonly output: Readable;
  readonly onEvent: (event: DevToolsEvent) => void;
  /** Called when something else than messages arrives, after which nothing is read any more. */
  readonly onNonsense: () => void;
}): DevToolsPipe {
  const waiting = new Map<number, Waiting>();
  let closed = false;
  let lastId = 0;
  let rest = "";

  const close = (): void => {
    closed = true;
    for (const { method, reject } of waiting.values()) reject(pipeClosed(method));
    waiting.clear();
  };
  const receive = (message: Answer | DevToolsEvent): void => {
    if (!("id" in message)) {
      onEvent(message);
      return;
    }
    const command = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) command?.resolve();
    else command?.reject(new CommandRefused(`${command.method}: ${message.error.message}`));
  };

  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      try {
        receive(JSON.parse(message) as Answer | DevToolsEvent);
      } catch {
        // No JSON, or not of the shape in which it is read.
        output.destroy();
        onNonsense();
        return;
      }
    }
  });
  output.once("close", close);
  // A browser that ends breaks the pipe. That it ended is told by its process.
  output.on("error", close);
  input.on("error", close);

  return {
    send: ({ method, params, sessionId }) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(pipeClosed(method));
          return;
        }
        const id = ++lastId;
        waiting.set(id, { method, resolve, reject });
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      }),
  };
}

function pipeClosed(method: string): Error {
  return new Error(`${method}: the browser has ended.`);
}
