import { WithingsAuthorizationError, WithingsError } from "../errors.js";
import type { WebView, WebViewRequest, WebViewResult } from "./contract.js";

/** When a login is given up. */
export interface ShowLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the person has. */
  readonly timeoutMs: number;
  /** Whether the right callback has arrived: from then on the deadline, which is the person's, no longer counts. */
  readonly decided: () => boolean;
}

/** How showing a web view ended: as the web view says, or it failed. */
export type Shown = WebViewResult | { readonly type: "failed"; readonly error: WithingsError };

/** How long a web view may take to clear up after it was told to end, in milliseconds. */
const clearUpMs = 2_000;

/**
 * Shows a web view until it ends, the caller aborts, or the person's time is over.
 *
 * @throws {@link WithingsAuthorizationError} `authorization_aborted` or `authorization_timed_out`, once the web view has cleared up.
 */
export async function showWebView(
  webView: WebView,
  request: Omit<WebViewRequest, "signal">,
  { signal, timeoutMs, decided }: ShowLimits,
): Promise<Shown> {
  if (signal?.aborted === true) throw aborted();
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    let givenUp: WithingsAuthorizationError | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const giveUp = (error: WithingsAuthorizationError): void => {
      givenUp = error;
      controller.abort();
      clearTimeout(timer);
      timer = setTimeout(() => {
        end(() => {
          reject(error);
        });
      }, clearUpMs);
    };
    const onAbort = (): void => {
      if (givenUp === undefined) giveUp(aborted());
    };
    let timer = setTimeout(() => {
      if (!decided()) giveUp(timedOut(timeoutMs));
    }, timeoutMs);
    signal?.addEventListener("abort", onAbort);
    void open(webView, { ...request, signal: controller.signal }).then((shown) => {
      end(() => {
        if (givenUp === undefined) resolve(shown);
        else reject(givenUp);
      });
    });
  });
}

async function open(webView: WebView, request: WebViewRequest): Promise<Shown> {
  try {
    const result: unknown = await webView.open(request);
    if (isResult(result)) return result;
    return {
      type: "failed",
      error: broken('open() gave back neither { type: "callback", url } nor { type: "closed" }'),
    };
  } catch (error) {
    if (WithingsError.isInstance(error)) return { type: "failed", error };
    // Anybody's web view can throw anything, and the request that it was given holds the state: so its words are not passed on.
    return {
      type: "failed",
      error: broken(`open() threw ${error instanceof Error ? error.name : typeof error}`),
    };
  }
}

function isResult(value: unknown): value is WebViewResult {
  const { type, url } = (value ?? {}) as { readonly type?: unknown; readonly url?: unknown };
  return type === "closed" || (type === "callback" && typeof url === "string");
}

function broken(what: string): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "browser_failed",
    `The web view failed: ${what}. Mend the object that was passed as webView, or leave the option out.`,
    { option: "webView" },
  );
}

function aborted(): WithingsAuthorizationError {
  return new WithingsAuthorizationError("authorization_aborted", "The login was aborted by the program.");
}

function timedOut(timeoutMs: number): WithingsAuthorizationError {
  return new WithingsAuthorizationError(
    "authorization_timed_out",
    `The login was not finished within ${timeoutMs / 1000} seconds. Start it again; timeoutMs gives the person more time.`,
  );
}
