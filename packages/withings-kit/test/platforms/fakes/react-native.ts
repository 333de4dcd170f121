import { Listeners } from "../device.js";

/** React Native's Linking and AppState on a pretended phone. */
export class FakeReactNative {
  readonly links = new Listeners<{ url: string }>();
  readonly appState = new Listeners<string>();
  /** The schemes that the system opens with the app. */
  schemes = ["example"];
  initialUrl: string | null = null;
  readonly opened: string[] = [];
  readonly Platform: { readonly OS: "android" | "ios" };

  constructor(os: "android" | "ios") {
    this.Platform = { OS: os };
  }

  readonly Linking = {
    addEventListener: (
      _type: "url",
      listener: (event: { readonly url: string }) => void,
    ): { remove(): void } => ({ remove: this.links.add(listener) }),
    getInitialURL: (): Promise<string | null> => Promise.resolve(this.initialUrl),
    canOpenURL: (url: string): Promise<boolean> =>
      // iOS answers yes only for schemes that Info.plist says will be asked for.
      Promise.resolve(
        this.Platform.OS === "android" && this.schemes.some((scheme) => url.startsWith(`${scheme}:`)),
      ),
    openURL: (url: string): Promise<void> => {
      this.opened.push(url);
      return Promise.resolve();
    },
  };

  /** A link brings the app to the front: the two are told apart, on Android in no fixed order. */
  link(url: string, { activeFirst = false } = {}): void {
    if (activeFirst) this.appState.tell("active");
    this.links.tell({ url });
    if (!activeFirst && this.Platform.OS === "android") this.appState.tell("active");
  }
}
