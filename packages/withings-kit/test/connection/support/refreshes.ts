import { answer, type Tap } from "./wire.js";
import { createWorld, type WorldOptions } from "./world.js";

/** A connection whose access token has expired. */
export async function expired(options: WorldOptions = {}) {
  const world = createWorld(options);
  const connection = await world.connected();
  world.sandbox.clock.advance({ hours: 4 });
  return { ...world, connection };
}

/** Changes the answers of refreshes; the sandbox has done what they asked for. */
export function answering(change: (body: Readonly<Record<string, unknown>>) => unknown): Tap {
  return async (sent, send) => {
    if (sent.kind !== "refresh") return send();
    const given = (await (await send()).json()) as { readonly body: Readonly<Record<string, unknown>> };
    return answer(change(given.body));
  };
}
