// What programs around Withings ordinarily do, each in its simplest honest form, to show that the torture can lose connections.
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type StoredCredentials, WithingsConnector, WithingsCredentials } from "withings-kit";
import { callForm, callPath, type Contestant, type Surroundings } from "../contestant.ts";

/** What the ordinary strategies stand on. */
export interface OrdinarySurroundings extends Surroundings {
  readonly folder: string;
  /** A point at which the process may end. */
  readonly reach: (person: string, point: string) => Promise<void>;
}

/** The parts that they put together, each in their own way. */
export interface Parts {
  readonly load: (person: string) => Promise<WithingsCredentials>;
  readonly save: (credentials: WithingsCredentials) => Promise<void>;
  readonly renew: (credentials: WithingsCredentials) => Promise<WithingsCredentials>;
  /** Makes the call. @returns Withings' status. */
  readonly ask: (credentials: WithingsCredentials) => Promise<number>;
  /** Whether they must be renewed before they are used. */
  readonly isOver: (credentials: WithingsCredentials) => boolean;
}

/** A strategy: load, renew, save and use, in its order. */
export type OrdinaryCall = (
  person: string,
  parts: Parts,
  surroundings: OrdinarySurroundings,
) => Promise<number>;

/** A contestant of an ordinary strategy. */
export function ordinary(call: OrdinaryCall, surroundings: OrdinarySurroundings): Contestant {
  const parts = partsOf(surroundings);
  return {
    keep: (credentials: StoredCredentials) => parts.save(new WithingsCredentials(credentials)),
    call: (person) => call(person, parts, surroundings),
  };
}

/** The person must log in again. */
export class Lost extends Error {
  override readonly name: string = "Lost";
}

/** Withings' status for an access token that it does not take. */
export const refusedStatus = 401;

function partsOf({ folder, fetch, url, client, clock, timeoutMs, reach }: OrdinarySurroundings): Parts {
  const path = (person: string): string => join(folder, `${person}.json`);
  let saves = 0;
  return {
    load: async (person) => {
      await reach(person, "before load");
      const text = await readFile(path(person), "utf8");
      await reach(person, "after load");
      return WithingsCredentials.fromJSON(text);
    },
    save: async (credentials) => {
      const { userID } = credentials;
      await reach(userID, "before save");
      // Whole or not at all: a file that is cut off would be another story than the one that is told here.
      const whole = `${path(userID)}.${process.pid}.${saves++}`;
      await writeFile(whole, JSON.stringify(credentials), { mode: 0o600 });
      await rename(whole, path(userID));
      await reach(userID, "after save");
    },
    renew: async ({ withingsRefreshToken }) => {
      const renewed = await WithingsConnector.refreshToken({
        ...client,
        withingsRefreshToken,
        cloud: { accountUrl: url, apiUrl: url },
        fetch,
        clock,
        timeoutMs,
      });
      if (!renewed) throw new Lost();
      return renewed;
    },
    ask: async ({ withingsAccessToken }) => {
      const response = await fetch(url + callPath, {
        method: "POST",
        body: callForm(),
        headers: { authorization: `Bearer ${withingsAccessToken}` },
      });
      return ((await response.json()) as { readonly status: number }).status;
    },
    isOver: ({ expiresAt }) => expiresAt.getTime() - clock() < 60_000,
  };
}
