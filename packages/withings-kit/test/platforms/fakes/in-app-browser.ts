import {
  inAppBrowser,
  type InAppBrowserOptions,
  type ReactNativeInAppBrowser,
} from "withings-kit/react-native";
import { type Device, Screen } from "../device.js";
import { FakeReactNative } from "./react-native.js";

type Result = Awaited<ReturnType<ReactNativeInAppBrowser["openAuth"]>>;

/** `react-native-inappbrowser-reborn` 3.7 on a pretended phone. */
export class FakeInAppBrowser implements Device {
  readonly phone: FakeReactNative;
  readonly screen = new Screen();
  readonly webView;
  isAvailable = true;
  activeFirst = false;
  #end: ((result: Result) => void) | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(os: "android" | "ios", options: Partial<InAppBrowserOptions> = {}) {
    this.phone = new FakeReactNative(os);
    const { Linking, Platform } = this.phone;
    const { InAppBrowser } = this;
    this.webView = inAppBrowser({ InAppBrowser, Linking, Platform, graceMs: 60, ...options });
  }

  readonly InAppBrowser: ReactNativeInAppBrowser = {
    isAvailable: () => Promise.resolve(this.isAvailable),
    openAuth: (url, redirectUrl) =>
      this.phone.Platform.OS === "ios" ? this.#session(url) : this.#customTab(url, redirectUrl),
    closeAuth: () => {
      this.#stop();
      this.#end?.({ type: "cancel" });
    },
  };

  async #session(url: string): Promise<Result> {
    this.screen.show(url);
    const result = await new Promise<Result>((resolve) => {
      this.#end = resolve;
    });
    this.#end = undefined;
    return result;
  }

  async #customTab(url: string, redirectUrl: string): Promise<Result> {
    if (this.#stopWaiting !== undefined) throw new Error("InAppBrowser.openAuth is in a bad state.");
    let removeState = (): void => undefined;
    try {
      return await new Promise<Result>((resolve) => {
        this.#end = resolve;
        removeState = this.phone.appState.add(() => {
          // It looks at the URL that the app was started with by itself.
          const { initialUrl } = this.phone;
          resolve(
            initialUrl?.startsWith(redirectUrl) === true
              ? { type: "success", url: initialUrl }
              : { type: "dismiss" },
          );
        });
        const removeLink = this.phone.links.add((event) => {
          if (event.url.startsWith(redirectUrl)) resolve({ type: "success", url: event.url });
        });
        this.#stopWaiting = () => {
          removeLink();
          this.#stopWaiting = undefined;
        };
        this.screen.show(url);
      });
    } finally {
      this.#end = undefined;
      this.#stop();
      removeState();
    }
  }

  #stop(): void {
    this.#stopWaiting?.();
  }

  get shown(): readonly string[] {
    return this.screen.shown;
  }

  nextPage(): Promise<string> {
    return this.screen.nextPage();
  }

  follow(url: string): void {
    if (this.phone.Platform.OS === "ios") this.#end?.({ type: "success", url });
    else this.phone.link(url, this);
  }

  openForeign(url: string): void {
    this.phone.link(url, this);
  }

  close(): void {
    if (this.phone.Platform.OS === "ios") this.#end?.({ type: "cancel" });
    else this.phone.appState.tell("active");
  }

  /** iOS ends the session for a reason of its own. */
  endWith(result: object): void {
    this.#end?.({ type: "cancel", ...result });
  }

  closeBeforeLink(url: string, afterMs: number): void {
    this.close();
    setTimeout(() => {
      this.phone.links.tell({ url });
    }, afterMs);
  }

  startedWith(url: string): void {
    this.phone.initialUrl = url;
    this.close();
  }

  failWith(error: unknown): void {
    this.screen.failWith(error);
  }

  left(): readonly string[] {
    return [...this.phone.links.left("link"), ...(this.#end === undefined ? [] : ["session"])];
  }
}
