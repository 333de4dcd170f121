import { notificationCategories } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import { callbackProblem, findDevelopmentCallback } from "../registration.js";
import { nobody, type Subscription } from "../state/index.js";
import {
  type Answer,
  contractOnly,
  insufficientScope,
  invalid,
  invalidToken,
  refusal,
  success,
} from "./answer.js";
import type { BearerCall, Call } from "./call.js";

/** What `expires` says: the end of 32-bit time, as recorded. Subscriptions have no end of their own. */
const endOfTime = 2_147_483_647;

/** The category that `get` means where it names none. */
const defaultCategory = "1";

// Numbers and words of Withings' former reference; the present one says only that both are invalid parameters.
const unknownCallback = refusal(343, "Wrong Notification Callback Url don't exist");
const unknownSubscription = refusal(286, "No such subscription was found");
const tooMany = refusal(305, "Too many notifications are already set");

/** Keeps a subscription, after its callback URL was held against the rules and asked for a HEAD. */
export async function subscribe(call: BearerCall): Promise<Answer> {
  const subscription = wanted(call);
  return (
    refuseCategory(call, subscription.appli) ??
    (await refuseCallback(call, subscription.callbackUrl)) ??
    store(call, subscription)
  );
}

/** Keeps the subscription of an application, in the one category that is about no person. */
export async function subscribeApplication(call: Call): Promise<Answer> {
  const subscription = wanted(call);
  const refused = await refuseCallback(call, subscription.callbackUrl);
  if (refused !== undefined) return refused;
  const subscriber = { clientId: call.application.clientID, personId: nobody };
  return call.context.state.subscriptions.put(subscriber, subscription) ? success({}) : tooMany;
}

const wanted = ({ parameters }: Call): Subscription => ({
  callbackUrl: parameters.get("callbackurl") ?? "",
  appli: Number(parameters.get("appli")),
  comment: parameters.get("comment") ?? "",
});

/** The person's subscriptions for this application. */
export function list({ context, pair, parameters }: BearerCall): Answer {
  const appli = parameters.get("appli") ?? "";
  const profiles = context.state.subscriptions
    .of(pair)
    .filter((subscription) => appli === "" || subscription.appli === Number(appli))
    .map((subscription) => ({ ...echo(subscription, context), expires: endOfTime }));
  return success({ profiles });
}

/** One subscription. */
export function get(call: BearerCall): Answer {
  const found = find(call, call.parameters.get("appli") || defaultCategory);
  return "refused" in found ? found.refused : success(echo(found.subscription, call.context));
}

/** Ends the subscription of a callback URL for one category, or for all. */
export function revoke(call: BearerCall): Answer {
  const { subscriptions } = call.context.state;
  const appli = call.parameters.get("appli") || undefined;
  const found = find(call, appli);
  if ("refused" in found) return found.refused;
  for (const subscription of appli === undefined ? found.ofCallback : [found.subscription])
    subscriptions.delete(call.pair, subscription);
  return success({});
}

/** Changes the callback URL, the category or the comment of a subscription. */
export async function update(call: BearerCall): Promise<Answer> {
  const given = (name: string): string | undefined => call.parameters.get(name) || undefined;
  const [callbackUrl, appli, comment] = [given("new_callbackurl"), given("new_appli"), given("comment")];
  if ([callbackUrl, appli, comment].filter((change) => change !== undefined).length !== 1)
    return invalid("new_callbackurl, new_appli or comment");
  const change = {
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    ...(appli === undefined ? {} : { appli: Number(appli) }),
    ...(comment === undefined ? {} : { comment }),
  };

  const sought = find(call, given("appli"));
  if ("refused" in sought) return sought.refused;
  const refused =
    (change.appli === undefined ? undefined : refuseCategory(call, change.appli)) ??
    (callbackUrl === undefined ? undefined : await refuseCallback(call, callbackUrl));
  if (refused !== undefined) return refused;
  // Sought again: it may have been revoked or changed while its new callback URL was asked.
  const found = find(call, given("appli"));
  if ("refused" in found) return found.refused;
  call.context.state.subscriptions.delete(call.pair, found.subscription);
  return store(call, { ...found.subscription, ...change });
}

const echo = ({ appli, callbackUrl, comment }: Subscription, context: SandboxContext): object => ({
  appli,
  callbackurl: echoedUrl(callbackUrl, context),
  comment,
});

/** The same address, perhaps in other letters: a slash after the path, and `&` as HTML writes it. */
function echoedUrl(callbackUrl: string, { options }: SandboxContext): string {
  if (options.callbackUrlEcho === "as_given") return callbackUrl;
  const [path = "", ...query] = callbackUrl.split("?");
  return [path.replace(/\/?$/, "/"), ...query].join("?").replaceAll("&", "&amp;");
}

type Found =
  | { readonly subscription: Subscription; readonly ofCallback: readonly Subscription[] }
  | { readonly refused: Answer };

/** The subscription that the call is about; the first of its callback URL where no category is meant. */
function find({ context, pair, parameters }: BearerCall, appli: string | undefined): Found {
  // As it was given, or as it was echoed.
  const wantedUrl = parameters.get("callbackurl") ?? "";
  const ofCallback = context.state.subscriptions
    .of(pair)
    .filter(({ callbackUrl }) => [callbackUrl, echoedUrl(callbackUrl, context)].includes(wantedUrl));
  const subscription = ofCallback.find((held) => appli === undefined || held.appli === Number(appli));
  if (subscription !== undefined) return { subscription, ofCallback };
  const refused = ofCallback.length === 0 ? unknownCallback : unknownSubscription;
  const status = context.options.unknownSubscriptionStatus;
  return { refused: status === "by_cause" ? refused : { ...refused, status } };
}

function store({ context, pair }: BearerCall, subscription: Subscription): Answer {
  // The link may have been revoked while the callback URL was asked.
  if (context.state.links.get(pair.clientId, pair.personId) === undefined) return invalidToken;
  return context.state.subscriptions.put(pair, subscription) ? success({}) : tooMany;
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

async function refuseCallback(call: Call, callbackUrl: string): Promise<Answer | undefined> {
  const problem =
    findBrokenRule(call, callbackUrl) ?? (await call.context.findUnansweredCallback([callbackUrl]));
  return problem === undefined ? undefined : refusal(293, problem);
}

function findBrokenRule({ context, application }: Call, callbackUrl: string): string | undefined {
  if (!context.state.applications.allowsNotification(application, callbackUrl))
    return callbackProblem(callbackUrl, "it is not below a registered callback URL");
  // A restricted application may use what it could register, as far as a notification can get there.
  if (!application.restricted) return findDevelopmentCallback([callbackUrl]);
  return /^https?:/i.test(callbackUrl)
    ? undefined
    : callbackProblem(callbackUrl, "it is neither http nor https");
}
