import type { Notification, Sandbox, SandboxOptions } from "withings-sandbox";
import { expect } from "vitest";
import { patientSandbox } from "./client.js";
import { type Receiver, receiver } from "./receiver.js";
import { allScopes, subscriber, type Subscriber, success } from "./subscriber.js";

/** Somebody whose events are sent to a program. */
export interface Told {
  readonly sandbox: Sandbox;
  readonly receives: Receiver;
  readonly person: number;
  readonly app: Subscriber;
  /** Weighs the person, waits until nothing is due, and gives the log. */
  readonly weighIn: () => Promise<readonly Notification[]>;
  /** Turns the clock, waits until nothing is due, and gives the log. */
  readonly later: (by: Parameters<Sandbox["clock"]["advance"]>[0]) => Promise<readonly Notification[]>;
}

/** Subscribes a program to these categories. The clock stands unless it is turned. */
export async function told(
  applis: readonly number[],
  options: SandboxOptions = {},
  { contract = false, scopes = allScopes } = {},
): Promise<Told> {
  const receives = await receiver();
  const sandbox = patientSandbox(options);
  sandbox.clock.stop();
  const app = await subscriber([receives.url], { sandbox, contract, scopes });
  for (const appli of applis) {
    const answer = await app.notify("subscribe", { callbackurl: receives.url, appli: String(appli) });
    expect(answer).toEqual(success);
  }
  const person = app.personId;
  const settle = async (): Promise<readonly Notification[]> => {
    await sandbox.notifications.settled();
    return sandbox.notifications.list();
  };
  return {
    sandbox,
    receives,
    person,
    app,
    weighIn: () => {
      sandbox.people.data(person).weighIn({ kg: 70 });
      return settle();
    },
    later: (by) => {
      sandbox.clock.advance(by);
      return settle();
    },
  };
}

/** What became of a notification: its state, and what came of every try. */
export const summary = ({ state, tries }: Notification): unknown[] => [
  state,
  ...tries.map(({ httpStatus, failure }) => httpStatus ?? failure),
];
