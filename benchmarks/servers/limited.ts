// The sandbox as it is, with its limits: 120 requests a minute, and no request twice in ten seconds.
import { createSandbox, visitor } from "withings-sandbox";
import { createWithings, memoryStore, type StoredCredentials } from "withings-kit";
import { answerQuestions } from "../support/child.ts";

const sandbox = createSandbox({ requestLogSize: 5_000 });
const server = await sandbox.listen();
const redirectUri = "http://localhost:8765/callback";

const questions = {
  /** Where it is, and who may call it. */
  place: () => ({ url: server.url, ...sandbox.application }),
  /** Credentials of as many people. What they cost of the limit is over a minute later. */
  credentials: async (count: number): Promise<StoredCredentials[]> => {
    const withings = createWithings({
      ...sandbox.application,
      ...{ redirectUri, store: memoryStore(), cloud: sandbox.cloud, fetch: sandbox.fetch },
    });
    const all: StoredCredentials[] = [];
    for (let index = 0; index < count; index++) {
      const { email = "" } = sandbox.people.add();
      const connection = await withings.connect({
        scope: "user.info,user.metrics",
        webView: visitor({ fetch: sandbox.fetch, email }),
      });
      if (connection) all.push((await connection.credentials()).toJSON());
    }
    return all;
  },
  /** How many requests it refused because there were too many. */
  refused: (): number => sandbox.requests.list().filter(({ status }) => status === 601).length,
};

/** What this process can be asked. */
export type LimitedQuestions = typeof questions;

answerQuestions(questions);
