/** A finished HTML page. */
export interface Page {
  readonly html: string;
}

/** What a page says. */
export interface PageParts {
  readonly mood: "good" | "calm" | "bad";
  readonly title: string;
  /** HTML. */
  readonly paragraphs: readonly string[];
  /** HTML, in small print. */
  readonly note?: string | undefined;
  /** Whom the page comes from. */
  readonly footer: string;
  /** Where the person goes on; the browser goes there by itself if it may. */
  readonly next?: { readonly url: string; readonly label: string } | undefined;
}

// System fonts and colours with a contrast of at least 4.5 in both schemes. Everything is in the page: nothing can be loaded.
const style = `
:root{color-scheme:light dark;--back:#f3f5f4;--glow:#dcebe5;--card:#fff;--line:#e3e8e6;--text:#17211d;--soft:#52605a;
--good:#0b7a55;--good-soft:#dff3ea;--calm:#4a5a8a;--calm-soft:#e6eaf6;--bad:#b3372f;--bad-soft:#fbe6e3}
@media (prefers-color-scheme:dark){:root{--back:#0e1312;--glow:#16261f;--card:#171d1b;--line:#28312e;--text:#eef3f0;--soft:#a3b1ab;
--good:#5fd3a4;--good-soft:#153428;--calm:#a6b6ea;--calm-soft:#222a42;--bad:#ff9d92;--bad-soft:#3a211e}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;min-height:100svh;display:grid;grid-template-rows:1fr auto 1.35fr;justify-items:center;padding:24px 20px;
background:radial-gradient(70rem 36rem at 50% -8rem,var(--glow),transparent) var(--back);color:var(--text);
font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{grid-row:2;width:100%;max-width:30rem;padding:44px 44px 40px;background:var(--card);border:1px solid var(--line);border-radius:24px;
box-shadow:0 1px 2px rgb(0 0 0/.04),0 20px 48px -20px rgb(0 0 0/.16);text-align:center}
svg{display:block;width:72px;height:72px;margin:0 auto 24px;border-radius:50%;fill:none;stroke:currentColor;stroke-width:4;
stroke-linecap:round;stroke-linejoin:round}
.calm{--glow:var(--calm-soft)}.bad{--glow:var(--line)}
.good svg{color:var(--good);background:var(--good-soft)}.calm svg{color:var(--calm);background:var(--calm-soft)}
.bad svg{color:var(--bad);background:var(--bad-soft)}
h1{font-size:1.65rem;line-height:1.22;letter-spacing:-.018em;font-weight:650;text-wrap:balance;margin-bottom:14px}
p{color:var(--soft);text-wrap:balance}p+p{margin-top:10px}p:first-of-type{color:var(--text)}
b{font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.go{display:inline-block;margin-top:26px;padding:13px 30px;border-radius:99px;background:var(--good);color:var(--card);font-weight:600;
text-decoration:none}.go:hover{filter:brightness(1.06)}.go:focus-visible{outline:3px solid var(--good);outline-offset:3px}
.note{margin-top:28px;padding-top:18px;border-top:1px solid var(--line);font-size:.82rem;line-height:1.5}
code{font:.95em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
footer{grid-row:3;padding-top:22px;color:var(--soft);font-size:.82rem;text-align:center;text-wrap:balance}
@media (max-width:30rem){main{padding:36px 24px 32px;border-radius:20px}h1{font-size:1.45rem}}
@media (prefers-reduced-motion:no-preference){main{animation:rise .45s cubic-bezier(.2,.8,.2,1) both}
path{stroke-dasharray:1;animation:draw .5s .2s ease-out both}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}@keyframes draw{from{stroke-dashoffset:1}to{stroke-dashoffset:0}}}
@media (forced-colors:active){main{border:1px solid}svg{border:2px solid}.go{border:1px solid}}
`;

/**
 * The value of the content security policy's `style-src`: this one style sheet and no other, so that no injected one would work. Written
 * down, since browsers' own SHA-256 is asynchronous; a test holds it to the style.
 */
export const styleSource = "'sha256-SXomwL00tmROkcVanhcSx0QVuNJ96Oau89JIEMu1QsE='";

const signs: Readonly<Record<PageParts["mood"], string>> = {
  good: '<path pathLength="1" d="M23.5 37.5 32.5 46.5 49 28"/>',
  calm: '<path pathLength="1" d="M24 36H48"/>',
  bad: '<path pathLength="1" d="M36 22V39"/><path pathLength="1" d="M36 49V49.1"/>',
};

/** Builds a page: everything is in it, and nothing runs. */
export function page({ mood, title, paragraphs, note, footer, next }: PageParts): Page {
  const text = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("");
  const foot = note === undefined ? "" : `<p class="note">${note}</p>`;
  const url = escaped(next?.url ?? "");
  const onward = next ? `<a class="go" href="${url}">${next.label}</a>` : "";
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${next ? `<meta http-equiv="refresh" content="0;url=${url}">\n` : ""}<title>${title}</title>
<style>${style}</style>
</head>
<body class="${mood}">
<main><svg viewBox="0 0 72 72" aria-hidden="true">${signs[mood]}</svg><h1>${title}</h1>${text}${onward}${foot}</main>
<footer>${footer}</footer>
</body>
</html>
`,
  };
}

/** A text as it can stand in HTML and in an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
