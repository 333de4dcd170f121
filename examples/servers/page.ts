import { style } from "./style.ts";
import type { View, Weights } from "./view.ts";

/** The page's script: a link cannot ask for JSON, and other sites' forms cannot either. */
const script = `
document.getElementById("disconnect")?.addEventListener("click", async ({ currentTarget }) => {
  currentTarget.disabled = true;
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/withings/disconnect", { method: "POST", headers, body: "{}" });
  location.replace(answer.ok ? "/?withings=disconnected" : "/?withings=failed");
});
// A page that is loaded again tells no old news.
if (location.search !== "") history.replaceState(null, "", "/");
`;

/** The page. Nothing in it is text of somebody else's. */
export function pageOf(
  { connected, notice, weights }: View,
  { cookie }: { readonly cookie: string },
): Response {
  const nonce = crypto.randomUUID();
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Morning Weights</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<header><h1>Morning Weights</h1><p>Your last weigh-ins, from your Withings scale.</p></header>
${weights ? sectionOf(weights) : ""}
${notice === undefined ? "" : `<p class="notice" role="status">${notice}</p>`}
<nav>${
    connected
      ? '<button id="disconnect" class="quiet">Disconnect</button>'
      : '<a class="button" href="/withings/connect">Connect Withings</a>'
  }</nav>
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; img-src data:; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "set-cookie": cookie,
    },
  });
}

function sectionOf({ latest, trend, points, rows }: Weights): string {
  const items = rows.map(
    ({ at, moment, kg }) => `<li><time datetime="${at}">${moment}</time><span>${kg}</span></li>`,
  );
  return `<section aria-label="Last weigh-ins">
<p class="latest"><b>${latest}</b><span>${trend}</span></p>
<svg viewBox="0 0 400 90" preserveAspectRatio="none" aria-hidden="true"><polyline points="${points}"/></svg>
<ol>${items.join("")}</ol>
</section>`;
}
