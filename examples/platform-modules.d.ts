// The platforms' own modules, as far as the examples and the documents use them: so these are checked where the modules are not installed.
// `npm run test:runtimes -- platforms` checks them against the modules' published types in place of this.

declare module "react" {
  export function useState<T>(initial: T): [T, (value: T) => void];
}
declare module "react/jsx-runtime" {
  export namespace JSX {
    type Element = object;
    type ElementType = string | ((props: never) => unknown);
    interface ElementChildrenAttribute {
      children: unknown;
    }
    interface IntrinsicAttributes {
      key?: string;
    }
  }
  export const jsx: unknown;
  export const jsxs: unknown;
}
declare module "react-native" {
  export const Linking: {
    addEventListener(type: "url", listener: (event: { url: string }) => void): { remove(): void };
    getInitialURL(): Promise<string | null>;
    canOpenURL(url: string): Promise<boolean>;
    openURL(url: string): Promise<unknown>;
  };
  export const Platform: { readonly OS: "ios" | "android" | "macos" | "windows" | "web" };
  export function Button(props: { title: string; onPress: () => void }): object;
  export function Text(props: { children?: unknown }): object;
  export function View(props: { style?: object; children?: unknown }): object;
}
declare module "react-native-get-random-values" {}
declare module "react-native-inappbrowser-reborn" {
  export const InAppBrowser: {
    isAvailable: () => Promise<boolean>;
    openAuth: (
      url: string,
      redirectUrl: string,
      options?: { ephemeralWebSession?: boolean },
    ) => Promise<{ type: "success"; url: string } | { type: "cancel" | "dismiss" }>;
    closeAuth: () => void;
  };
}
declare module "expo-crypto" {
  export function getRandomValues<T extends Uint8Array>(array: T): T;
}
declare module "expo-web-browser" {
  export function openAuthSessionAsync(
    url: string,
    redirectUrl?: string | null,
    options?: { preferEphemeralSession?: boolean; preferUniversalLinks?: boolean },
  ): Promise<{ type: "success"; url: string } | { type: "cancel" | "dismiss" | "opened" | "locked" }>;
  export function dismissAuthSession(): void;
}
declare module "@capacitor/app" {
  export const App: {
    addListener(
      event: "appUrlOpen",
      listener: (event: { url: string }) => void,
    ): Promise<{ remove(): Promise<void> }>;
    getLaunchUrl(): Promise<{ url: string } | undefined>;
  };
}
declare module "@capacitor/browser" {
  export const Browser: {
    open(options: {
      url: string;
      toolbarColor?: string;
      presentationStyle?: "fullscreen" | "popover";
    }): Promise<void>;
    close(): Promise<void>;
    addListener(event: "browserFinished", listener: () => void): Promise<{ remove(): Promise<void> }>;
  };
}
declare module "@tauri-apps/plugin-deep-link" {
  export function getCurrent(): Promise<string[] | null>;
  export function isRegistered(protocol: string): Promise<boolean>;
  export function onOpenUrl(handler: (urls: string[]) => void): Promise<() => void>;
  export function register(protocol: string): Promise<null>;
}
declare module "@tauri-apps/plugin-http" {
  export const fetch: typeof globalThis.fetch;
}
declare module "@tauri-apps/plugin-opener" {
  export function openUrl(url: string | URL, openWith?: string): Promise<void>;
}
declare module "@fabianlars/tauri-plugin-oauth" {
  export function start(config?: { ports?: number[]; response?: string }): Promise<number>;
  export function cancel(port: number): Promise<void>;
  export function onUrl(callback: (url: string) => void): Promise<() => void>;
}
declare module "electron" {
  interface Contents {
    on(event: "will-redirect", listener: (details: Redirect) => void): this;
    on(event: "will-navigate", listener: (details: Navigation) => void): this;
    on(
      event: "did-fail-load",
      listener: (event: object, code: number, description: string, url: string, isMainFrame: boolean) => void,
    ): this;
    on(event: "did-create-window", listener: (window: BrowserWindow) => void): this;
    setWindowOpenHandler(handler: () => { action: "allow" }): void;
  }
  interface Navigation {
    readonly url: string;
    readonly isMainFrame: boolean;
    preventDefault(): void;
  }
  interface Redirect extends Navigation {
    readonly isSameDocument: boolean;
  }
  export class BrowserWindow {
    constructor(options?: {
      width?: number;
      height?: number;
      webPreferences?: { preload?: string; partition?: string; sandbox?: boolean };
    });
    readonly webContents: Contents;
    loadURL(url: string): Promise<void>;
    loadFile(path: string): Promise<void>;
    on(event: "closed", listener: () => void): this;
    isDestroyed(): boolean;
    destroy(): void;
  }
  export const session: {
    fromPartition(partition: string): {
      readonly protocol: {
        handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void;
        unhandle(scheme: string): void;
      };
      readonly webRequest: {
        onBeforeRedirect(
          listener: ((details: { redirectURL: string; resourceType: string }) => void) | null,
        ): void;
      };
      clearStorageData(): Promise<void>;
    };
  };
  export const app: {
    readonly isPackaged: boolean;
    whenReady(): Promise<void>;
    quit(): void;
    getAppPath(): string;
    getPath(name: "userData"): string;
    requestSingleInstanceLock(): boolean;
    hasSingleInstanceLock(): boolean;
    isDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean;
    setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean;
    on(event: "open-url", listener: (event: { preventDefault(): void }, url: string) => void): object;
    on(event: "second-instance", listener: (event: object, argv: string[]) => void): object;
    off(event: "open-url", listener: (event: { preventDefault(): void }, url: string) => void): object;
    off(event: "second-instance", listener: (event: object, argv: string[]) => void): object;
  };
  export const shell: { openExternal(url: string): Promise<void> };
  export const ipcMain: { handle(channel: string, listener: () => unknown): void };
  export const contextBridge: { exposeInMainWorld(name: string, api: object): void };
  export const ipcRenderer: { invoke(channel: string): Promise<unknown> };
}
