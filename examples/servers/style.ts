/** The page's style sheet. */
export const style = `
:root{color-scheme:light dark;--back:#f3f5f4;--glow:#dcebe5;--card:#fff;--line:#e3e8e6;--text:#17211d;--soft:#52605a;--good:#0b7a55}
@media (prefers-color-scheme:dark){:root{--back:#0e1312;--glow:#16261f;--card:#171d1b;--line:#28312e;--text:#eef3f0;--soft:#a3b1ab;--good:#5fd3a4}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;min-height:100svh;display:grid;place-items:center;padding:24px 20px 8vh;
background:radial-gradient(70rem 36rem at 50% -8rem,var(--glow),transparent) var(--back);color:var(--text);
font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{width:100%;max-width:27rem;padding:36px;background:var(--card);border:1px solid var(--line);border-radius:24px;
box-shadow:0 1px 2px rgb(0 0 0/.04),0 20px 48px -20px rgb(0 0 0/.16)}
h1{font-size:1.55rem;line-height:1.2;letter-spacing:-.018em;font-weight:650}
header p{text-wrap:balance;margin-top:6px;color:var(--soft)}
.latest{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 14px;margin-top:26px}
.latest b{font-size:2.6rem;white-space:nowrap;line-height:1;font-weight:650;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.latest span,time{color:var(--soft)}
svg{display:block;width:100%;height:90px;margin:18px 0 8px;overflow:visible}
polyline{fill:none;stroke:var(--good);stroke-width:3;stroke-linecap:round;stroke-linejoin:round;vector-effect:non-scaling-stroke}
ol{padding:0;list-style:none}
li{display:flex;justify-content:space-between;padding:11px 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
li:first-child{border-top:0}
.notice{margin-top:24px;padding:13px 16px;border-radius:14px;background:var(--back);color:var(--soft);font-size:.94rem}
nav{display:grid;margin-top:26px}
button,.button{padding:13px 24px;border:0;border-radius:99px;background:var(--good);color:var(--card);font:inherit;font-weight:600;
text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{filter:brightness(1.07)}
button:disabled{opacity:.6;cursor:default}
button:focus-visible,.button:focus-visible{outline:3px solid var(--good);outline-offset:3px}
.quiet{background:transparent;color:var(--soft);box-shadow:inset 0 0 0 1px var(--line)}
@media (max-width:30rem){main{padding:28px 24px;border-radius:20px}}
@media (forced-colors:active){button,.button{border:1px solid}}
`;
