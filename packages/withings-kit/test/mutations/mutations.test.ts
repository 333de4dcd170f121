import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type GoodAnswer, goodAnswers } from "./support/answers.js";
import { createHarness, type Harness } from "./support/harness.js";
import { type Json, mutateText, mutateTree, textOf } from "./support/mutate.js";
import { randomFrom } from "./support/random.js";
import { readers } from "./support/readers.js";

// `WITHINGS_KIT_MUTATIONS=1000000 npm test -- packages/withings-kit/test/mutations` reads a million mutated answers, in some minutes;
// WITHINGS_KIT_SEED repeats what a run printed.
const mutations = Number(process.env["WITHINGS_KIT_MUTATIONS"] ?? 15_000);
const seed = Number(process.env["WITHINGS_KIT_SEED"] ?? Date.now() % 2 ** 31);

let answers: readonly GoodAnswer[];
let harness: Harness;
beforeAll(async () => {
  answers = await goodAnswers();
  harness = await createHarness();
});

test("every operation that is decoded has good answers, of several people where people differ", () => {
  expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(Object.keys(readers)));
  expect(answers.filter(({ name }) => name === "measures.list").length).toBeGreaterThan(4);
});

/** A mutated answer; the same for the same number. */
function mutated(number: number): { readonly good: GoodAnswer; readonly text: string } {
  const random = randomFrom(number);
  const good = random.pick(answers);
  const root: Record<string, Json> = { status: 0, body: structuredClone(good.body) };
  // Sometimes also what is around the body; mostly not, since nothing of the rest is read then.
  if (random.chance(0.05)) mutateTree(root, random);
  else mutateTree(root["body"] as Record<string, Json>, random);
  // A token that is not accepted would be renewed.
  const text = textOf(root).replace(/"status":"?(401|100|101|102|200)"?(?=[,}])/g, '"status":503');
  return { good, text: random.chance(0.05) ? mutateText(text, random) : text };
}

describe("a mutated answer", () => {
  test(
    `throws nothing but the library's errors, changes no prototype and loses no good row: ${mutations} from seed ${seed}`,
    { timeout: 60_000 + mutations * 10 },
    async () => {
      for (let number = seed; number < seed + mutations; number++) {
        const { good, text } = mutated(number);
        const problem = await harness.judge(good, text);
        if (problem !== undefined)
          expect.fail(`Seed ${number}: ${good.name} of ${good.story}: ${problem}\n${text.slice(0, 2_000)}`);
      }
      console.info(`${mutations} mutated answers, from seed ${seed}`);
    },
  );

  test("keeps these promises whatever value stands anywhere in it, and whatever name is added", async () => {
    const place = fc.record({ answer: fc.nat(), depth: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }) });
    const value = fc.oneof(
      fc.jsonValue({ depthSize: "medium" }),
      fc.dictionary(fc.constantFrom("__proto__", "constructor", "toString", "date", "value"), fc.jsonValue()),
      fc.double(),
      fc.bigInt().map(String),
    );
    await fc.assert(
      fc.asyncProperty(place, value, fc.option(fc.string()), async ({ answer, depth }, put, name) => {
        const good = answers[answer % answers.length] ?? expect.fail("There is no answer.");
        const body = structuredClone(good.body) as Record<string, Json>;
        let at: Json = body;
        let holder: Record<string, Json> = body;
        let key = "";
        for (const step of depth) {
          if (typeof at !== "object" || at === null) break;
          const names = Object.keys(at);
          if (names.length === 0) break;
          holder = at as Record<string, Json>;
          key = names[step % names.length] ?? "";
          at = holder[key] ?? null;
        }
        Object.defineProperty(holder, name ?? key, {
          value: put,
          enumerable: true,
          configurable: true,
          writable: true,
        });
        expect(await harness.judge(good, JSON.stringify({ status: 0, body }))).toBeUndefined();
      }),
      { numRuns: 600, seed },
    );
  }, 60_000);
});
