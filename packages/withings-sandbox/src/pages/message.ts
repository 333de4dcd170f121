import { type Page, document } from "./document.js";
import { html } from "./html.js";

/** A page that says one thing: an error, or that something is done. */
export interface MessageModel {
  readonly title: string;
  /** What happened and why, each in a paragraph. */
  readonly paragraphs: readonly string[];
  /** What to do next. */
  readonly next?: { readonly label: string; readonly url: string };
}

export function messagePage({ title, paragraphs, next }: MessageModel): Page {
  return document({
    title,
    main: html`<div class="card stack">
      <div>
        <h1>${title}</h1>
        ${paragraphs.map((paragraph) => html`<p class="lead">${paragraph}</p>`)}
      </div>
      ${next === undefined ? undefined : html`<p><a class="button primary" href="${next.url}">${next.label}</a></p>`}
    </div>`,
  });
}
