/** What an endpoint is asked, and gives. */
export interface Endpoint {
  readonly fetch: typeof globalThis.fetch;
  /** The forms that were sent, in their order. */
  readonly asked: readonly URLSearchParams[];
  /** How many are on their way now, and were at the most. */
  readonly open: () => number;
  readonly mostOpen: () => number;
}

/** The body of an answer, or all of it, as text. */
export type Given = object | string;

/** An endpoint that answers by what it is asked. It lets go of a request that is aborted, as fetch does. */
export function endpoint(give: (form: URLSearchParams, count: number) => Given | Promise<Given>): Endpoint {
  const asked: URLSearchParams[] = [];
  let open = 0;
  let mostOpen = 0;
  return {
    asked,
    open: () => open,
    mostOpen: () => mostOpen,
    fetch: async (_input, { body, signal } = {}) => {
      const form = new URLSearchParams(body as string);
      asked.push(form);
      mostOpen = Math.max(mostOpen, ++open);
      try {
        const given = await Promise.race([give(form, asked.length), abortion(signal)]);
        return new Response(typeof given === "string" ? given : JSON.stringify({ status: 0, body: given }));
      } finally {
        open--;
      }
    },
  };
}

function abortion(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => {
      reject(new DOMException("Aborted.", "AbortError"));
    };
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
  });
}

/** A promise that is fulfilled when it is told. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits until something holds, for two seconds at the most. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("It did not come to hold.");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Waits long enough for what is under way to have gone on, if anything is. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}
