import { createSandbox, type Sandbox, type SandboxOptions, type Story, visitor } from "withings-sandbox";
import {
  type Connection,
  createWithings,
  memoryStore,
  type Withings,
  type WithingsOptions,
} from "withings-kit";
import { requestBudget } from "withings-kit/data";
import { redirectUri } from "../../support/login.js";
import { now } from "./reading.js";

/** What the partner has at Withings to be called back at. */
export const partnerUrl = "https://partner.example.com/withings";

const scope = "user.info,user.metrics,user.activity,user.sleepevents";

/** The program of a partner who has a contract, and somebody connected to it. */
export interface Partner {
  readonly sandbox: Sandbox;
  readonly withings: Withings;
  readonly connection: Connection;
  readonly personId: number;
  /** Connects somebody else. */
  connect(story: Story): Promise<Connection>;
}

/** Makes the program of a partner; without a contract, the program of anybody. */
export async function partner({
  contract = true,
  program,
  ...options
}: SandboxOptions & {
  readonly contract?: boolean;
  readonly program?: (sandbox: Sandbox) => Partial<WithingsOptions>;
} = {}): Promise<Partner> {
  const sandbox = createSandbox({ rateLimitPerMinute: "off", ...options });
  sandbox.clock.set(new Date(now));
  const { clientID, clientSecret } = sandbox.applications.add({
    redirectUris: [redirectUri, partnerUrl],
    contract,
  });
  const withings = createWithings({
    clientID,
    clientSecret,
    redirectUri,
    store: memoryStore(),
    cloud: sandbox.cloud,
    fetch: sandbox.fetch,
    clock: () => sandbox.clock.now().getTime(),
    budget: requestBudget({ perMinute: 1_000_000 }),
    ...program?.(sandbox),
  });
  const connect = async (story: Story): Promise<Connection> => {
    const { id, email } = sandbox.people.find(story);
    const connection = await withings.connect({
      scope,
      webView: visitor({ fetch: sandbox.fetch, email: email ?? "", person: id }),
    });
    if (connection === null) throw new Error("The scripted person did not log in.");
    return connection;
  };
  const connection = await connect("everything");
  sandbox.requests.clear();
  return { sandbox, withings, connection, connect, personId: sandbox.people.find("everything").id };
}
