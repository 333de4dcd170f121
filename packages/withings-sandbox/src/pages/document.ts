import { createHash } from "node:crypto";
import { type Html, html, htmlText } from "./html.js";
import { stylesheet } from "./stylesheet.js";

/** A page, ready to be sent. */
export interface Page {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What every page is made of. */
export interface PageContent {
  /** What the browser shows on the tab; the sandbox's name is added. */
  readonly title: string;
  /** The contents of `main`. */
  readonly main: Html;
  readonly layout?: Layout;
  /**
   * Where forms of this page may lead.
   * - `own`: to the sandbox only
   * - `anywhere`: also to whatever a redirect then names. Chromium holds `form-action` against every redirect that follows a submitted
   *   form, so on the consent page the directive would have to list the redirect URI, and what a bridge page there forwards to, custom
   *   schemes included, which nobody but the application knows.
   */
  readonly formsLead?: "own" | "anywhere";
}

/** `card`: one column; `wide`: two where there is room; `front`: the whole width. */
export type Layout = "card" | "wide" | "front";

const styleHash = createHash("sha256").update(stylesheet).digest("base64");

/** The document around a page's contents, with the headers that go with it. */
export function document({ title, main, layout = "card", formsLead = "own" }: PageContent): Page {
  const parts = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">',
    htmlText(html`<title>${title} · withings-sandbox</title>`),
    `<style>${stylesheet}</style></head>`,
    `<body class="page-${layout}">`,
    htmlText(strip),
    "<main>",
    htmlText(main),
    "</main></body></html>",
  ];
  return { body: parts.join(""), headers: pageHeaders(formsLead) };
}

const strip = html`<aside class="strip" aria-label="About this page">
  <p><b>withings-sandbox</b>A pretend Withings on your machine, not the real one. Nobody here exists.</p>
</aside>`;

function pageHeaders(formsLead: "own" | "anywhere"): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(formsLead === "own" ? ["form-action 'self'"] : []),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
