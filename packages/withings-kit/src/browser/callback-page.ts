import { callbackStyle } from "./callback-style.js";
import { finishPopup, type FinishPopupOptions } from "./finish-popup.js";

/** What {@link callbackPage} says, in place of English. */
export interface CallbackPageWords {
  readonly waiting: string;
  readonly taken: string;
  readonly takenHint: string;
  readonly nobody: string;
  readonly nobodyHint: string;
  readonly nothing: string;
  readonly nothingHint: string;
}

/** The options of {@link callbackPage}. */
export interface CallbackPageOptions extends FinishPopupOptions {
  readonly words?: Partial<CallbackPageWords> | undefined;
}

const english: CallbackPageWords = {
  waiting: "One moment",
  taken: "You can close this window",
  takenHint: "The page that you came from goes on.",
  // Not that nothing was connected: that page may only be slow to wake, as on a phone.
  nobody: "Go back to the page that you came from",
  nobodyHint:
    "You can close this window. If that page does not say that Withings is connected, start the login there again.",
  nothing: "There is nothing here",
  nothingHint: "A login with Withings ends at this address. Start it from the application.",
};

/**
 * All that an application's callback page needs to do: hands the login over, closes the window, and shows what to do where it stays open.
 * For an empty page; for one of your own design there is `finishPopup`.
 *
 * @example
 * ```html
 * <!doctype html>
 * <meta charset="utf-8">
 * <meta name="viewport" content="width=device-width, initial-scale=1">
 * <title>Withings</title>
 * <script type="module" src="/callback.js"></script>
 * ```
 * where `callback.js` is `import { callbackPage } from "withings-kit/browser"; await callbackPage();`
 */
export async function callbackPage({ words, ...options }: CallbackPageOptions = {}): Promise<void> {
  const say = { ...english, ...words };
  const isCallback = /[?&]attempt=/.test(location.search);
  // A style sheet that a script makes is allowed by policies which forbid inline styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(callbackStyle);
  document.adoptedStyleSheets.push(sheet);
  if (!isCallback) {
    show("calm", say.nothing, say.nothingHint);
    return;
  }
  show("waiting", say.waiting);
  if (await finishPopup(options)) show("good", say.taken, say.takenHint);
  else show("calm", say.nobody, say.nobodyHint);
}

const signs: Readonly<Record<string, string>> = {
  waiting: "M36 16A20 20 0 0 1 56 36",
  good: "M23.5 37.5 32.5 46.5 49 28",
  calm: "M24 36H48",
};

/** Shows it in the place of all that was there. */
function show(mood: "waiting" | "good" | "calm", title: string, hint = ""): void {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", signs[mood] ?? "");
  svg.setAttribute("viewBox", "0 0 72 72");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  const heading = document.createElement("h1");
  heading.textContent = title;
  const text = document.createElement("p");
  text.textContent = hint;
  const main = document.createElement("main");
  main.className = mood;
  main.setAttribute("role", "status");
  main.append(svg, heading, ...(hint ? [text] : []));
  document.body.replaceChildren(main);
}
