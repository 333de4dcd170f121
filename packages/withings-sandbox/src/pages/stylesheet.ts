/**
 * The one stylesheet, inlined in every page. Sizes are in rem, so that a person's own text size holds; colours come in two sets, each
 * with at least 4.5:1 for text and 3:1 for borders that mean something.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #f4f2ec; --card: #fffefb; --ink: #1c2320; --muted: #565f5a; --line: #dfdbd0; --edge: #7f877f;
  --accent: #0a6753; --accent-strong: #074f40; --on-accent: #ffffff; --soft: #e6f0eb;
  --danger: #9c1f1f; --danger-soft: #fbecea; --shadow: 0 1px 2px #1c232010, 0 12px 32px -12px #1c232026;
  --t0: #dcebe4; --t1: #f3e0cf; --t2: #dfe3f3; --t3: #f2dbe2; --t4: #e9e6c9; --t5: #d8e8ef;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Roboto Mono", "Liberation Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101412; --card: #181e1b; --ink: #e8ece8; --muted: #a4afa8; --line: #2c3531; --edge: #75817a;
    --accent: #82d8bf; --accent-strong: #a6e8d5; --on-accent: #06241c; --soft: #1c302a;
    --danger: #ffa69d; --danger-soft: #3a1f1c; --shadow: none;
    --t0: #24443a; --t1: #4a3627; --t2: #2d3552; --t3: #4a2b38; --t4: #414022; --t5: #25404c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink); font: 400 1rem/1.55 var(--sans);
  overflow-wrap: anywhere; -webkit-font-smoothing: antialiased; text-rendering: optimizeLegibility;
}
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.022em; text-wrap: balance; }
h2 { font-size: 1rem; line-height: 1.4; font-weight: 650; letter-spacing: -0.006em; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
code { font: 0.8125em/1.5 var(--mono); overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:hover { color: var(--accent-strong); text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.muted { color: var(--muted); }
.small { font-size: 0.875rem; line-height: 1.5; }
.small code { font-size: 0.9em; }

.strip { border-bottom: 1px solid var(--line); color: var(--muted); font-size: 0.8125rem; line-height: 1.4; }
.strip p { width: min(100% - 2.5rem, 62rem); margin: 0 auto; padding: 0.625rem 0; }
.strip b { color: var(--ink); font: 600 0.8125rem/1.4 var(--mono); margin-right: 0.625em; }

main { width: min(100%, 31rem); margin: auto; padding: 2.5rem 0 4rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: var(--shadow); padding: 2.25rem; }
.lead strong, .muted strong { color: var(--ink); }
.lead { margin-top: 0.625rem; color: var(--muted); text-wrap: pretty; }
.stack > * + * { margin-top: 1.75rem; }
.after { margin-top: 1.25rem; text-align: center; }
.after a, .page-front footer a { display: inline-block; padding: 0.75rem 0; }

.avatar {
  flex: none; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: 50%;
  font-weight: 650; font-size: 0.9375rem; letter-spacing: 0.01em; color: var(--ink); background: var(--t0);
}
.avatar.square { border-radius: 0.8125rem; }
.t1 { background: var(--t1); } .t2 { background: var(--t2); } .t3 { background: var(--t3); }
.t4 { background: var(--t4); } .t5 { background: var(--t5); }

form { margin: 0; }
.field + .field { margin-top: 1.125rem; }
label { display: block; font-weight: 600; font-size: 0.9375rem; margin-bottom: 0.375rem; }
input[type="email"], input[type="password"] {
  width: 100%; min-height: 2.875rem; padding: 0.5rem 0.875rem; color: inherit; background: var(--card);
  border: 1px solid var(--edge); border-radius: 0.6875rem; font: inherit;
}
input:focus-visible { outline-offset: 1px; }
input[aria-invalid="true"] { border-color: var(--danger); box-shadow: inset 0 0 0 1px var(--danger); }
.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.875rem; padding: 0.5rem 1.375rem;
  border: 1px solid var(--edge); max-width: 100%; border-radius: 0.6875rem; background: transparent; color: var(--ink); text-align: center;
  font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; transition: background-color 0.12s ease;
}
.button:hover { background: var(--soft); color: var(--ink); }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button.primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
.wide { width: 100%; }
.field + .button { margin-top: 1.5rem; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 100%), 1fr)); gap: 0.75rem; }

.alert {
  display: flex; gap: 0.625rem; padding: 0.8125rem 1rem; border-radius: 0.6875rem; background: var(--danger-soft); color: var(--danger);
  font-size: 0.9375rem; line-height: 1.45;
}
.alert::before {
  content: "!"; flex: none; display: grid; place-items: center; width: 1.25rem; height: 1.25rem; margin-top: 0.0625rem;
  border: 2px solid currentColor; border-radius: 50%; font-size: 0.8125rem; font-weight: 800; line-height: 1;
}

.sandbox { border: 1px dashed var(--edge); border-radius: 1rem; padding: 1.125rem 1.125rem 0.625rem; }
.sandbox > p { margin: 0.1875rem 0 0.625rem; }
.people > li + li { border-top: 1px solid var(--line); }
.person {
  position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.875rem; width: 100%; min-height: 3.5rem;
  padding: 0.625rem 1.75rem 0.625rem 0.25rem; border: 0;
  border-radius: 0.6875rem; background: transparent; color: inherit; font: inherit; text-align: left; text-decoration: none; cursor: pointer;
  transition: background-color 0.12s ease;
}
.person:hover { background: var(--soft); color: inherit; }
.person:focus-visible { outline-offset: 0; }
.person::after {
  content: ""; position: absolute; right: 0.5rem; top: calc(50% - 0.25rem); width: 0.5rem; height: 0.5rem; border: solid var(--muted);
  border-width: 2px 2px 0 0; transform: rotate(45deg);
}
.who { min-width: 0; }
.person .who { flex: 1 1 7rem; }
.who > span { display: block; }
.who > span:first-child { font-weight: 600; line-height: 1.35; }
.who > span + span { color: var(--muted); font-size: 0.875rem; line-height: 1.4; }

.link { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 1.5rem; }
.link .avatar { width: 3.25rem; height: 3.25rem; font-size: 1.0625rem; }
.link i { width: 2.25rem; border-top: 2px dotted var(--edge); }
.identity { margin-top: 1.5rem; padding: 0.875rem 1.125rem; border-radius: 0.875rem; background: var(--soft); }
.identity .actions { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-bottom: -0.5rem; font-size: 0.875rem; }
.identity a { display: inline-flex; align-items: center; min-height: 2.75rem; }
.consent > * + * { margin-top: 1.75rem; }
.answer > * + * { margin-top: 0.875rem; }
.answer > p { text-align: center; }
.sandbox.note { padding: 0.75rem 1rem; }
.sandbox.note > p { margin: 0; }

.scopes { margin: 0.25rem 0 -1rem; }
.scopes > li { position: relative; padding: 1rem 0 1rem 2.125rem; }
.scopes > li + li { border-top: 1px solid var(--line); }
.scopes > li::before {
  content: ""; position: absolute; left: 0.25rem; top: 1.1875rem; width: 0.5625rem; height: 0.9375rem;
  border: solid var(--accent); border-width: 0 2.5px 2.5px 0; transform: rotate(42deg);
}
.scopes > li.unknown::before {
  content: "?"; left: 0; top: 1.0625rem; width: 1.375rem; height: 1.375rem; display: grid; place-items: center; transform: none;
  border: 2px solid var(--muted); border-radius: 50%; color: var(--muted); font-size: 0.8125rem; font-weight: 700; line-height: 1;
}
.scopes .name { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0 0.625rem; }
.scopes .name code { color: var(--muted); }
.scopes p { font-size: 0.9375rem; line-height: 1.5; text-wrap: pretty; }
.scopes p + p { margin-top: 0.1875rem; color: var(--muted); }

.page-front main { width: min(100% - 2.5rem, 62rem); margin: 0 auto; padding: 4.5rem 0 5rem; }
.page-front header { max-width: 42rem; }
.page-front h1 { font-size: 2.75rem; line-height: 1.08; letter-spacing: -0.034em; }
.page-front header .lead { margin-top: 1.125rem; font-size: 1.1875rem; line-height: 1.5; }
.page-front h2 { font-size: 1.1875rem; letter-spacing: -0.014em; }
.columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 4fr); gap: 1.5rem; margin-top: 3rem; align-items: start; }
.page-front .card { padding: 1.75rem; }
.page-front .card > p { margin-top: 0.25rem; }
.facts { margin-top: 1rem; }
.facts > div { padding: 0.75rem 0; border-top: 1px solid var(--line); }
.facts > div:last-child { padding-bottom: 0; }
.facts > .group { padding: 1rem 0 1.125rem; }
.facts dt { color: var(--muted); font-size: 0.875rem; }
.facts dd { overflow-wrap: anywhere; }
.facts dd code { font-size: 0.875rem; }
.group li { display: flex; align-items: center; gap: 0.875rem; margin-top: 0.875rem; }
.page-front footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.page-front footer ul { display: flex; flex-wrap: wrap; gap: 0 1.75rem; }

@media (min-width: 58rem) {
  .page-wide main { width: min(100% - 2.5rem, 62rem); }
  .page-wide .consent { display: grid; grid-template-columns: minmax(0, 7fr) minmax(0, 8fr); grid-template-rows: auto 1fr; gap: 0 3rem; padding: 2.75rem 3rem; }
  .page-wide .consent > .asked { grid-column: 2; grid-row: 1 / span 2; margin-top: 0; padding-left: 3rem; border-left: 1px solid var(--line); }
}
@media (max-width: 46rem) {
  .columns { grid-template-columns: minmax(0, 1fr); margin-top: 2.25rem; }
  .page-front main { padding: 2.5rem 0 3.5rem; }
  .page-front h1 { font-size: 2.125rem; }
  .page-front header .lead { font-size: 1.0625rem; }
}
@media (max-width: 34rem) {
  body:not(.page-front) { background: var(--card); }
  body:not(.page-front) main { width: 100%; margin: 0; padding: 0; }
  body:not(.page-front) main > .card { border: 0; border-radius: 0; box-shadow: none; padding: 2rem min(1.25rem, 6vw) 1.5rem; }
  body:not(.page-front) .after { margin: 0; padding: 0 1.25rem 2rem; }
  body:not(.page-front) .sandbox { padding-left: 0.875rem; padding-right: 0.875rem; }
  .strip p { width: auto; padding: 0.625rem 1.25rem; }
  .strip b { display: block; }
  .page-front .card { padding: 1.375rem 1.25rem; }
}
@media (max-width: 22rem) { h1 { font-size: 1.5rem; } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { transition: none !important; animation: none !important; } }
@media (forced-colors: active) { .button, .person { border: 1px solid; } .avatar { border: 1px solid; } }
`;
