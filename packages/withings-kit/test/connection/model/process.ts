import { type ConnectionStore, createWithings, type Withings } from "withings-kit";
import type { Sandbox } from "withings-sandbox";
import { never } from "../support/gate.js";
import { storeError } from "../support/scripted-store.js";
import { networkError, type Sent, type Tap } from "../support/wire.js";
import { redirectUri } from "../support/world.js";
import type { Truth } from "./truth.js";

/** What goes wrong at one operation: the program dies, the operation fails, or it stands still; before it is done, or after. */
export interface Mishap {
  /** Which of the operations from now on, counted from 1. */
  readonly at: number;
  readonly what: "dies" | "fails" | "stands still";
  readonly when: "before" | "after";
}

/** A program in its own process: it can die, and what it waited for then never comes. */
export interface Process {
  readonly withings: Withings;
  /** Resolves when it dies. */
  readonly died: Promise<"died">;
  readonly dead: () => boolean;
  /** Plans what goes wrong; without anything, nothing does. */
  readonly plan: (mishap?: Mishap) => void;
  /** Lets a program that stands still go on. */
  readonly goOn: () => void;
  /** Resolves when it stands still. */
  readonly standing: () => Promise<"standing">;
  /** Turns its clock. */
  readonly turn: (byMs: number) => void;
}

/** What a program stands on. */
export interface Footing {
  readonly sandbox: Sandbox;
  readonly store: ConnectionStore;
  readonly truth: Truth;
  /** Makes a fetch on which a tap sits. */
  readonly wire: (tap: Tap) => typeof globalThis.fetch;
}

/** Starts a program. */
export function startProcess(ground: Footing): Process {
  let planned: Mishap | undefined;
  let seen = 0;
  let dead = false;
  let turnedMs = 0;
  let die: (how: "died") => void = () => undefined;
  const died = new Promise<"died">((resolve) => (die = resolve));
  let goOn = (): void => undefined;
  let stand: (how: "standing") => void = () => undefined;
  let standing = never() as Promise<"standing">;

  const isDead = (): boolean => dead;
  const step = async <T>(perform: () => Promise<T>, failure: () => Error): Promise<T> => {
    if (isDead()) return never();
    const mishap = planned?.at === ++seen ? planned : undefined;
    const strike = async (): Promise<void> => {
      if (mishap?.what === "fails") throw failure();
      if (mishap?.what === "stands still") {
        stand("standing");
        await new Promise<void>((resolve) => (goOn = resolve));
      }
      if (mishap?.what !== "dies") return;
      dead = true;
      die("died");
      await never();
    };
    if (mishap?.when === "before") await strike();
    const done = await perform();
    if (mishap?.when === "after") await strike();
    // It may have died meanwhile.
    return isDead() ? never() : done;
  };

  /** What this program stored last, which it knows when it sends. */
  let known = "";
  const store: ConnectionStore = {
    read: (key) => step(() => ground.store.read(key), storeError),
    compareAndSwap: (key, change) =>
      step(async () => {
        const generation = await ground.store.compareAndSwap(key, change);
        if (generation !== undefined) ground.truth.stored((known = change.value));
        return generation;
      }, storeError),
    delete: (key, change) => step(() => ground.store.delete(key, change), storeError),
    list: (prefix) => ground.store.list(prefix),
    lease: (key, options) =>
      step(async () => {
        const lease = await ground.store.lease(key, options);
        return lease && { release: () => step(() => lease.release(), storeError) };
      }, storeError),
  };
  const fetch = ground.wire((sent: Sent, send) => {
    ground.truth.sent(sent, known);
    return step(
      async () => {
        const response = await send();
        ground.truth.answered(sent);
        return response;
      },
      () => networkError("ECONNRESET"),
    );
  });

  const { sandbox } = ground;
  const withings = createWithings({
    clientID: sandbox.application.clientID,
    clientSecret: sandbox.application.clientSecret,
    redirectUri,
    store,
    cloud: sandbox.cloud,
    fetch,
    clock: () => sandbox.clock.nowMs() + turnedMs,
  });
  return {
    withings,
    died,
    dead: isDead,
    plan: (mishap) => {
      planned = mishap;
      seen = 0;
      standing = new Promise((resolve) => (stand = resolve));
    },
    goOn: () => {
      goOn();
    },
    standing: () => standing,
    turn: (byMs) => {
      turnedMs = byMs;
    },
  };
}
