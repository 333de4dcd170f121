import {
  tauriDeepLink,
  type TauriDeepLinkOptions,
  tauriLoopback,
  type TauriLoopbackOptions,
} from "withings-kit/tauri";
import { type Device, Listeners, Screen } from "../device.js";

/** The system's browser: nobody hears when its page is closed. */
abstract class InBrowser {
  readonly screen = new Screen();

  readonly openUrl = (url: string): Promise<void> => this.screen.showLater(url);

  get shown(): readonly string[] {
    return this.screen.shown;
  }

  nextPage(): Promise<string> {
    return this.screen.nextPage();
  }

  failWith(error: unknown): void {
    this.screen.failWith(error);
  }

  // A method, so that the fakes are devices.
  close(): void {
    this.screen.shown.at(-1);
  }
}

/** `@tauri-apps/plugin-deep-link` 2 and `@tauri-apps/plugin-opener` 2. */
export class FakeTauriDeepLink extends InBrowser implements Device {
  readonly links = new Listeners<string[]>();
  readonly webView;
  schemes = ["example"];
  current: string[] | null = null;

  constructor(options: Partial<TauriDeepLinkOptions> = {}) {
    super();
    this.webView = tauriDeepLink({
      openUrl: this.openUrl,
      onOpenUrl: (handler) => Promise.resolve(this.links.add(handler)),
      getCurrent: () => Promise.resolve(this.current),
      ...options,
    });
  }

  follow(url: string): void {
    // The plugin keeps the last link, also of a program that runs.
    this.current = [url];
    this.links.tell([url]);
  }

  openForeign(url: string): void {
    this.follow(url);
  }

  left(): readonly string[] {
    return this.links.left("deep-link");
  }
}

/** `@fabianlars/tauri-plugin-oauth` 2: closes its port when it has told of a call, a moment after that. */
export class FakeTauriLoopback extends InBrowser implements Device {
  readonly urls = new Listeners<string>();
  readonly webView;
  readonly ports = new Set<number>();
  readonly starts: { ports?: number[]; response?: string }[] = [];
  readonly steps: string[] = [];

  constructor(options: Partial<TauriLoopbackOptions> = {}) {
    super();
    this.webView = tauriLoopback({
      openUrl: this.openUrl,
      start: (config) => {
        this.starts.push(config);
        this.steps.push("start");
        const [port = 49_152] = config.ports ?? [];
        if (this.ports.has(port)) return Promise.reject(new Error("Address already in use (os error 98)"));
        this.ports.add(port);
        return Promise.resolve(port);
      },
      cancel: (port) =>
        this.ports.delete(port) ? Promise.resolve() : Promise.reject(new Error("Connection refused")),
      onUrl: (callback) => {
        this.steps.push("onUrl");
        return Promise.resolve(this.urls.add(callback));
      },
      ...options,
    });
  }

  follow(url: string): void {
    const port = Number(new URL(url).port);
    if (!this.ports.has(port)) return;
    this.urls.tell(url);
    setTimeout(() => this.ports.delete(port), 20);
  }

  openForeign(url: string): void {
    this.follow(url);
  }

  left(): readonly string[] {
    return [...this.urls.left("oauth://url"), ...[...this.ports].map((port) => `port ${port}`)];
  }
}
