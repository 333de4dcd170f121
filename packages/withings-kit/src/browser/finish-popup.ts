import { listen, send } from "./post-office.js";

/** The options of {@link finishPopup}. */
export interface FinishPopupOptions {
  /** Milliseconds to wait for the page that opened the window to answer. @defaultValue 3,000 */
  readonly timeoutMs?: number | undefined;
  /** Whether the window closes when the page took it. @defaultValue true */
  readonly close?: boolean | undefined;
}

const again = 500;

/**
 * Hands the address of this page, at which a login ended, over to the page that opened the window, and closes the window. Takes the ticket
 * out of the address bar and the history first.
 *
 * @returns whether the page that waits took it; `false` when nobody answered, as when that page was closed or had given up.
 */
export async function finishPopup({
  timeoutMs = 3_000,
  close = true,
}: FinishPopupOptions = {}): Promise<boolean> {
  const { href, pathname } = location;
  history.replaceState(null, "", pathname);
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const say = (): void => {
    send({ id, url: href }, "callback", opener as Window | null);
  };
  const over = new AbortController();
  const taken = await new Promise<boolean>((resolve) => {
    const hear = (letter: { readonly id: string }): void => {
      if (letter.id === id) resolve(true);
    };
    listen("taken", { signal: over.signal, hear });
    say();
    // A page in the background may be slow to wake.
    const repeat = setInterval(say, again);
    const timer = setTimeout(resolve, timeoutMs, false);
    over.signal.addEventListener("abort", () => {
      clearInterval(repeat);
      clearTimeout(timer);
    });
  });
  over.abort();
  if (taken && close) window.close();
  return taken;
}
