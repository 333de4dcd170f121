import { promises } from "./promises.ts";
import { openSite, type StartServer } from "./site.ts";

/** Holds a server to what every server promises, one after the other; gives how many. Throws with what it printed. */
export async function drive(start: StartServer): Promise<number> {
  const site = await openSite(start);
  try {
    for (const [name, keep] of Object.entries(promises))
      await keep(site).catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}\nThe server said: ${site.output()}`, { cause: error });
      });
    if (/Error|failed/.test(site.output())) throw new Error(`The server said: ${site.output()}`);
    return Object.keys(promises).length;
  } finally {
    await site.stop();
  }
}
