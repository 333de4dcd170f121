import { EventEmitter } from "node:events";
import {
  type ElectronApp,
  electronBrowser,
  type ElectronBrowserOptions,
  type ElectronSession,
  electronWindow,
} from "withings-kit/electron";
import { type Device, Screen } from "../device.js";

/** Electron's `app` and `shell`, with the login in the system's browser. */
export class FakeElectronBrowser implements Device {
  readonly screen = new Screen();
  readonly webView;
  readonly events = new EventEmitter();
  registered: string[] = [];
  mayRegister = true;
  hasLock = true;
  readonly registrations: unknown[][] = [];
  readonly #argv = ["/opt/app/app"];
  readonly #platform: string;

  constructor(platform: "darwin" | "win32" | "linux", options: Partial<ElectronBrowserOptions> = {}) {
    this.#platform = platform;
    this.webView = electronBrowser({
      app: this.#app(),
      shell: { openExternal: (url) => this.screen.showLater(url) },
      process: { platform, execPath: "/opt/app/electron", argv: this.#argv },
      ...options,
    });
  }

  #app(): ElectronApp {
    return Object.assign(this.events, {
      isPackaged: false,
      getAppPath: () => "/home/ann/app",
      hasSingleInstanceLock: () => this.hasLock,
      isDefaultProtocolClient: (protocol: string) => this.registered.includes(protocol),
      setAsDefaultProtocolClient: (...args: unknown[]) => {
        this.registrations.push(args);
        if (this.mayRegister) this.registered.push(String(args[0]));
        return this.mayRegister;
      },
    });
  }

  get shown(): readonly string[] {
    return this.screen.shown;
  }

  nextPage(): Promise<string> {
    return this.screen.nextPage();
  }

  follow(url: string): void {
    const event = { preventDefault: () => undefined };
    if (this.#platform === "darwin") this.events.emit("open-url", event, url);
    // The order of arguments is not fixed: Chromium's own stand among them.
    else this.events.emit("second-instance", event, ["/opt/app/app", url, "--allow-file-access"]);
  }

  openForeign(url: string): void {
    this.follow(url);
  }

  close(): void {
    // Nobody hears of it.
    this.events.emit("browser-window-focus");
  }

  failWith(error: unknown): void {
    this.screen.failWith(error);
  }

  left(): readonly string[] {
    return this.events.eventNames().map(String);
  }
}

interface Partition {
  readonly session: ElectronSession;
  readonly name: string;
  handler: ((request: { readonly url: string }) => Response) | undefined;
  onRedirect: Parameters<ElectronSession["webRequest"]["onBeforeRedirect"]>[0];
  cleared: boolean;
}

/** How a version of Electron tells of a redirect to a scheme that it does not know. */
export type RedirectTelling = "will-redirect" | "onBeforeRedirect" | "protocol" | "did-fail-load";

/** Electron's `BrowserWindow` and `session`, with the login in a window of its own. */
export class FakeElectronWindow implements Device {
  readonly screen = new Screen();
  readonly webView;
  readonly windows: FakeWindow[] = [];
  readonly partitions: Partition[] = [];
  telling: RedirectTelling = "will-redirect";

  constructor(look?: { readonly width: number }) {
    const { screen, windows } = this;
    class OpenedWindow extends FakeWindow {
      constructor(options: FakeWindowOptions) {
        super(screen, options);
        windows.push(this);
      }
    }
    this.webView = electronWindow({
      BrowserWindow: OpenedWindow,
      session: { fromPartition: (name) => this.#partition(name).session },
      look,
    });
  }

  #partition(name: string): Partition {
    const known = this.partitions.find((each) => each.name === name);
    if (known !== undefined) return known;
    const partition: Partition = {
      name,
      handler: undefined,
      onRedirect: null,
      cleared: false,
      session: {
        protocol: {
          handle: (_scheme, handler) => {
            partition.handler = handler;
          },
          unhandle: () => {
            partition.handler = undefined;
          },
        },
        webRequest: {
          onBeforeRedirect: (listener) => {
            partition.onRedirect = listener;
          },
        },
        clearStorageData: () => {
          partition.cleared = true;
          return Promise.resolve();
        },
      },
    };
    this.partitions.push(partition);
    return partition;
  }

  get shown(): readonly string[] {
    return this.screen.shown;
  }

  nextPage(): Promise<string> {
    return this.screen.nextPage();
  }

  /** Withings redirects; the way in which a window hears of it differs. */
  follow(url: string): void {
    const window = this.windows.at(-1);
    const partition = this.partitions.at(-1);
    if (window === undefined || partition === undefined || window.isDestroyed()) return;
    if (this.telling === "will-redirect") window.navigate("will-redirect", url);
    else if (this.telling === "onBeforeRedirect")
      partition.onRedirect?.({ redirectURL: url, resourceType: "mainFrame" });
    else if (this.telling === "protocol") partition.handler?.({ url });
    else window.webContents.emit("did-fail-load", {}, -302, "ERR_UNKNOWN_URL_SCHEME", url, true);
  }

  openForeign(url: string): void {
    // Nobody else can lead the window anywhere; a page in it can.
    this.windows.at(-1)?.navigate("will-navigate", url);
  }

  close(): void {
    this.windows.at(-1)?.destroy();
  }

  failWith(error: unknown): void {
    this.screen.failWith(error);
  }

  left(): readonly string[] {
    return [
      ...this.windows.filter((window) => !window.isDestroyed()).map(() => "window"),
      ...this.partitions.filter(({ handler }) => handler !== undefined).map(() => "protocol handler"),
      ...this.partitions.filter(({ onRedirect }) => onRedirect !== null).map(() => "onBeforeRedirect"),
      ...this.partitions.filter(({ cleared }) => !cleared).map(() => "storage"),
    ];
  }
}

interface FakeWindowOptions {
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

class FakeContents extends EventEmitter {
  openHandler: (() => { action: string }) | undefined;

  setWindowOpenHandler(handler: () => { action: string }): void {
    this.openHandler = handler;
  }
}

/** A window. */
export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: FakeWindowOptions;
  readonly prevented: string[] = [];
  readonly #screen: Screen;
  #destroyed = false;

  constructor(screen: Screen, options: FakeWindowOptions) {
    super();
    this.#screen = screen;
    this.options = options;
  }

  loadURL(url: string): Promise<void> {
    return this.#screen.showLater(url);
  }

  navigate(event: "will-redirect" | "will-navigate", url: string, isMainFrame = true): void {
    this.webContents.emit(event, {
      url,
      isMainFrame,
      preventDefault: () => {
        this.prevented.push(url);
      },
    });
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.emit("closed");
  }
}
