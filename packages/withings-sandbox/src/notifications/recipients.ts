import { knownScopes } from "withings-kit";
import { notificationCategories, type NotificationCategory } from "withings-kit/contract";
import { nobody, type SandboxState, type Subscriber, type Subscription } from "../state/index.js";

/** A subscription, and whose it is. */
export interface Recipient {
  readonly subscriber: Subscriber;
  readonly subscription: Subscription;
}

/** The category with this number. */
export function findCategory(appli: number): NotificationCategory | undefined {
  return notificationCategories.find((category) => category.appli === appli);
}

/** Who is notified of an event, in the order in which applications were registered and subscribed. */
export function findRecipients(
  state: SandboxState,
  { userid = nobody, appli }: { readonly userid?: number; readonly appli: number },
): readonly Recipient[] {
  return state.applications
    .list()
    .map(({ clientID }) => ({ clientId: clientID, personId: userid }))
    .filter((subscriber) => userid === nobody || mayKnow(state, { ...subscriber, appli }))
    .flatMap((subscriber) =>
      state.subscriptions
        .of(subscriber)
        .filter((subscription) => subscription.appli === appli)
        .map((subscription) => ({ subscriber, subscription })),
    );
}

/** A subscription is accepted without the scope of its category, and then nothing is ever sent. */
function mayKnow(
  { links }: SandboxState,
  { clientId, personId, appli }: Subscriber & { readonly appli: number },
): boolean {
  const link = links.get(clientId, personId);
  // The scope of one category is none that a person can be asked for.
  const needed = knownScopes.find((scope) => scope === findCategory(appli)?.scope);
  return link !== undefined && (needed === undefined || link.scopes.includes(needed));
}
