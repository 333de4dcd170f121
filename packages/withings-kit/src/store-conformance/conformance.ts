import { type Case, type ConformanceOptions, type OpenStore, runCase } from "./bench.js";
import { deleteCases } from "./cases/delete-cases.js";
import { leaseCases } from "./cases/lease-cases.js";
import { listCases } from "./cases/list-cases.js";
import { openingCases } from "./cases/opening-cases.js";
import { raceCases } from "./cases/race-cases.js";
import { swapCases } from "./cases/swap-cases.js";
import { textCases } from "./cases/text-cases.js";

/** One promise of the contract, as a test. */
export interface ConformanceCase {
  /** What the store promises; each case has another name. */
  readonly name: string;
  /**
   * Opens the store and tries it.
   *
   * @throws {@link StoreConformanceError} when the promise is not kept.
   */
  readonly run: () => Promise<void>;
}

/** What {@link checkStore} found. */
export interface ConformanceReport {
  /** The names of the promises that are kept. */
  readonly passed: readonly string[];
  /** Those that are not, and why. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

const all: readonly Case[] = [
  ...openingCases,
  ...swapCases,
  ...raceCases,
  ...deleteCases,
  ...textCases,
  ...leaseCases,
  // The last, since one of them leaves a thousand keys.
  ...listCases,
];

/**
 * Everything that a store must do, as tests for whatever runs tests. Each case opens the store and works under keys that nobody else uses;
 * it leaves texts behind, so give it a store that is thrown away afterwards, never one in use.
 *
 * @param openStore - opens the store. Each opening is of the same store, unless `shared` is `false`.
 *
 * @example
 * ```ts
 * for (const { name, run } of storeConformance(() => myStore(address))) test(name, run);
 * ```
 */
export function storeConformance(
  openStore: OpenStore,
  options: ConformanceOptions = {},
): readonly ConformanceCase[] {
  const { shared = true, leases = "exclusive" } = options;
  const holds = {
    shared,
    "exclusive leases": leases === "exclusive",
    "leases for all": leases === "always",
  };
  return all
    .filter(({ needs = [] }) => needs.every((need) => holds[need]))
    .map((tried) => ({ name: tried.name, run: () => runCase(tried, openStore, options) }));
}

/**
 * Runs all cases of {@link storeConformance} one after the other. Takes a few seconds.
 *
 * @returns which passed and which did not; it does not throw for a store that breaks its contract.
 */
export async function checkStore(
  openStore: OpenStore,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const passed: string[] = [];
  const failed: { name: string; error: unknown }[] = [];
  for (const { name, run } of storeConformance(openStore, options)) {
    try {
      await run();
      passed.push(name);
    } catch (error) {
      failed.push({ name, error });
    }
  }
  return { passed, failed };
}
