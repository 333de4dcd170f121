import { type ExpoWebBrowser, expoWebView, type ExpoWebViewOptions } from "withings-kit/expo";
import { type Device, Screen } from "../device.js";
import { FakeReactNative } from "./react-native.js";

type Result = Awaited<ReturnType<ExpoWebBrowser["openAuthSessionAsync"]>>;

/** What iOS says when the person closes the session. */
export const personsCancel =
  "The operation couldn’t be completed. (com.apple.AuthenticationServices.WebAuthenticationSession error 1.)";

/** `expo-web-browser` 57 on a pretended phone. */
export class FakeExpo implements Device {
  readonly phone: FakeReactNative;
  readonly screen = new Screen();
  readonly webView;
  readonly asked: { redirectUrl: string | null | undefined; options: unknown }[] = [];
  /** Whether Android tells that the app is active before it hands over the link. */
  activeFirst = false;
  #end: ((result: Result) => void) | undefined;

  constructor(os: "android" | "ios", options: Partial<ExpoWebViewOptions> = {}) {
    this.phone = new FakeReactNative(os);
    const { Linking, Platform } = this.phone;
    this.webView = expoWebView({ WebBrowser: this.WebBrowser, Linking, Platform, graceMs: 60, ...options });
  }

  readonly WebBrowser: ExpoWebBrowser = {
    openAuthSessionAsync: (url, redirectUrl, options) => {
      this.asked.push({ redirectUrl, options });
      return this.phone.Platform.OS === "ios" ? this.#session(url) : this.#customTab(url, redirectUrl);
    },
    dismissAuthSession: () => {
      // On Android the module has no way to dismiss anything, and says so.
      if (this.phone.Platform.OS === "android") throw new Error("dismissBrowser is not available on android");
      this.#end?.({ type: "dismiss" });
    },
  };

  /** ASWebAuthenticationSession: hears of its own page alone. */
  async #session(url: string): Promise<Result> {
    if (this.#end !== undefined) return { type: "locked" };
    this.screen.show(url);
    const result = await new Promise<Result>((resolve) => {
      this.#end = resolve;
    });
    this.#end = undefined;
    return result;
  }

  /** A Custom Tab, in a race between the app's coming back and its link. */
  async #customTab(url: string, redirectUrl: string | null | undefined): Promise<Result> {
    if (this.#end !== undefined)
      throw new Error("WebBrowser is already open, only one can be open at a time");
    const removers: (() => void)[] = [];
    try {
      return await new Promise<Result>((resolve) => {
        this.#end = resolve;
        removers.push(
          this.phone.appState.add(() => {
            resolve({ type: "dismiss" });
          }),
          this.phone.links.add((event) => {
            if (redirectUrl && event.url.startsWith(redirectUrl))
              resolve({ type: "success", url: event.url });
          }),
        );
        this.screen.show(url);
      });
    } finally {
      this.#end = undefined;
      for (const remove of removers) remove();
    }
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
    if (this.phone.Platform.OS === "ios") this.#end?.({ type: "cancel", error: personsCancel });
    else this.phone.appState.tell("active");
  }

  /** iOS ends the session for a reason of its own. */
  endWith(error: string): void {
    this.#end?.({ type: "cancel", error });
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
    // On Android the module itself waits on after an abort, until the person comes back to the app.
    const own = this.phone.Platform.OS === "android" && this.#end !== undefined ? 1 : 0;
    const session = this.phone.Platform.OS === "ios" && this.#end !== undefined ? ["session"] : [];
    return [...this.phone.links.left("link").slice(own), ...session];
  }
}
