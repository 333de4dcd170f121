import { WithingsAuthorizationError } from "../errors.js";
import { checkOptions } from "../option.js";
import type { WebView } from "../web-view/contract.js";
import { type Letter, listen, send } from "./post-office.js";

/** The options of {@link popup}. */
export interface PopupOptions {
  /** The window's width in pixels. Phones show a tab. @defaultValue 480 */
  readonly width?: number | undefined;
  /** The window's height in pixels. @defaultValue 720 */
  readonly height?: number | undefined;
  /**
   * Milliseconds that the window must have been closed, with the person back on this page, until the login counts as ended: a result may still
   * be on its way. @defaultValue 1,000
   */
  readonly closedGraceMs?: number | undefined;
  /**
   * The same where the window was cut off from this page by a Cross-Origin-Opener-Policy: then it says that it is closed while the person
   * logs in. @defaultValue 10,000
   */
  readonly cutOffGraceMs?: number | undefined;
}

const lookEveryMs = 100;
/** How often another site must have been seen in the window until what it says of itself is believed. */
const enoughLooks = 5;

/**
 * A window for one login, which opens now: call it within the click, before anything is awaited, since browsers block windows that open
 * later. The login must end on a page of this site's origin that calls `callbackPage` or `finishPopup`.
 *
 * What it gives to `authorize` throws {@link WithingsAuthorizationError} `popup_blocked` when the browser opened no window.
 *
 * @example
 * ```ts
 * button.onclick = async () => {
 *   const connection = await authorizeWithBackend({ backend, returnTo, webView: popup() });
 * };
 * ```
 */
export function popup(options: PopupOptions = {}): WebView {
  const { closedGraceMs = 1_000, cutOffGraceMs = 10_000 } = options;
  const shown = openBlank(options);

  return {
    discard: () => shown?.close(),
    open: async ({ url, redirectUri, signal, whyIgnored, offer }) => {
      if (!shown) return blocked();
      const over = new AbortController();
      let watch: ReturnType<typeof setInterval> | undefined;
      try {
        await checkOptions({ returnTo: new URL(redirectUri).origin === location.origin });
        return await new Promise((resolve) => {
          const closed = (): void => {
            resolve({ type: "closed" });
          };
          const seen = new Set<string>();
          const hear = ({ id, url: callbackUrl = "" }: Letter): void => {
            if (seen.has(id)) return;
            seen.add(id);
            const isOurs = !whyIgnored(callbackUrl);
            // Whoever is ignored is told by offer; whose login it is, closes its window.
            if (isOurs) send({ id }, "taken", shown);
            void offer(callbackUrl).then(() => {
              if (isOurs) resolve({ type: "callback", url: callbackUrl });
            });
          };

          let looks = 0;
          let since = 0;
          const look = (): void => {
            // A window that is being cut off is strange for a moment before it says that it is closed.
            if (!shown.closed && isElsewhere(shown)) looks++;
            // Closing it leads back to this page. Somebody who is not here may still be there, whatever the window says of itself.
            if (!shown.closed || document.hidden || !document.hasFocus()) since = 0;
            else if (!since) since = Date.now();
            else if (Date.now() - since >= (looks > enoughLooks ? closedGraceMs : cutOffGraceMs)) closed();
          };
          signal.addEventListener("abort", closed);
          // Before it is sent anywhere, nothing can have cut it off.
          if (shown.closed || signal.aborted) closed();
          else {
            watch = setInterval(look, lookEveryMs);
            listen("callback", { signal: over.signal, hear });
            shown.location.replace(url);
          }
        });
      } finally {
        clearInterval(watch);
        over.abort();
        shown.close();
      }
    },
  };
}

function openBlank({ width = 480, height = 720 }: PopupOptions): Window | null {
  const left = Math.round(screenX + (outerWidth - width) / 2);
  const top = Math.round(screenY + (outerHeight - height) / 2);
  const place = `popup,width=${width},height=${height},left=${left},top=${top}`;
  // Without a name: two logins at once have two windows.
  return open("about:blank", "_blank", place);
}

/** Whether a window shows another site, so that it is known to be connected with this page. */
function isElsewhere(shown: Window): boolean {
  try {
    return !shown.location.href;
  } catch {
    return true;
  }
}

async function blocked(): Promise<never> {
  const { popupBlocked } = await import("./popup-blocked.js");
  throw new WithingsAuthorizationError("popup_blocked", popupBlocked);
}
