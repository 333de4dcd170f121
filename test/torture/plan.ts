import type { ClientAuthentication } from "withings-kit";
import type { Behaviour } from "withings-sandbox";
import { pointsOf, pointsOfNonce } from "./every-point.ts";
import type { Trouble } from "./gate.ts";
import type { Strategy, Terms } from "./orders.ts";
import type { StoreKind } from "./place.ts";
import { type Chance, chanceFrom } from "./random.ts";
import type { Point, Deed } from "./points.ts";

export type ForkPolicy = Behaviour["forkPolicy"];
export const forkPolicies: readonly ForkPolicy[] = ["both-live", "first-use-wins", "latest-wins", "strict"];

/** What is tortured, and how. */
export interface Setting {
  readonly strategy: Strategy;
  readonly store: StoreKind;
  /** How many processes share each connection. */
  readonly processes: number;
  readonly policy: ForkPolicy;
}

/** Rounds that run side by side: each is one person's, whose connection has expired when it begins. */
export interface Plan {
  /** Nothing goes wrong: then there is exactly one token request for each person. */
  readonly calm: boolean;
  /** What the clocks of processes in odd slots are ahead of the others. */
  readonly clocksApartMs: number;
  /** Whether the processes know by the clock that the access token is over, or by Withings' refusal. */
  readonly expiry: "clock" | "refusal";
  readonly behaviour: Pick<
    Behaviour,
    "forkPolicy" | "previousAccessTokenSurvives" | "duplicateFilter" | "duplicateWindowSeconds"
  >;
  readonly terms: Terms;
  /** Persons are numbers from 0 here. */
  readonly deeds: readonly (Omit<Deed, "person"> & { readonly person: number; readonly slot: number })[];
  readonly troubles: readonly (Omit<Trouble, "person"> & { readonly person: number })[];
  /** Kills at moments that nobody chose. */
  readonly kills: readonly { readonly slot: number; readonly afterMs: number }[];
}

/** How many rounds run side by side. */
export const roundsTogether = 8;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const everybody = upTo(roundsTogether);
const nowhere: Point = { point: "", nth: 0 };
/** How many of the processes that share connections are killed in rounds that run side by side. */
const killedTogether = 4;

/** Plans the rounds of a number; the same ones for the same seed. */
export function planRounds(
  setting: Setting,
  { seed, number }: { readonly seed: number; readonly number: number },
): Plan {
  const { strategy, store, processes, policy } = setting;
  const chance = chanceFrom([seed, strategy, store, processes, policy, number].join(" "));
  const calm = number % 8 === 7;
  const instances = store === "memory" ? processes : 1;
  const signed = chance.in(0.25);
  const shared = {
    calm,
    expiry: chance.pick(["clock", "refusal"]),
    // Only several machines have several clocks.
    clocksApartMs: store === "postgres" && chance.in(0.25) ? 600_000 : 0,
    behaviour: {
      forkPolicy: policy,
      previousAccessTokenSurvives: chance.in(0.75),
      duplicateFilter: chance.in(0.2) ? "tokens" : "off",
      duplicateWindowSeconds: 1,
    },
  } as const;
  const terms = (timeoutMs: number, authentication: ClientAuthentication): Terms => ({
    timeoutMs,
    waitMs: 4 * timeoutMs,
    clientAuthentication: authentication,
    instances,
  });
  if (calm)
    return {
      ...shared,
      terms: terms(10_000, signed ? "signature" : "secret"),
      deeds: [],
      troubles: [],
      kills: [],
    };

  // Each point in its turn, one kill in a life and nothing else wrong; and by turns, everything at once.
  const systematic = number % 2 === (processes === 1 ? 0 : 1) && store !== "memory";
  const first = (Math.floor(number / 2) + forkPolicies.indexOf(policy)) * roundsTogether;
  const wrong = systematic
    ? { deeds: killsInTurn(setting, { first, chance }), troubles: [], kills: [] }
    : everything(setting, chance);
  const authentication = !systematic && signed ? "signature" : "secret";
  return { ...shared, ...(systematic && { expiry: "refusal" }), terms: terms(400, authentication), ...wrong };
}

type Wrong = Pick<Plan, "deeds" | "troubles" | "kills">;

/** Kills at one point after the other. Where processes share a connection, some of them end. */
function killsInTurn(
  { processes, strategy }: Setting,
  { first, chance }: { readonly first: number; readonly chance: Chance },
): Plan["deeds"] {
  const points = pointsOf(strategy);
  const alone = processes === 1;
  const victims = alone ? everybody : chance.some(killedTogether, upTo(processes));
  return victims.map((slot, index) => ({
    ...{ slot, person: alone ? slot : chance.below(roundsTogether) },
    ...(points[(first + index) % points.length] ?? nowhere),
    deed: "kill",
  }));
}

function everything({ store, processes, strategy }: Setting, chance: Chance): Wrong {
  const deeds: Plan["deeds"][number][] = [];
  const troubles: Plan["troubles"][number][] = [];
  const kills: Plan["kills"][number][] = [];
  const points = [...pointsOf(strategy), ...pointsOfNonce];
  // Any, or the same when it comes there once more.
  const anyPoint = (): Point => {
    const { point, nth } = points[chance.below(points.length)] ?? nowhere;
    return { point, nth: nth + chance.below(2) };
  };
  // Several in one process, which can only fail.
  const mortal = store !== "memory";
  const whoever = (person: number): { readonly slot: number; readonly instance: number } => ({
    slot: !mortal ? 0 : processes === 1 ? person : chance.below(processes),
    instance: mortal ? 0 : chance.below(processes),
  });

  for (const person of chance.some(
    !mortal ? 0 : processes === 1 ? roundsTogether : killedTogether,
    everybody,
  )) {
    const way = chance.pick(["point", "point", "gate", "moment", "stop"]);
    const { slot } = whoever(person);
    if (way === "point") deeds.push({ slot, person, ...anyPoint(), deed: "kill" });
    if (way === "moment") kills.push({ slot, afterMs: chance.below(80) });
    // A stopped process would hold an ordinary lock for ever, which is another story.
    if (way === "stop" && strategy === "withings-kit")
      deeds.push({ slot, person, ...anyPoint(), deed: "stop" });
    if (way === "gate")
      troubles.push({
        ...{ person, nth: 0, kind: chance.pick(["token", "token", "call"]) },
        kill: chance.pick(["before", "after"]),
      });
  }
  for (const person of mortal ? chance.some(3, everybody) : everybody)
    deeds.push({
      ...{ ...whoever(person), person, ...anyPoint() },
      deed: chance.pick(["fail", "abort"]),
    });
  for (const person of everybody) {
    for (let nth = 0; nth < 3 && chance.in(nth === 0 ? 0.5 : 0.25); nth++)
      troubles.push({ person, kind: "token", nth, ...spoil(chance) });
    if (chance.in(0.15))
      troubles.push({
        ...{ person, kind: "call", nth: 0 },
        fault: { kind: "drop", when: chance.pick(["before", "after"]) },
      });
  }
  return { deeds, troubles, kills };
}

/** What goes wrong with a token request: mostly, its answer is lost. */
function spoil(chance: Chance): Pick<Trouble, "fault" | "delay"> {
  const when = chance.pick(["before", "after"]);
  return chance.pick<Pick<Trouble, "fault" | "delay">>([
    { fault: { kind: "drop", when } },
    { fault: { kind: "drop", when: "after" } },
    { fault: { kind: "http", httpStatus: 503, when } },
    { fault: { kind: "truncate", breakConnection: true, when: "after" } },
    { fault: { kind: "html", when: "after" } },
    { fault: { kind: "empty", when: "after" } },
    { fault: { kind: "status", status: 601, waitSeconds: 1, when: "before" } },
    { delay: { ms: 700, when } },
  ]);
}
