import type { WebViewRequest, WebViewResult } from "../../web-view/contract.js";
import type { BrowserProcess } from "./browser-process.js";
import { crash, notObeying, startFailure, tooSlow } from "./failures.js";
import { watchPages } from "./watch-pages.js";

/** Shows the login page in a browser that has been started, until the login ends there in one way or another. */
export async function showLogin({
  browser,
  request: { url, signal, reject: reasonToIgnore, offer },
  startTimeoutMs,
}: {
  readonly browser: BrowserProcess;
  readonly request: WebViewRequest;
  readonly startTimeoutMs: number;
}): Promise<WebViewResult> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      let isShown = false;
      const reported = new Set<string>();

      timer = setTimeout(() => {
        reject(tooSlow(startTimeoutMs));
      }, startTimeoutMs);
      onAbort = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) onAbort();

      watchPages({
        input: browser.input,
        output: browser.output,
        url,
        onShown: () => {
          isShown = true;
          clearTimeout(timer);
        },
        onAddress: (address) => {
          const reason = reasonToIgnore(address);
          if (reason === undefined) {
            // The code is valid for seconds. Its exchange begins now, while the window goes.
            void offer(address);
            resolve({ type: "callback", url: address });
            return true;
          }
          // Offered for the caller to hear of it, once: an address is seen several times on its way.
          if (reason !== "not_the_redirect_uri" && !reported.has(address)) {
            reported.add(address);
            void offer(address);
          }
          return false;
        },
        onClosed: () => {
          resolve({ type: "closed" });
        },
        onFailure: () => {
          reject(notObeying());
        },
      });

      void browser.exited.then(async (exit) => {
        if (!isShown) reject(startFailure(exit, await browser.lastWords()));
        // The last window's end may not have been told any more.
        else if (exit.code === 0) resolve({ type: "closed" });
        else reject(crash(exit));
      });
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
