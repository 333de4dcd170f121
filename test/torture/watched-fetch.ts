import { AsyncLocalStorage } from "node:async_hooks";
import { headers, requestKind } from "./headers.ts";
import type { Watch } from "./watched-store.ts";

/** For whom a call is made; what it sets off is for them too. */
export const calledFor = new AsyncLocalStorage<string>();

/** A `fetch` that says from whom a request is, with points before it is sent and after the answer began. */
export function watchedFetch(watch: () => Watch): typeof globalThis.fetch {
  return async (input, init) => {
    const { by, points, write } = watch();
    const person = calledFor.getStore() ?? "";
    const url = input instanceof Request ? input.url : String(input);
    const kind = requestKind(new URL(url).pathname);
    const sent = new Headers(init?.headers);
    sent.set(headers.by, by);
    sent.set(headers.person, person);
    await points.reach(person, `before ${kind}`);
    const response = await fetch(input, { ...init, headers: sent });
    await points.reach(person, `after ${kind}`);
    if (kind !== "token") return response;
    const text = await response.text();
    // Whoever gave up before does not come here.
    const waitSeconds = Number(/"wait_seconds":(\d+)/.exec(text)?.[1] ?? 0);
    if (waitSeconds > 0) write({ what: "heard", by, person, waitSeconds });
    return new Response(text, { status: response.status, headers: response.headers });
  };
}
