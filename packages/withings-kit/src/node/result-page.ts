import { escaped, type Page, page, type PageParts } from "../page/page.js";
import type { CallbackVerdict } from "../web-view/contract.js";
import { failureWords } from "./failure-words.js";

function ours(parts: Omit<PageParts, "footer">): Page {
  return page({ ...parts, footer: "This page comes from the program on your computer." });
}

/** The page at the end of a login. The user ID is the only thing on it that is not written here. */
export function resultPage(verdict: Exclude<CallbackVerdict, { type: "ignored" }>): Page {
  switch (verdict.type) {
    case "connected":
      return ours({
        mood: "good",
        title: "Withings is connected",
        paragraphs: [
          `Connected as Withings user <b>${escaped(verdict.userID.slice(0, 64))}</b>.`,
          "You can close this window and go back to the program.",
        ],
      });
    case "refused":
      return ours({
        mood: "calm",
        title: "Nothing was connected",
        paragraphs: [
          "You did not allow access, so the program received nothing from your Withings account.",
          "You can close this window. If you change your mind, start the login again in the program.",
        ],
      });
    case "failed": {
      const { what, next, code } = failureWords(verdict.error.code);
      return ours({
        mood: "bad",
        title: "The login could not be finished",
        paragraphs: [what, next, "You can close this window."],
        note: code === undefined ? undefined : `For the program’s makers: <code>${code}</code>`,
      });
    }
  }
}

/** Shown for a URL that is not the callback which is being waited for. */
export const otherLoginPage: Page = ours({
  mood: "calm",
  title: "This is not the login that is being waited for",
  paragraphs: [
    "It may belong to an earlier try, or the address is not complete. Nothing was connected.",
    "The program goes on waiting for the login that it started last. You can close this window.",
  ],
});

/** Shown when the one-time address that leads to Withings is opened a second time, from elsewhere. */
export const openedAlreadyPage: Page = ours({
  mood: "bad",
  title: "This login has been opened already",
  paragraphs: [
    "The address of this page works once. Go on in the window that opened first.",
    "If there is no such window, somebody else may have opened it: end the program and start the login again.",
  ],
});

/** Shown for any other path. */
export const notFoundPage: Page = ours({
  mood: "calm",
  title: "There is nothing here",
  paragraphs: ["A program on this computer waits here for the end of a Withings login, at another address."],
});
