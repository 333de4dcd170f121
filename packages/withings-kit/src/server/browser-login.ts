import { sameState } from "../oauth/state.js";
import type { LoginAttempt } from "../two-step-login.js";
import { redirect } from "./answers.js";
import { sha256 } from "./base64url.js";
import type { ServerContext } from "./context.js";
import { cookieName, loginCookies, readCookie, setCookie } from "./cookie.js";
import type { CallbackRefusal } from "./event.js";
import { finishLogin, type ReturnedLogin } from "./finish-login.js";
import { createMemo } from "./memo.js";
import type { LoginOutcome } from "./outcome.js";
import { sendBack } from "./send-back.js";

/** Logins of browsers that keep cookies. */
export interface BrowserLogin {
  /** Sends the browser to Withings. */
  readonly connect: (begin: Begin) => Promise<Response>;
  /** Takes the browser back; `undefined` where it brings no cookie of this login. */
  readonly callback: (back: Back) => Promise<Response | undefined>;
}

interface Begin {
  readonly user: string;
  readonly returnTo: string | undefined;
  readonly request: Request;
}

/** What a browser brings back. */
interface Back {
  readonly request: Request;
  readonly search: string;
  readonly state: string;
}

/** What the cookie holds. It is signed; the user's id is not in it, so that nobody who sees the cookie learns it. */
interface Carried {
  readonly attempt: LoginAttempt;
  readonly userHash: string;
  readonly returnTo: string | undefined;
}

const loginSeconds = 600;
/** How many logins one browser has open; what it left lying is swept before its cookies get too many for a header. */
const mostOpen = 5;

/** Makes the two routes. */
export function browserLogin(context: ServerContext): BrowserLogin {
  const { withings, scope, secure, signer, clock, tell, whoIs } = context;
  const outcomes = createMemo<LoginOutcome>({ ttlMs: loginSeconds * 1000, clock });
  const purpose = context.purposeOf("login");

  const link = async (user: string, userID: string): Promise<LoginOutcome> => {
    try {
      if (await context.links.link(user, userID)) return "connected";
      tell({ type: "loginEnded", user, outcome: "already_linked" });
      return "already_linked";
    } catch (error) {
      tell({ type: "loginEnded", user, outcome: "failed", error });
      return "failed";
    }
  };

  const finish = async (login: ReturnedLogin & { readonly user: string }): Promise<LoginOutcome> => {
    const { user } = login;
    const finished = await finishLogin(login, context);
    if (finished.outcome !== "connected") return finished.outcome;
    const { connection } = finished;
    const { userID } = connection;
    const outcome = await link(user, userID);
    if (outcome !== "connected") {
      // The person is told that nothing was connected. Where links answers nothing, the account was nobody's a moment ago.
      const owner = await context.links.userOf(userID).catch(() => undefined);
      if (finished.isNew && (owner === undefined || owner === user))
        await context.call("callback", () => withings.disconnect(userID));
      return outcome;
    }
    tell({ type: "linked", user, userID });
    await context.call("callback", () => context.onConnected?.({ user, connection }));
    return "connected";
  };

  return {
    connect: async ({ user, returnTo, request }) => {
      const { url, attempt } = await withings.startLogin({ scope });
      const carried: Carried = { attempt, userHash: await sha256(user), returnTo };
      const value = await signer.sign(purpose, carried);
      const answer = redirect(url);
      const open = loginCookies(request, secure);
      for (const name of open.length < mostOpen ? [] : open)
        answer.headers.append("set-cookie", setCookie({ name, value: "", maxAgeSeconds: 0 }));
      const name = await nameOf(attempt.state, secure);
      answer.headers.append("set-cookie", setCookie({ name, value, maxAgeSeconds: loginSeconds }));
      return answer;
    },

    callback: async ({ request, search, state }) => {
      const name = await nameOf(state, secure);
      const text = readCookie(request, name);
      if (text === undefined) return undefined;
      const gone = { "set-cookie": setCookie({ name, value: "", maxAgeSeconds: 0 }) };
      const ignore = (reason: CallbackRefusal, outcome: LoginOutcome): Promise<Response> => {
        tell({ type: "callbackIgnored", reason });
        return sendBack({ outcome, returnTo: undefined, headers: gone }, context);
      };

      const carried = (await signer.read(purpose, text)) as Carried | undefined;
      if (!carried || !sameState(carried.attempt.state, state))
        return ignore("cookie_invalid", "unknown_login");
      const { attempt, userHash, returnTo } = carried;
      const user = await whoIs(request);
      if (user === undefined) return ignore("signed_out", "signed_out");
      if (!sameState(userHash, await sha256(user))) return ignore("another_user", "another_user");
      const outcome = await outcomes.once(name, () => finish({ attempt, search, user }));
      return sendBack({ outcome: outcome ?? "failed", returnTo, headers: gone }, context);
    },
  };
}

/** The state is not in the name: names are shown more readily than values. */
async function nameOf(state: string, secure: boolean): Promise<string> {
  return cookieName((await sha256(state)).slice(0, 22), secure);
}
