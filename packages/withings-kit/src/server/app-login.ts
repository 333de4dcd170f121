import type { Connection } from "../api/connection.js";
import { splitScope } from "../model/scope.js";
import { sameState } from "../oauth/state.js";
import type { LoginAttempt } from "../two-step-login.js";
import { json, refused } from "./answers.js";
import { randomText, sha256 } from "./base64url.js";
import type { ServerContext } from "./context.js";
import { appCredentials } from "./credentials.js";
import type { TicketRefusal } from "./event.js";
import { finishLogin, isConnected } from "./finish-login.js";
import { createMemo } from "./memo.js";
import { type Return, sendBack } from "./send-back.js";

/** Logins of apps, whose browser brings no cookie back. */
export interface AppLogin {
  /** `POST /attempts` */
  readonly begin: (user: string | undefined, body: Readonly<Record<string, unknown>>) => Promise<Response>;
  /** Takes a browser back; `undefined` where it is of no app's login. */
  readonly callback: (back: Back) => Promise<Response | undefined>;
  /** `POST /tickets` */
  readonly redeem: (user: string | undefined, body: Readonly<Record<string, unknown>>) => Promise<Response>;
}

/** What a browser brings back. */
interface Back {
  readonly search: string;
  readonly state: string;
}

/** A begun login, as it is kept. */
interface Open {
  readonly id: string;
  readonly attempt: LoginAttempt;
  readonly challenge: string;
  readonly user: string | undefined;
  readonly returnTo: string;
}

/** What a ticket is good for, as it is kept. */
interface Ticket extends Pick<Open, "challenge" | "user"> {
  readonly userID: string;
  readonly isNew: boolean;
  readonly until: number;
}

const loginMs = 10 * 60_000;
const ticketMs = 2 * 60_000;
// An app that redeems at the last moment is not to lose its connection meanwhile.
const graceMs = 10_000;

/** Makes the routes. */
export function appLogin(context: ServerContext): AppLogin {
  const { withings, scope, links, returnAddresses, oneTimeStore, clock, tell } = context;
  const returns = createMemo<Return>({ ttlMs: loginMs, clock });

  /**
   * Where something is kept: an open login, a ticket, that an anonymous app has a connection. Bound to the address, since one store may serve
   * the handlers of both Withings clouds, where the same user id is not the same person.
   */
  const keyOf = async (what: "login" | "ticket" | "claimed", text: string): Promise<string> =>
    `${what}/${await sha256(`${context.purposeOf(what)}\n${text}`)}`;

  /** Ends a connection that came by a login which nobody claimed. */
  const endUnclaimed = async ({ userID, isNew, user }: Ticket): Promise<void> => {
    if (!isNew || (await links.userOf(userID)) !== undefined) return;
    if (user === undefined && (await oneTimeStore.take(await keyOf("claimed", userID))) !== undefined) return;
    await withings.disconnect(userID);
    tell({ type: "ticketUnused", userID });
  };

  const makeTicket = async (
    { challenge, user }: Open,
    { userID }: Connection,
    isNew: boolean,
  ): Promise<string> => {
    const text = randomText(32);
    const key = await keyOf("ticket", text);
    const ticket: Ticket = { challenge, user, userID, isNew, until: clock() + ticketMs };
    const entry = { value: JSON.stringify(ticket), ttlMs: ticketMs + 2 * graceMs, owner: user };
    try {
      await oneTimeStore.put(key, entry);
    } catch (error) {
      // There is no ticket, so nobody can redeem it.
      await endUnclaimed(ticket);
      throw error;
    }
    const sweep = async (): Promise<void> => {
      // Where the users are known, links tell whether it was redeemed; else that it still lies there tells that it was not.
      if ((await oneTimeStore.take(key)) !== undefined || user !== undefined) await endUnclaimed(ticket);
    };
    const timer: unknown = setTimeout(() => {
      // No request waits for it that could be told.
      sweep().catch((error: unknown) => {
        tell({ type: "failed", route: "tickets", error });
      });
    }, ticketMs + graceMs);
    // A program that wants to end is not held up by it.
    (Object(timer) as { readonly unref?: () => void }).unref?.();
    return text;
  };

  const finish = async ({ search, state }: Back): Promise<Return | undefined> => {
    const kept = await oneTimeStore.take(await keyOf("login", state));
    if (kept === undefined) return undefined;
    const open = JSON.parse(kept) as Open;
    const { id, attempt, user, returnTo } = open;
    const finished = await finishLogin({ attempt, search, user }, context);
    const { outcome } = finished;
    const result =
      finished.outcome === "connected"
        ? { ticket: await makeTicket(open, finished.connection, finished.isNew) }
        : { withings: outcome };
    return { outcome, returnTo, parameters: { ...result, attempt: id } };
  };

  return {
    begin: async (user, body) => {
      const { challenge, returnTo = null, scope: wanted = scope } = body;
      if (typeof challenge !== "string" || !/^[\w-]{43}$/.test(challenge))
        return bodyInvalid("challenge must be the base64url of a SHA-256, 43 characters");
      const listed = returnAddresses.choose(returnTo as string | null);
      if (listed === undefined)
        return refused(400, {
          error: "return_to_not_allowed",
          message: "returnTo is not among the addresses that the backend lists in its option returnTo.",
        });
      const names: readonly unknown[] = [wanted].flat();
      const scopes = names.every((each) => typeof each === "string") ? splitScope(names.join()) : [];
      if (scopes.length === 0 || !scopes.every((each) => splitScope(scope).includes(each)))
        return refused(400, {
          error: "scope_not_allowed",
          message: "A scope is not among those of the backend's option scope.",
        });
      const { url, attempt } = await withings.startLogin({ scope: scopes.join() });
      const open: Open = { id: randomText(16), attempt, challenge, user, returnTo: listed };
      const entry = { value: JSON.stringify(open), ttlMs: loginMs, owner: user };
      await oneTimeStore.put(await keyOf("login", attempt.state), entry);
      return json(201, { attempt: open.id, url, expiresIn: loginMs / 1000 });
    },

    callback: async (given) => {
      // By all that it says, the code too. Whoever began the login knows its state, and may have sent its address to somebody else: the ticket
      // that came of it is for the browser that brought the code.
      const back = await returns.once(await sha256(given.search), () => finish(given));
      return back && sendBack(back, context);
    },

    redeem: async (user, { ticket: text, verifier }) => {
      const refuse = (reason: TicketRefusal): Response => {
        tell({ type: "ticketRefused", reason });
        // One answer for all: whoever tries learns nothing.
        return refused(400, {
          error: "ticket_invalid",
          message:
            "The ticket cannot be redeemed: it works once, for two minutes, with its login's verifier and user. Start the login again.",
        });
      };
      if (typeof text !== "string" || typeof verifier !== "string" || verifier.length > 200)
        return bodyInvalid("ticket and verifier must be texts");
      const kept = await oneTimeStore.take(await keyOf("ticket", text));
      if (kept === undefined) return refuse("unknown");
      const ticket = JSON.parse(kept) as Ticket;
      const { userID, until, challenge } = ticket;
      const reason: TicketRefusal | undefined =
        until <= clock()
          ? "unknown"
          : !sameState(challenge, await sha256(verifier))
            ? "wrong_verifier"
            : ticket.user !== user
              ? "another_user"
              : undefined;
      if (reason !== undefined) {
        await endUnclaimed(ticket);
        return refuse(reason);
      }
      return claim(user, userID);
    },
  };

  /** Links a user, or sees that the account of nobody's app is no user's. */
  async function isTheirs(user: string | undefined, userID: string): Promise<boolean> {
    if (user !== undefined) return links.link(user, userID);
    // No link tells that it was claimed, when the ticket of an earlier login is over that nobody redeemed.
    await oneTimeStore.put(await keyOf("claimed", userID), {
      value: "claimed",
      ttlMs: ticketMs + 2 * graceMs,
    });
    return (await links.userOf(userID)) === undefined;
  }

  async function claim(user: string | undefined, userID: string): Promise<Response> {
    if (!(await isConnected(withings, userID)))
      return refused(409, {
        error: "not_connected",
        message: "The connection was ended meanwhile. Start the login again.",
      });
    if (!(await isTheirs(user, userID))) {
      const hasAnother = user !== undefined && ![undefined, userID].includes(await links.userIDOf(user));
      tell({ type: "loginEnded", user, outcome: hasAnother ? "another_person" : "already_linked" });
      return refused(
        409,
        hasAnother
          ? { error: "another_person", message: "The user has another Withings account by now." }
          : { error: "already_linked", message: "The Withings account is another user's." },
      );
    }
    if (user !== undefined) tell({ type: "linked", user, userID });
    const connection = await withings.connection(userID);
    const { status, scopes } = await connection.status();
    await context.call("tickets", () => context.onConnected?.({ user, connection }));
    const credentials = await appCredentials(connection, context.apps);
    return json(200, {
      ...(user !== undefined && { user }),
      userID,
      status,
      scopes,
      ...(credentials && { credentials }),
    });
  }
}

function bodyInvalid(why: string): Response {
  return refused(400, { error: "body_invalid", message: `The body cannot be used: ${why}.` });
}
