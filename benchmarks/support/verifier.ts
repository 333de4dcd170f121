/** What the benchmark's app proves its logins with. */
export const verifier = "a-verifier-of-the-benchmark-that-an-app-would-make-at-random";
