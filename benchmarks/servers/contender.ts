// A program of its own on a store that others use, too: it asks for credentials when it is told to.
import { type Connection, createWithings } from "withings-kit";
import { answerQuestions } from "../support/child.ts";
import { type OpenStore, openStore, type StorePlace } from "../support/store-place.ts";

/** What a contender stands on. */
export interface ContenderStart {
  readonly place: StorePlace;
  readonly userID: string;
  readonly client: { readonly clientID: string; readonly clientSecret: string; readonly url: string };
}

let opened: OpenStore | undefined;
let connection: Connection | undefined;

const questions = {
  open: async ({ place, userID, client: { url, ...client } }: ContenderStart): Promise<void> => {
    opened = openStore(place);
    const cloud = { accountUrl: url, apiUrl: url };
    connection = await createWithings({ ...client, cloud, store: opened.store }).connection(userID);
  },
  /** Gives the access token, and when it was there, in milliseconds since 1970. */
  token: async (): Promise<{ readonly token: string; readonly at: number }> => {
    const credentials = await connection?.credentials();
    return {
      token: credentials?.withingsAccessToken ?? "",
      at: performance.timeOrigin + performance.now(),
    };
  },
  close: () => opened?.close(),
};

/** What this process can be asked. */
export type ContenderQuestions = typeof questions;

answerQuestions(questions);
