/** A navigation that Electron tells of before it takes place. */
export interface ElectronNavigation {
  readonly url: string;
  readonly isMainFrame: boolean;
  preventDefault(): void;
}

/** A redirect that Electron tells of before it is followed. */
export interface ElectronRedirect extends ElectronNavigation {
  readonly isSameDocument: boolean;
}

/** What is needed of a window's `webContents`. */
export interface ElectronContents {
  on(event: "will-redirect", listener: (details: ElectronRedirect) => void): unknown;
  on(event: "will-navigate", listener: (details: ElectronNavigation) => void): unknown;
  on(
    event: "did-fail-load",
    listener: (
      event: unknown,
      errorCode: number,
      errorDescription: string,
      validatedURL: string,
      isMainFrame: boolean,
    ) => void,
  ): unknown;
  on(event: "did-create-window", listener: (window: ElectronBrowserWindow) => void): unknown;
  setWindowOpenHandler(handler: () => { action: "allow" }): void;
}

/** What is needed of a `BrowserWindow`. */
export interface ElectronBrowserWindow {
  readonly webContents: ElectronContents;
  loadURL(url: string): Promise<void>;
  on(event: "closed", listener: () => void): unknown;
  isDestroyed(): boolean;
  destroy(): void;
}

/** How the window looks: what `BrowserWindow` takes, without `webPreferences`. */
export type ElectronWindowLook = Readonly<Record<string, unknown>> & { readonly webPreferences?: never };

/** What is needed of the class `BrowserWindow`. */
export type ElectronBrowserWindowClass = new (options: {
  width: number;
  height: number;
  autoHideMenuBar: boolean;
  title: string;
  webPreferences: {
    partition: string;
    sandbox: boolean;
    contextIsolation: boolean;
    nodeIntegration: boolean;
  };
}) => ElectronBrowserWindow;

/** What is needed of a session. */
export interface ElectronSession {
  readonly protocol: {
    handle(scheme: string, handler: (request: { readonly url: string }) => Response): void;
    unhandle(scheme: string): void;
  };
  readonly webRequest: {
    onBeforeRedirect(
      listener: ((details: { readonly redirectURL: string; readonly resourceType: string }) => void) | null,
    ): void;
  };
  clearStorageData(): Promise<void>;
}

/** What is needed of the module `session`. */
export interface ElectronSessions {
  fromPartition(partition: string): ElectronSession;
}

/** What is needed of the module `app`. */
export interface ElectronApp {
  readonly isPackaged: boolean;
  getAppPath(): string;
  hasSingleInstanceLock(): boolean;
  isDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean;
  setAsDefaultProtocolClient(protocol: string, path?: string, args?: string[]): boolean;
  on(event: "open-url", listener: (event: { preventDefault(): void }, url: string) => void): unknown;
  on(event: "second-instance", listener: (event: unknown, argv: string[]) => void): unknown;
  off(event: "open-url", listener: (event: { preventDefault(): void }, url: string) => void): unknown;
  off(event: "second-instance", listener: (event: unknown, argv: string[]) => void): unknown;
}

/** What is needed of the module `shell`. */
export interface ElectronShell {
  openExternal(url: string): Promise<void>;
}
