const markup: unique symbol = Symbol("markup");

/** A piece of HTML in which everything that came from outside is escaped. Only {@link html} makes it. */
export interface Html {
  readonly [markup]: string;
}

/** What may stand in a template: text, which is escaped, or pieces that already are HTML. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * HTML from a template. Every value is escaped for text and for quoted attributes alike; `undefined` leaves nothing.
 *
 * @example
 * ```ts
 * html`<p title="${title}">${text}</p>`
 * ```
 */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { [markup]: String.raw({ raw: template }, ...values.map(render)) };
}

/** The text of a piece of HTML. */
export function htmlText(piece: Html): string {
  return piece[markup];
}

function render(value: HtmlValue): string {
  if (value === undefined) return "";
  if (typeof value === "object") return "length" in value ? value.map(htmlText).join("") : htmlText(value);
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** An e-mail address that breaks before its @ where the line is too short for it. */
export function emailText(email: string): Html {
  const at = email.lastIndexOf("@");
  return at === -1 ? html`${email}` : html`${email.slice(0, at)}<wbr />${email.slice(at)}`;
}
