/** A tag's attributes, by name in small letters. */
export type Attributes = Readonly<Record<string, string>>;

/** A form with what would be sent, and the buttons that send it. */
export interface ReadForm {
  readonly action: string;
  readonly method: "get" | "post";
  readonly inputs: readonly Attributes[];
  readonly buttons: readonly Attributes[];
}

/** What a visitor looks for on a page. */
export interface ReadPage {
  /** The text of the first `h1`. */
  readonly heading: string;
  /** The text of what is marked as an alert. */
  readonly alert?: string;
  readonly forms: readonly ReadForm[];
  readonly links: readonly Attributes[];
  /** Elements that say which person they are about, but for buttons and links. */
  readonly people: readonly Attributes[];
}

const tagPattern = /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const attributePattern = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

interface OpenForm extends ReadForm {
  readonly inputs: Attributes[];
  readonly buttons: Attributes[];
}

/** Reads forms, links, the heading and the alert out of HTML. Not a parser for all of HTML: for pages whose markup is well formed. */
export function readPage(source: string): ReadPage {
  const html = source.replace(/<!--[\s\S]*?-->|<(style|script)\b[\s\S]*?<\/\1>/gi, "");
  const forms: OpenForm[] = [];
  const links: Attributes[] = [];
  const people: Attributes[] = [];
  let heading = "";
  let alert: string | undefined;
  let form: OpenForm | undefined;
  for (const { 0: whole, 1: closing, 2: name = "", 3: rest = "", index } of html.matchAll(tagPattern)) {
    const tag = name.toLowerCase();
    if (closing === "/") {
      if (tag === "form") form = undefined;
      continue;
    }
    const attributes = readAttributes(rest);
    if (tag === "form") {
      form = { action: attributes["action"] ?? "", method: readMethod(attributes), inputs: [], buttons: [] };
      forms.push(form);
    } else if (tag === "input") form?.inputs.push(attributes);
    else if (tag === "button") form?.buttons.push(attributes);
    else if (tag === "a") links.push(attributes);
    else if (attributes["data-person"] !== undefined) people.push(attributes);
    if (tag === "h1" && heading === "") heading = textUpTo(html.slice(index + whole.length), tag);
    if (attributes["role"] === "alert") alert ??= textUpTo(html.slice(index + whole.length), tag);
  }
  return { heading, forms, links, people, ...(alert === undefined ? {} : { alert }) };
}

function readMethod(attributes: Attributes): "get" | "post" {
  return attributes["method"]?.toLowerCase() === "post" ? "post" : "get";
}

function readAttributes(source: string): Attributes {
  const pairs = [...source.matchAll(attributePattern)].map(
    ([, name = "", double, single, bare]) =>
      [name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? "")] as const,
  );
  return Object.fromEntries(pairs);
}

function textUpTo(html: string, tag: string): string {
  const end = html.search(new RegExp(`</${tag}\\s*>`, "i"));
  const inside = end === -1 ? "" : html.slice(0, end);
  return decodeEntities(inside.replace(tagPattern, " ")).replace(/\s+/g, " ").trim();
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return named[name.toLowerCase()] ?? whole;
    const codePoint = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}
