/** The style of the callback page, which is that of our other pages. */
export const callbackStyle = `
:root{color-scheme:light dark;--back:#f3f5f4;--glow:#dcebe5;--card:#fff;--line:#e3e8e6;--text:#17211d;--soft:#52605a;
--good:#0b7a55;--good-soft:#dff3ea;--calm:#4a5a8a;--calm-soft:#e6eaf6}
@media (prefers-color-scheme:dark){:root{--back:#0e1312;--glow:#16261f;--card:#171d1b;--line:#28312e;--text:#eef3f0;--soft:#a3b1ab;
--good:#5fd3a4;--good-soft:#153428;--calm:#a6b6ea;--calm-soft:#222a42}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:24px 20px 12vh;
background:radial-gradient(70rem 36rem at 50% -8rem,var(--glow),transparent) var(--back);color:var(--text);
font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{width:100%;max-width:28rem;padding:40px;background:var(--card);border:1px solid var(--line);border-radius:24px;
box-shadow:0 1px 2px rgb(0 0 0/.04),0 20px 48px -20px rgb(0 0 0/.16);text-align:center}
svg{display:block;width:72px;height:72px;margin:0 auto 24px;border-radius:50%;fill:none;stroke:currentColor;stroke-width:4;
stroke-linecap:round;stroke-linejoin:round;color:var(--calm);background:var(--calm-soft)}
.good svg,.waiting svg{color:var(--good);background:var(--good-soft)}
h1{font-size:1.5rem;line-height:1.22;letter-spacing:-.018em;font-weight:650;text-wrap:balance}
p{margin-top:14px;color:var(--soft);text-wrap:balance}
@media (max-width:30rem){main{padding:36px 24px 32px;border-radius:20px}h1{font-size:1.35rem}}
@media (prefers-reduced-motion:no-preference){.waiting svg{animation:turn 1s linear infinite}@keyframes turn{to{rotate:1turn}}}
@media (forced-colors:active){main{border:1px solid}svg{border:2px solid}}
`;
