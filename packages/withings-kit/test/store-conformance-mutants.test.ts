import { memoryStore } from "withings-kit";
import { storeConformance, StoreConformanceError } from "withings-kit/store-conformance";
import { describe, expect, test } from "vitest";
import { deleteMutants } from "./support/broken-stores/delete.js";
import { leaseMutants } from "./support/broken-stores/lease.js";
import { listMutants } from "./support/broken-stores/list.js";
import { openingMutants } from "./support/broken-stores/opening.js";
import { swapMutants } from "./support/broken-stores/swap.js";
import { textMutants } from "./support/broken-stores/text.js";
import { type Breakage, brokenStore } from "./support/broken-stores/tools.js";
import { failure } from "./support/login.js";

const mutants = {
  ...swapMutants,
  ...deleteMutants,
  ...listMutants,
  ...textMutants,
  ...leaseMutants,
  ...openingMutants,
};
const forAll = "lease: everybody gets one from a store that cannot tell";

/** One case of the kit, for a store. */
function caseOf(name: string, breakage: Breakage): () => Promise<void> {
  const leases = name === forAll ? "always" : "exclusive";
  const cases = storeConformance(brokenStore(breakage), { leases, timeoutMs: 300 });
  const found = cases.find((tried) => tried.name === name);
  if (found === undefined) throw new Error(`The kit has no case "${name}".`);
  return found.run;
}

describe("the kit fails a store", () => {
  test.each(
    Object.entries(mutants).flatMap(([name, stores]) =>
      Object.entries(stores).map(([what, breakage]) => [name, what, breakage] as const),
    ),
  )("%s - that %s", async (name, _what, breakage) => {
    const error = await failure(caseOf(name, breakage)());
    expect(error).toBeInstanceOf(StoreConformanceError);
    const { promise, expected, actual, message } = error as StoreConformanceError;
    expect(message).toBe(`${promise} Expected: ${expected}. Came: ${actual}.`);
    expect(expected).not.toBe(actual);
  });

  test("in every one of its cases: none of them is without a store that it fails", () => {
    const names = (["exclusive", "always"] as const).flatMap((leases) =>
      storeConformance(memoryStore, { leases }).map(({ name }) => name),
    );
    expect(Object.keys(mutants).sort()).toEqual(Array.from(new Set(names)).sort());
  });

  test.each(Object.keys(mutants).filter((name) => name !== forAll))(
    "and not one that is whole: %s",
    async (name) => {
      await expect(caseOf(name, () => ({}))()).resolves.toBeUndefined();
    },
  );
});
