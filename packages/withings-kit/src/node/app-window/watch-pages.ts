import { CommandRefused, type DevToolsEvent, devToolsPipe } from "./devtools-pipe.js";
import type { Readable, Writable } from "node:stream";

/** What the watch over a browser's pages is told and tells. */
export interface Watch {
  /** The browser's ends of the pipe. */
  readonly input: Writable;
  readonly output: Readable;
  /** What the first page is to show. */
  readonly url: string;
  /**
   * Called with every address to which a window is about to go, before it is loaded, and more than once for the same.
   *
   * @returns `true` when the window must not go there: it is held until the browser ends
   */
  readonly onAddress: (url: string) => boolean;
  /** Called when the first page is there. */
  readonly onShown: () => void;
  /** Called when the last window has been closed. */
  readonly onClosed: () => void;
  /** Called when the browser does not do what it must. */
  readonly onFailure: () => void;
}

// An address is seen on three ways, because none of them sees all. A document that is paused when its answer has come tells the
// Location of a redirect, whatever its scheme, before anything is loaded from there. Paused before it is asked for, it tells where a
// form or a script goes. And the navigation that the browser announces tells the addresses that are never asked for: those with the
// scheme of another program.
const documentsPaused = {
  patterns: ["Request", "Response"].map((requestStage) => ({
    urlPattern: "*",
    resourceType: "Document",
    requestStage,
  })),
};

/** Shows a URL in the browser's first page and watches where its windows go: that one, and those that pages open. */
export function watchPages(watch: Watch): void {
  /** Of every page its main frame, by session. */
  const pages = new Map<string, string>();
  let shown = false;
  const pipe = devToolsPipe({
    input: watch.input,
    output: watch.output,
    onEvent,
    onNonsense: watch.onFailure,
  });
  const must = (commands: Promise<unknown>, isOver: () => boolean): void => {
    commands.catch((error: unknown) => {
      if (!(error instanceof CommandRefused) || isOver()) return;
      // Commands to a page that is being closed are refused, and its end may be told only after that. It is once the browser has
      // answered another one.
      pipe.send({ method: "Browser.getVersion" }).then(
        () => {
          if (!isOver()) watch.onFailure();
        },
        () => undefined,
      );
    });
  };

  function onEvent(event: DevToolsEvent): void {
    switch (event.method) {
      case "Target.attachedToTarget":
        attached(event.params.sessionId, event.params.targetInfo);
        break;
      case "Target.detachedFromTarget":
        if (pages.delete(event.params.sessionId) && pages.size === 0) watch.onClosed();
        break;
      case "Fetch.requestPaused":
        paused(event);
        break;
      case "Page.frameRequestedNavigation":
      case "Page.frameStartedNavigating":
        if (pages.get(event.sessionId) === event.params.frameId) watch.onAddress(event.params.url);
    }
  }

  function attached(sessionId: string, { targetId, type }: { targetId: string; type: string }): void {
    const send = (method: string, params = {}): Promise<void> => pipe.send({ method, params, sessionId });
    if (type !== "page") {
      // Parts of the browser's own windows, and workers: they stand still until they are told to run.
      must(send("Runtime.runIfWaitingForDebugger"), () => true);
      return;
    }
    // A page's target has the ID of its main frame.
    pages.set(sessionId, targetId);
    const commands = [
      send("Page.enable"),
      send("Fetch.enable", documentsPaused),
      // What a site's service worker answers is not paused: a redirect that it passes on would be seen by nobody. So none is asked.
      // Of the page's traffic the browser is to keep nothing for us.
      send("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 }),
      send("Network.setBypassServiceWorker", { bypass: true }),
      send("Runtime.runIfWaitingForDebugger"),
    ];
    if (!shown) {
      shown = true;
      commands.push(send("Page.navigate", { url: watch.url }));
      watch.onShown();
    }
    must(Promise.all(commands), () => !pages.has(sessionId));
  }

  function paused({ sessionId, params }: Extract<DevToolsEvent, { method: "Fetch.requestPaused" }>): void {
    const { requestId, frameId, request } = params;
    // What loads in a frame of a page is no end of the login, and must not look like one.
    const address = pages.get(sessionId) === frameId ? (redirectOf(params) ?? request.url) : undefined;
    if (address !== undefined && watch.onAddress(address)) return;
    // Refused when the person went elsewhere meanwhile: then there is nothing to go on with.
    must(pipe.send({ method: "Fetch.continueRequest", params: { requestId }, sessionId }), () => true);
  }

  must(
    pipe.send({
      method: "Target.setAutoAttach",
      params: { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
    }),
    () => false,
  );
}

function redirectOf({
  request,
  responseStatusCode = 0,
  responseHeaders = [],
}: Extract<DevToolsEvent, { method: "Fetch.requestPaused" }>["params"]): string | undefined {
  if (![301, 302, 303, 307, 308].includes(responseStatusCode)) return undefined;
  const location = responseHeaders.find(({ name }) => name.toLowerCase() === "location")?.value;
  return location !== undefined && URL.canParse(location, request.url)
    ? new URL(location, request.url).href
    : undefined;
}
