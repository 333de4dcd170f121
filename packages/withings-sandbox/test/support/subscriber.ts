import type { Sandbox } from "withings-sandbox";
import { client, type Client, type Envelope, type Fields, patientSandbox } from "./client.js";

/** A program with a person's access token, at the service `notify`. */
export interface Subscriber {
  readonly api: Client;
  readonly personId: number;
  readonly notify: (action: string, fields?: Fields) => Promise<Envelope>;
  /** The subscriptions, as `list` gives them. */
  readonly listed: () => Promise<unknown>;
}

export const allScopes = ["user.info", "user.metrics", "user.activity", "user.sleepevents"];

export async function subscriber(
  callbackUrls: readonly string[],
  { scopes = allScopes, sandbox = patientSandbox(), contract = false } = {},
): Promise<Subscriber> {
  const api = client(sandbox, {
    application: sandbox.applications.add({ redirectUris: callbackUrls, contract }),
  });
  const { access_token, userid } = await api.connect(scopes);
  const self: Subscriber = {
    api,
    personId: Number(userid),
    notify: (action, fields = {}) =>
      api.post("/notify", { action, ...fields }, { authorization: `Bearer ${access_token}` }),
    listed: async () => (await self.notify("list")).body?.["profiles"],
  };
  return self;
}

/** A sandbox whose probe reaches every URL, and finds that it answers. */
export const farSandbox = (): Sandbox =>
  patientSandbox({ probeFetch: () => Promise.resolve(new Response()) });

export const success = { status: 0, body: {} };
export const productionUrl = "https://app.example.com/withings";
