// Stands in for the library's app window in the snippets, since that needs a display. Its own tests open the real one.
import type { WebView } from "withings-kit";
import { visit } from "./scripted-person.ts";

/** A window in which a scripted person logs in at the sandbox. */
export function appWindow(): WebView {
  const { DOCS_SANDBOX_URL: sandboxUrl = "", DOCS_ANSWER: answer } = process.env;
  return {
    open: async ({ url, redirectUri }) => ({
      type: "callback",
      url: await visit({ url, redirectUri, sandboxUrl, answer }),
    }),
  };
}
