// Cloudflare Workers. The application lives in one Durable Object, which keeps the connections on its disk; what is a process elsewhere is the
// object here. So logins, renewals and Withings' 120 requests a minute are shared by everybody, wherever the Worker itself runs.
//   Set the address in wrangler.json; in this folder: npx wrangler secret put WITHINGS_CLIENT_ID, and so WITHINGS_CLIENT_SECRET and
//   SESSION_SECRET; npx wrangler deploy
import { DurableObject } from "cloudflare:workers";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";
import { objectStore } from "./workers-store.ts";

/** The variables and secrets of the Worker. */
type Variables = Readonly<Record<string, string>>;

export class Application extends DurableObject<Variables> {
  readonly #app = createApp({ ...settingsFrom(this.env), store: objectStore(this.ctx.storage) });

  override fetch(request: Request): Promise<Response> {
    return this.#app.fetch(request);
  }
}

const worker = {
  fetch: (request: Request, { APPLICATION }: { readonly APPLICATION: DurableObjectNamespace }) =>
    APPLICATION.getByName("the only one").fetch(request),
};

export { worker as default };
