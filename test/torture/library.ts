import { type ClientAuthentication, type ConnectionStore, createWithings } from "withings-kit";
import { callForm, callPath, type Contestant, type Surroundings } from "./contestant.ts";

/** What the library is given beside the {@link Surroundings}. */
export interface LibrarySurroundings extends Surroundings {
  readonly store: ConnectionStore;
  readonly waitMs: number;
  readonly clientAuthentication: ClientAuthentication;
}

/** The library, as a program uses it. */
export function library({ client, url, ...options }: LibrarySurroundings): Contestant {
  const withings = createWithings({ ...client, ...options, cloud: { accountUrl: url, apiUrl: url } });
  return {
    keep: async (credentials) => {
      await withings.adopt(credentials);
    },
    call: async (person, signal) => {
      const connection = await withings.connection(person);
      const response = await connection.fetch(callPath, { method: "POST", body: callForm(), signal });
      return ((await response.json()) as { readonly status: number }).status;
    },
  };
}
