import { notificationCategories } from "withings-kit/contract";
import { developmentCallbackProblem } from "../registration.js";
import type { Subscription } from "../state/index.js";
import { type Answer, contractOnly, insufficientScope, invalid, invalidToken, refusal, success } from "./answer.js";
import type { BearerCall } from "./call.js";

/** What `expires` says: the end of 32-bit time, as recorded. Subscriptions have no end of their own. */
const endOfTime = 2_147_483_647;

/** Category that `get` means where it names none. */
const defaultCategory = "1";

/** Keeps a subscription, after its callback URL was held against the rules and asked for a HEAD. */
export async function subscribe(call: BearerCall): Promise<Answer> {
  const subscription = {
    callbackUrl: call.parameters.get("callbackurl") ?? "",
    appli: Number(call.parameters.get("appli")),
    comment: call.parameters.get("comment") ?? "",
  };
  return (
    refuseCategory(call, subscription.appli) ??
    (await refuseCallback(call, subscription.callbackUrl)) ??
    store(call, subscription)
  );
}

/** The person's subscriptions for this application. */
export function list({ context, pair, parameters }: BearerCall): Answer {
  const appli = parameters.get("appli") ?? "";
  const profiles = context.state.subscriptions
    .of(pair)
    .filter((subscription) => appli === "" || subscription.appli === Number(appli))
    .map((subscription) => ({ ...echo(subscription), expires: endOfTime }));
  return success({ profiles });
}

/** One subscription. */
export function get(call: BearerCall): Answer {
  const found = find(call, call.parameters.get("appli") || defaultCategory);
  return "refused" in found ? found.refused : success(echo(found.subscription));
}

/** Ends the subscription of a callback URL for one category, or for all. */
export function revoke(call: BearerCall): Answer {
  const { subscriptions } = call.context.state;
  const appli = call.parameters.get("appli") ?? "";
  const found = find(call, appli);
  if ("refused" in found) return found.refused;
  for (const subscription of appli === "" ? found.ofCallback : [found.subscription])
    subscriptions.delete(call.pair, subscription);
  return success({});
}

/** Changes the callback URL, the category or the comment of a subscription. */
export async function update(call: BearerCall): Promise<Answer> {
  const { parameters } = call;
  const changes = ["new_callbackurl", "new_appli", "comment"].filter((name) => (parameters.get(name) ?? "") !== "");
  if (changes.length !== 1) return invalid("new_callbackurl, new_appli or comment");
  const sought = parameters.get("appli") ?? "";
  const found = find(call, sought);
  if ("refused" in found) return found.refused;

  const { callbackUrl, appli, comment } = found.subscription;
  const changed = {
    callbackUrl: parameters.get("new_callbackurl") || callbackUrl,
    appli: Number(parameters.get("new_appli") || appli),
    comment: parameters.get("comment") || comment,
  };
  const refused =
    (changed.appli === appli ? undefined : refuseCategory(call, changed.appli)) ??
    (changed.callbackUrl === callbackUrl ? undefined : await refuseCallback(call, changed.callbackUrl));
  if (refused !== undefined) return refused;
  // It may have been revoked while its new callback URL was asked.
  const still = find(call, sought);
  if ("refused" in still) return still.refused;
  call.context.state.subscriptions.delete(call.pair, still.subscription);
  return store(call, changed);
}

const echo = ({ appli, callbackUrl, comment }: Subscription): object => ({
  appli,
  callbackurl: callbackUrl,
  comment,
});

type Found =
  | { readonly subscription: Subscription; readonly ofCallback: readonly Subscription[] }
  | { readonly refused: Answer };

/** The subscription that the call is about; the first of its callback URL where it names no category. */
function find({ context, pair, parameters }: BearerCall, appli: string): Found {
  const ofCallback = context.state.subscriptions
    .of(pair)
    .filter(({ callbackUrl }) => callbackUrl === parameters.get("callbackurl"));
  const subscription = ofCallback.find((held) => appli === "" || held.appli === Number(appli));
  if (subscription !== undefined) return { subscription, ofCallback };
  const { unknownSubscriptionStatus: asked } = context.options;
  const [status, error] =
    ofCallback.length === 0 ? [343, "Wrong Notification Callback Url don't exist"] : [286, "No such subscription was found"];
  return { refused: refusal(asked === "by_cause" ? status : asked, error) };
}

function store({ context, pair }: BearerCall, subscription: Subscription): Answer {
  // The link may have been revoked while the callback URL was asked.
  if (context.state.links.get(pair.clientId, pair.personId) === undefined) return invalidToken;
  return context.state.subscriptions.put(pair, subscription)
    ? success({})
    : refusal(305, "Too many notifications are already set");
}

function refuseCategory({ context, application, pair }: BearerCall, appli: number): Answer | undefined {
  const category = notificationCategories.find((known) => known.appli === appli);
  if (category === undefined) return invalid("appli");
  const { contractOnlyStatus, subscriptionScope } = context.options;
  if (category.access === "contract" && !application.contract) return contractOnly(contractOnlyStatus);
  return subscriptionScope === "category" && !pair.scopes.some((scope) => scope === category.scope)
    ? insufficientScope
    : undefined;
}

async function refuseCallback({ context, application }: BearerCall, callbackUrl: string): Promise<Answer | undefined> {
  const refuse = (problem: string): Answer => refusal(293, problem);
  if (!context.state.applications.allowsNotification(application, callbackUrl))
    return refuse(`Partner error: callback url:[${callbackUrl}] it is not below a registered callback URL`);
}
