// The refresh protocol. Withings rotates refresh tokens, and an answer can be lost, a process killed, or two processes meet. So what is
// about to be sent is stored first; what came back is stored before anybody sees it; and an outcome that nobody knows is asked for again
// with the same token, which Withings accepts for 8 hours. Of several that meet, the one whose compare-and-swap wins decides; the others'
// tokens are thrown away unused, which is why they do no harm. The lease only saves requests.
import type { WithingsCredentials } from "../credentials.js";
import { WithingsError, WithingsStoreError } from "../errors.js";
import { explainRefreshFailure } from "../oauth/refresh-failure.js";
import { requestToken, type TokenCall } from "../oauth/token-request.js";
import type { ConnectionEvent } from "./event.js";
import { freshness } from "./freshness.js";
import { pause } from "./pause.js";
import {
  anotherPersonsTokens,
  backOffMs,
  passes,
  reauthorizationRequired,
  refreshDelayed,
  saveFailed,
} from "./refresh-errors.js";
import { confirmed, type ConnectionRecord, writeRecord } from "./record.js";
import { type Held, type Shelf, inTime, shifted, toleranceMs } from "./shelf.js";
import { statusOf } from "./status.js";
import { stopwatch } from "../http/stopwatch.js";
import type { ConnectionStore, Lease } from "./store.js";
import { begun, ended, failed, refused, settled, tokenToSend } from "./transitions.js";

/** What a refresh needs. */
export interface RefreshContext {
  readonly shelf: Shelf;
  readonly store: ConnectionStore;
  /** How the token endpoint is called. Without a signal: nobody who waits may end what others wait for. */
  readonly call: TokenCall;
  readonly tell: (event: ConnectionEvent) => void;
  /** Milliseconds after which waiting is given up. */
  readonly waitMs: number;
}

/** Which refresh. */
export interface RefreshRequest {
  /** The access token that Withings refused: it is not fresh, whatever its time says. */
  readonly rejected?: string | undefined;
  /** Whether somebody waits for it, so that it is worth while to wait for what delays it. */
  readonly patient: boolean;
}

// How long storing may take with a store that is slow.
const storingMs = 5_000;
// How often storing new credentials is tried again when the store fails, and when somebody else changed the record meanwhile.
const saveRetries = 3;
const lostSwaps = 20;

/**
 * Gives fresh credentials: those of somebody else who was faster, or new ones.
 *
 * @throws {@link ReauthorizationRequired} when Withings takes no refresh token of this connection any more.
 * @throws {@link WithingsConnectionError} `refresh_delayed` when it takes longer than the caller can wait.
 * @throws {@link WithingsError} of the failure that ended it.
 */
export async function refresh(request: RefreshRequest, context: RefreshContext): Promise<Held> {
  const { shelf, waitMs } = context;
  const { patient, rejected } = request;
  const elapsed = stopwatch();
  const lease = leases(context);
  let waitedFor: number | undefined;
  for (let turn = 0; ; turn++) {
    const held = await shelf.load();
    if (!needsRefresh(held, rejected)) return held;
    if (tokenToSend(held.record) === undefined) {
      if (held.record.reauthorization || turn >= 10) throw reauthorizationRequired(held);
      // Its access token worked, which was the end of the others, when only the refresh token of the current pair was refused.
      await end(held, ended, context);
      continue;
    }

    const coolMs = cooldownMs(held);
    if (coolMs > 0 && waitedFor !== held.generation) {
      const worthWaiting = patient && mayPass(held.record) && elapsed() + coolMs <= waitMs;
      if (!worthWaiting) throw refreshDelayed(held, coolMs);
      await pause(coolMs);
      // It is over now, though the clock may say otherwise: clocks are turned, and some stand still.
      waitedFor = held.generation;
      continue;
    }

    const mine = await lease(held);
    if (mine) {
      try {
        const renewed = await attempt({ ...request, waitedFor }, context);
        if (renewed) return renewed;
      } catch (error) {
        // How long everybody waits now is stored, so the next turn finds it. What the store failed at is told at once.
        if (!patient || WithingsStoreError.isInstance(error) || !WithingsError.isInstance(error)) throw error;
        if (!passes(error.code, error.oldRefreshToken)) throw error;
        if (elapsed() + cooldownMs(await shelf.load()) > waitMs) throw error;
        continue;
      } finally {
        // A lease that cannot be released ends by itself.
        await inTime(() => mine.release(), "released").catch(() => undefined);
      }
      // Somebody else changed the record. With a store that says so again and again it must come to an end.
      if (turn < 10) continue;
    }
    if (!patient || elapsed() >= waitMs) throw refreshDelayed(held, 1_000);
    await pause(Math.min(10 * 2 ** turn, 40) * (1 + Math.random()));
  }
}

const noLease: Lease = { release: () => Promise.resolve() };

/**
 * Gives the lease, or nothing as long as somebody else has it. Only requests are saved by it. So where a store cannot give one, or gives
 * none though nobody does anything with it, the refresh goes on without.
 */
function leases({ shelf, store, call }: RefreshContext): (held: Held) => Promise<Lease | undefined> {
  // A nonce and the token, each with its own time, and what storing takes: whoever expects quick answers has a quick store, too.
  const { timeoutMs, clientAuthentication } = call;
  const ttlMs = (clientAuthentication === "signature" ? 2 : 1) * timeoutMs + Math.min(timeoutMs, storingMs);
  let denied: { readonly generation: number; readonly forMs: () => number } | undefined;
  return async ({ generation, record }) => {
    const lease = await inTime(() => store.lease(shelf.key, { ttlMs }), "reserved").catch(() => noLease);
    if (lease) return lease;
    if (denied?.generation !== generation) denied = { generation, forMs: stopwatch() };
    // Whoever has a lease soon stores that a refresh has begun.
    return denied.forMs() > (record.attempt ? ttlMs : storingMs) ? noLease : undefined;
  };
}

/**
 * Whether the access token must be renewed.
 *
 * @param rejected - an access token that Withings refused: it is not fresh, whatever its time says.
 */
function needsRefresh(held: Held, rejected: string | undefined): boolean {
  return held.record.current.withingsAccessToken === rejected || freshness(held) !== "fresh";
}

/** Milliseconds for which nobody may send the refresh token; none where a cooldown is yet to begin: the clock was turned back. */
function cooldownMs({ record: { cooldown }, now }: Held): number {
  if (!cooldown || cooldown.since > now + toleranceMs) return 0;
  return cooldown.until - Math.max(now, cooldown.since);
}

/** Whether the last failure is one that may be over by itself in a while. */
function mayPass({ cooldown, attempt }: ConnectionRecord): boolean {
  return !cooldown || passes(cooldown.code, attempt?.unknown ? "unknown" : "good");
}

/** One request at the most, under the lease. Gives nothing when the record has changed: look again. */
async function attempt(
  { rejected, waitedFor }: RefreshRequest & { readonly waitedFor: number | undefined },
  context: RefreshContext,
): Promise<Held | undefined> {
  const { shelf, call } = context;
  const held = await shelf.load();
  if (!needsRefresh(held, rejected)) return held;
  const token = tokenToSend(held.record);
  if (token === undefined || (cooldownMs(held) > 0 && waitedFor !== held.generation)) return;
  const intent = await shelf.replace(held, begun(held.record, token, held.now));
  if (!intent) return;

  const { userID } = shelf;
  let sent = false;
  const onSend = (): void => {
    sent = true;
  };
  let credentials: WithingsCredentials;
  try {
    credentials = await requestToken({ grant_type: "refresh_token", refresh_token: token }, call, {
      scope: held.credentials.scope,
      userID,
      onSend,
    });
    if (credentials.userID !== userID) throw anotherPersonsTokens();
  } catch (error) {
    if (!WithingsError.isInstance(error)) throw error;
    // Store and request take their time, and waiting begins after it.
    const late = { ...intent, now: intent.now + intent.age() };
    if (error.code !== "refresh_token_rejected")
      throw await putOff(late, explainRefreshFailure(error, sent), context);
    // Where somebody changed the record meanwhile, the token that was refused may be an old one.
    await end(late, (record, now) => refused(record, token, now), context);
    return;
  }
  return publish({ intent, spent: token, credentials }, context);
}

/** Stores that a refresh token is dead, and tells it where it was the last. */
async function end(held: Held, change: Change, { shelf, tell }: RefreshContext): Promise<void> {
  const next = await note(held, change, shelf);
  if (next?.record.reauthorization) tell({ type: "reauthorizationRequired", connection: statusOf(next) });
}

/** Stores new credentials in the place of those for which they were spent. Gives nothing when they may not be used. */
async function publish(
  news: { readonly intent: Held; readonly spent: string; readonly credentials: WithingsCredentials },
  { shelf, tell }: RefreshContext,
): Promise<Held | undefined> {
  const { intent, spent, credentials } = news;
  const { withingsRefreshToken: before } = intent.credentials;
  let base: Held | undefined = intent;
  for (let failures = 0, losses = 0; ;) {
    try {
      base ??= await shelf.load();
      // The store may have failed, and yet have stored it.
      const isOurs = base.credentials.withingsAccessToken === credentials.withingsAccessToken;
      const current = shifted(credentials.toJSON(), -base.shift);
      const next = isOurs ? base.record : settled(base.record, { before, spent, current });
      if (!next) return;
      const held = isOurs ? base : await shelf.replace(base, next);
      if (held && next.current.withingsAccessToken !== current.withingsAccessToken) return;
      if (held) {
        tell({ type: "refreshed", connection: statusOf(held) });
        return held;
      }
      if (++losses > lostSwaps) throw new WithingsStoreError("store_failed", "The record changed each time.");
    } catch (error) {
      if (!WithingsError.isInstance(error) || error.code === "not_connected") throw error;
      if (++failures > saveRetries) throw saveFailed(error, shelf.userID);
      await pause(100 * 2 ** failures);
    }
    base = undefined;
  }
}

/** Stores that everybody waits for a while, and gives the error for the caller. */
async function putOff(held: Held, error: WithingsError, context: RefreshContext): Promise<WithingsError> {
  const { shelf, tell } = context;
  const { code, oldRefreshToken, waitSeconds } = error;
  const { failures = 0 } = held.record.cooldown ?? {};
  const waitMs = waitSeconds === undefined ? backOffMs(error, failures) : waitSeconds * 1000;
  const failure = { code, waitMs, unknown: oldRefreshToken === "unknown" };
  const next = await note(held, (record, now) => failed(record, failure, now), shelf);
  if (next) tell({ type: "refreshDelayed", connection: statusOf(next), code, retryInMs: waitMs });
  return Object.assign(error, { userID: shelf.userID });
}

type Change = (record: ConnectionRecord, now: number) => ConnectionRecord;

/**
 * Stores how a refresh ended that brought no credentials. A call that worked meanwhile, and noted that, changes nothing of it. Where
 * anything else was changed, that counts, and nothing is stored or given.
 */
async function note(held: Held, change: Change, shelf: Shelf): Promise<Held | undefined> {
  const noted = await shelf.replace(held, change(held.record, held.now));
  if (noted) return noted;
  const next = await shelf.load();
  const isSame = writeRecord(next.record) === writeRecord(confirmed(held.record));
  return isSame ? shelf.replace(next, change(next.record, next.now)) : undefined;
}
