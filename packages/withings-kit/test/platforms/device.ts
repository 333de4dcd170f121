import type { WebView } from "withings-kit";

/** A pretended device on which a platform's web view shows the login, and what a person and other programs do on it. */
export interface Device {
  readonly webView: WebView;
  /** Every login page that was shown, in order. */
  readonly shown: readonly string[];
  /** Resolves to the address of the next login page that is shown. */
  nextPage(): Promise<string>;
  /** The page that is shown leads to an address, as Withings' does at the end. */
  follow(url: string): void;
  /** Another program opens an address that leads to this one. */
  openForeign(url: string): void;
  /** The person closes the page. */
  close(): void;
  /** The page goes, and only later the system hands over where it led to. */
  closeBeforeLink?(url: string, afterMs: number): void;
  /** The link is not told of, but is what the program was started with. */
  startedWith?(url: string): void;
  /** The next page cannot be shown: the platform throws this. */
  failWith(error: unknown): void;
  /** What still listens, is shown or is open. */
  left(): readonly string[];
}

/** Keeps the pages that are shown. */
export class Screen {
  readonly shown: string[] = [];
  #waiting: ((url: string) => void)[] = [];
  #seen = 0;
  #failure: { readonly error: unknown } | undefined;

  /** A page is shown. Throws what the test wants thrown. */
  show(url: string): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    this.shown.push(url);
    const [next] = this.#waiting.splice(0, 1);
    if (next === undefined) return;
    this.#seen++;
    next(url);
  }

  /** As a platform does that says by a promise whether it could. */
  async showLater(url: string): Promise<void> {
    await Promise.resolve();
    this.show(url);
  }

  nextPage(): Promise<string> {
    const url = this.shown[this.#seen];
    if (url === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#seen++;
    return Promise.resolve(url);
  }

  failWith(error: unknown): void {
    this.#failure = { error };
  }
}

/** Listeners by event, as many as there are. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    // Each is a listener of its own, though it be one function.
    const own = (value: T): void => {
      listener(value);
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  get size(): number {
    return this.#listeners.size;
  }

  left(name: string): string[] {
    return Array.from({ length: this.size }, () => name);
  }
}
