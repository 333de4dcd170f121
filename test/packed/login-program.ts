import type { BundleOptions } from "./bundle.ts";

/** The program whose size is promised: it logs people in, with a web view of its own, which stands in a file that is not counted. */
export const loginProgram = `import { WithingsConnector } from "withings-kit";
import { options, webView } from "./app.js";
console.log(await WithingsConnector.authorize({ ...options, webView }));`;

/** The same program, which also renews. */
export const loginAndRefreshProgram = `${loginProgram}
console.log(await WithingsConnector.refreshToken(options));`;

/**
 * The same program, which also keeps a connection in the memory store and makes a call with it. In a function, since rolldown makes more
 * and smaller files where a program waits for something at its top.
 */
export const connectionProgram = `import { createWithings, memoryStore, WithingsConnector } from "withings-kit";
import { options, webView } from "./app.js";
async function main() {
  console.log(await WithingsConnector.authorize({ ...options, webView }));
  const withings = createWithings({ ...options, store: memoryStore() });
  const connection = await withings.connect({ ...options, webView });
  console.log(await connection.credentials(), await connection.fetch("/v2/user"));
}
void main();`;

/** The program of a page that logs people in through its backend, in a popup. */
export const popupProgram = `import { authorizeWithBackend } from "withings-kit/backend";
import { popup } from "withings-kit/browser";
import { button, options } from "./app.js";
button.onclick = async () => console.log(await authorizeWithBackend({ ...options, webView: popup() }));`;

/** How they are bundled: for the web, as Vite does, without the file that stands for the program's own part. */
export const loginBundle: Omit<BundleOptions, "folder"> = {
  platform: "browser",
  bundler: "rolldown",
  splitting: true,
  external: ["./app.js"],
};

/**
 * The most that {@link loginProgram} may load before it runs, in bytes after minification by the bundler of Vite 8 and gzip -9. What is
 * loaded only when it is needed does not count: how an option is mended, why Withings refused, and signatures in place of the secret.
 */
export const loginBudget = 4_500;

/**
 * The most that {@link popupProgram} may load before it runs, counted in the same way. What is loaded only when it is needed does not count:
 * how an option is mended, why a login failed, and a hash where the browser has none of its own.
 */
export const popupBudget = 4_000;

/**
 * The most by which {@link connectionProgram} may be bigger than {@link loginProgram}, counted in the same way. Loaded later: what stores a
 * login, when one begins; what renews, with the first connection; and when somebody asks, the list, the status, and why there is no
 * connection.
 */
export const connectionBudget = 3_000;
