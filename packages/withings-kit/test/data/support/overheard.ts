/** What was heard of an API: for each action the body of the last answer, read by the engine alone. */
export interface Overheard {
  readonly fetch: typeof globalThis.fetch;
  /** The last answer's body of a service's action. */
  bodyOf(path: string, action?: string): unknown;
}

/** Listens to what comes back over a fetch. */
export function overhear(fetch: typeof globalThis.fetch): Overheard {
  const bodies = new Map<string, unknown>();
  return {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const form = new URLSearchParams(init?.body as string);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const text = await response.clone().text();
      if (form.has("action"))
        bodies.set(`${pathname} ${form.get("action") ?? ""}`, (JSON.parse(text) as { body: unknown }).body);
      return response;
    },
    bodyOf: (path, action = "") => bodies.get(`${path} ${action}`),
  };
}
