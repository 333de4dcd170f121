import type { SandboxClock } from "../clock.js";
import type { Behaviour } from "../options.js";
import type { RandomSource } from "../random.js";

/** Who may do what: the person, the application, and the scopes. */
export interface Grant {
  readonly clientId: string;
  readonly personId: number;
  readonly scopes: readonly string[];
}

/** An access token and the refresh token that came with it. */
export interface Pair extends Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The token pairs, and Withings' rules for how one follows another. */
export interface Grants {
  /** The first pair of an authorization. */
  issue(grant: Grant): Pair;
  /** The next pair, if this refresh token is valid for this application. */
  refresh(refreshToken: string, clientId: string): Pair | undefined;
  /** Whose access token it is, if it is valid. */
  find(accessToken: string): Pair | undefined;
  /** Whether an access token or a refresh token is valid. */
  accepts(token: string): boolean;
  /** Notes that the access token was used, which ends the refresh tokens before it. */
  use(pair: Pair): void;
  /** Ends every token of a person for an application. */
  revoke(clientId: string, personId: number): void;
  /** How many pairs are held. */
  readonly size: number;
  clear(): void;
}

/** How long an access token lives, in seconds; what `expires_in` says. */
export const accessTokenSeconds = 10_800;
const refreshTokenMs = 365 * 24 * 60 * 60_000;
/** How long a refresh token outlives its successor, if the new access token is not used before. */
const graceMs = 8 * 60 * 60_000;

// Held for one person and application. Nobody needs more, and a program that refreshes in a loop must not fill the memory.
const pairsKept = 1000;
const pairsDroppedAtOnce = 100;

interface LivingPair extends Pair {
  readonly accessExpiresAtMs: number;
  refreshExpiresAtMs: number;
  accessAlive: boolean;
  refreshAlive: boolean;
  /** The pair whose refresh token this one was issued for, until that no longer matters. */
  parent: LivingPair | undefined;
  children?: Set<LivingPair>;
}

/** {@link Grants} that live by the clock, and by the options at each moment. */
export function createGrants(clock: SandboxClock, random: RandomSource, options: Behaviour): Grants {
  const byAccess = new Map<string, LivingPair>();
  const byRefresh = new Map<string, LivingPair>();
  const byLink = new Map<string, Set<LivingPair>>();
  let untilSweep = pairsKept;

  const linkKey = (clientId: string, personId: number): string => `${clientId} ${personId}`;

  const letGo = (pair: LivingPair): void => {
    if (pair.accessAlive || pair.refreshAlive) return;
    // Cut both ways, so that a long line of refreshes does not hold its dead ancestors.
    pair.parent?.children?.delete(pair);
    pair.parent = undefined;
    const key = linkKey(pair.clientId, pair.personId);
    const linked = byLink.get(key);
    linked?.delete(pair);
    if (linked?.size === 0) byLink.delete(key);
  };
  const endAccess = (pair: LivingPair): void => {
    pair.accessAlive = false;
    byAccess.delete(pair.accessToken);
    letGo(pair);
  };
  const endRefresh = (pair: LivingPair): void => {
    pair.refreshAlive = false;
    byRefresh.delete(pair.refreshToken);
    letGo(pair);
  };
  const end = (pair: LivingPair): void => {
    endAccess(pair);
    endRefresh(pair);
  };
  /** Ends a pair and all that came from it. */
  const endLine = (first: LivingPair): void => {
    const line = [first];
    for (const pair of line) {
      line.push(...(pair.children ?? []));
      end(pair);
    }
  };

  const sweep = (): void => {
    const now = clock.nowMs();
    for (const pair of byAccess.values()) if (pair.accessExpiresAtMs <= now) endAccess(pair);
    for (const pair of byRefresh.values()) if (pair.refreshExpiresAtMs <= now) endRefresh(pair);
    untilSweep = Math.max(pairsKept, byRefresh.size);
  };

  const add = ({ clientId, personId, scopes }: Grant, parent?: LivingPair): LivingPair => {
    const now = clock.nowMs();
    const pair: LivingPair = {
      clientId,
      personId,
      scopes,
      accessToken: random.hex(40),
      refreshToken: random.hex(40),
      accessExpiresAtMs: now + accessTokenSeconds * 1000,
      refreshExpiresAtMs: now + refreshTokenMs,
      accessAlive: true,
      refreshAlive: true,
      parent,
    };
    if (parent !== undefined) (parent.children ??= new Set()).add(pair);
    byAccess.set(pair.accessToken, pair);
    byRefresh.set(pair.refreshToken, pair);

    const key = linkKey(clientId, personId);
    const linked = byLink.get(key) ?? new Set<LivingPair>();
    if (parent !== undefined && linked.delete(parent)) linked.add(parent); // the least recently used one leaves first
    byLink.set(key, linked.add(pair));
    if (linked.size > pairsKept + pairsDroppedAtOnce)
      for (const idle of [...linked].slice(0, pairsDroppedAtOnce)) end(idle);
    if (--untilSweep <= 0) sweep();
    return pair;
  };

  return {
    issue: (grant) => {
      if (options.secondAuthorization === "replaces")
        for (const pair of [...(byLink.get(linkKey(grant.clientId, grant.personId)) ?? [])]) end(pair);
      return add(grant);
    },

    refresh: (refreshToken, clientId) => {
      const pair = byRefresh.get(refreshToken);
      if (pair?.clientId !== clientId) return undefined;
      const now = clock.nowMs();
      if (pair.refreshExpiresAtMs <= now) {
        endRefresh(pair);
        return undefined;
      }
      if (options.forkPolicy === "latest-wins")
        for (const child of [...(pair.children ?? [])]) endLine(child);
      const next = add(pair, pair);
      // The least: a second refresh with it gives it no more time.
      pair.refreshExpiresAtMs = Math.min(pair.refreshExpiresAtMs, now + graceMs);
      if (options.forkPolicy === "strict") endRefresh(pair);
      if (!options.previousAccessTokenSurvives) endAccess(pair);
      return next;
    },

    find: (accessToken) => {
      const pair = byAccess.get(accessToken);
      if (pair === undefined || pair.accessExpiresAtMs > clock.nowMs()) return pair;
      endAccess(pair);
      return undefined;
    },

    accepts: (token) => {
      const now = clock.nowMs();
      return (
        (byAccess.get(token)?.accessExpiresAtMs ?? now) > now ||
        (byRefresh.get(token)?.refreshExpiresAtMs ?? now) > now
      );
    },

    use: ({ accessToken }) => {
      const pair = byAccess.get(accessToken);
      if (pair === undefined) return;
      let heir = pair;
      for (let ancestor = pair.parent; ancestor !== undefined;) {
        const above: LivingPair | undefined = ancestor.parent;
        if (options.forkPolicy === "first-use-wins")
          for (const sibling of [...(ancestor.children ?? [])]) if (sibling !== heir) endLine(sibling);
        endRefresh(ancestor);
        heir = ancestor;
        ancestor = above;
      }
      pair.parent?.children?.delete(pair);
      pair.parent = undefined;
    },

    revoke: (clientId, personId) => {
      for (const pair of [...(byLink.get(linkKey(clientId, personId)) ?? [])]) end(pair);
    },

    get size() {
      return [...byLink.values()].reduce((sum, linked) => sum + linked.size, 0);
    },

    clear: () => {
      byAccess.clear();
      byRefresh.clear();
      byLink.clear();
      untilSweep = pairsKept;
    },
  };
}
