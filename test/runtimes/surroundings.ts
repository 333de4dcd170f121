/** How long one runtime may take for the exercise. */
export const timeLimitMs = 60_000;

/** The environment of a runtime under test: a home of its own for its caches, and no proxy between it and this machine. */
export function surroundings(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/_proxy$|^(npm_|node_|deno_|bun_)/i.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: home, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
}
