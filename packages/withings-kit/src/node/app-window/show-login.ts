import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { WebViewRequest, WebViewResult } from "../../web-view/contract.js";
import type { BrowserExit, BrowserProcess } from "./browser-process.js";
import { crash, notObeying, startFailure, tooSlow } from "./failures.js";
import { watchPages } from "./watch-pages.js";

/** How long after its pipe a browser's process may end. */
const silenceMs = 1_000;

/** Shows the login page in a browser that has been started, until the login ends there in one way or another. */
export async function showLogin({
  browser,
  request: { url, signal, whyIgnored, offer },
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
      let reported: string | undefined;

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
          const reason = whyIgnored(address);
          if (reason === undefined) {
            // The code is valid for seconds. Its exchange begins now, while the window goes.
            void offer(address);
            resolve({ type: "callback", url: address });
            return true;
          }
          // Offered for the caller to hear of it, once: an address is seen several times on its way.
          if (reason !== "not_the_redirect_uri" && address !== reported) {
            reported = address;
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

      void ended(browser).then(async (exit) => {
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

// Where the browser was started by a script, it can be gone while the script still runs.
async function ended({ exited, output }: BrowserProcess): Promise<BrowserExit> {
  const silent = once(output, "close").then(() =>
    delay(silenceMs, { code: null, signal: null }, { ref: false }),
  );
  return await Promise.race([exited, silent]);
}
