import {
  type CapacitorApp,
  type CapacitorBrowser,
  capacitorWebView,
  type CapacitorWebViewOptions,
} from "withings-kit/capacitor";
import { type Device, Listeners, Screen } from "../device.js";

/** `@capacitor/browser` 8 and `@capacitor/app` 8 on a pretended phone. */
export class FakeCapacitor implements Device {
  readonly screen = new Screen();
  readonly webView;
  readonly links = new Listeners<{ url: string }>();
  readonly finished = new Listeners<undefined>();
  launchUrl: string | undefined;
  closings = 0;
  readonly #os: "android" | "ios";
  #isOpen = false;

  constructor(os: "android" | "ios", options: Partial<CapacitorWebViewOptions> = {}) {
    this.#os = os;
    this.webView = capacitorWebView({ App: this.App, Browser: this.Browser, graceMs: 60, ...options });
  }

  readonly App: CapacitorApp = {
    addListener: (_event, listener) => handle(this.links.add(listener)),
    getLaunchUrl: () => Promise.resolve(this.launchUrl === undefined ? undefined : { url: this.launchUrl }),
  };

  readonly Browser: CapacitorBrowser = {
    addListener: (_event, listener) => handle(this.finished.add(listener)),
    open: async ({ url }) => {
      if (this.#os === "ios" && this.#isOpen) throw new Error("Unable to display URL");
      this.#isOpen = true;
      try {
        await this.screen.showLater(url);
      } catch (error) {
        this.#isOpen = false;
        throw error;
      }
    },
    close: () => {
      this.closings++;
      if (this.#os === "ios" && !this.#isOpen) return Promise.reject(new Error("No active window to close!"));
      // Neither platform tells of a page that the program closes itself.
      this.#isOpen = false;
      return Promise.resolve();
    },
  };

  get shown(): readonly string[] {
    return this.screen.shown;
  }

  nextPage(): Promise<string> {
    return this.screen.nextPage();
  }

  // SFSafariViewController stays before the app that got the link; a Custom Tab goes.
  #link(url: string): void {
    this.links.tell({ url });
    if (this.#os === "android") this.#finish();
  }

  #finish(): void {
    this.#isOpen = false;
    this.finished.tell(undefined);
  }

  follow(url: string): void {
    this.#link(url);
  }

  openForeign(url: string): void {
    this.#link(url);
  }

  close(): void {
    this.#finish();
  }

  closeBeforeLink(url: string, afterMs: number): void {
    this.#finish();
    setTimeout(() => {
      this.links.tell({ url });
    }, afterMs);
  }

  startedWith(url: string): void {
    this.launchUrl = url;
    this.#finish();
  }

  failWith(error: unknown): void {
    this.screen.failWith(error);
  }

  left(): readonly string[] {
    return [
      ...this.links.left("appUrlOpen"),
      ...this.finished.left("browserFinished"),
      ...(this.#isOpen ? ["page"] : []),
    ];
  }
}

/** Capacitor's bridge answers later. */
async function handle(remove: () => void): Promise<{ remove(): Promise<void> }> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    remove: () => {
      remove();
      return Promise.resolve();
    },
  };
}
