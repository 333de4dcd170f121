import type { SandboxState } from "./index.js";
import type { Subscriber } from "./subscriptions.js";

/** Ends a person's link to an application: all of its tokens die, and its notifications are unsubscribed. */
export function endLink({ links, grants, subscriptions }: SandboxState, link: Subscriber): void {
  grants.revoke(link.clientId, link.personId);
  subscriptions.end(link);
  links.delete(link.clientId, link.personId);
}
