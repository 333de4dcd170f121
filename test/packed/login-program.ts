import type { BundleOptions } from "./bundle.ts";

/** The program whose size is promised: it logs people in, with a web view of its own, which stands in a file that is not counted. */
export const loginProgram = `import { WithingsConnector } from "withings-kit";
import { options, webView } from "./app.js";
console.log(await WithingsConnector.authorize({ ...options, webView }));`;

/** The same program, which also renews. */
export const loginAndRefreshProgram = `${loginProgram}
console.log(await WithingsConnector.refreshToken(options));`;

/** How it is bundled: for the web, as Vite does, without the file that stands for the program's own part. */
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
