import { parseArgs } from "node:util";
import { type StoreKind, storeKinds } from "./place.ts";
import { forkPolicies, type ForkPolicy } from "./plan.ts";

export const help = `npm run torture
  Processes refresh and call, and are killed while they do: 10,000 rounds for each store. Takes hours; Ctrl-C ends it with what is known so far.

npm run torture -- --store file,sqlite    these stores: ${storeKinds.join(", ")}
npm run torture -- --processes 1,8        how many processes share a connection; as instances in one with the memory store
npm run torture -- --policy strict        what becomes of two token pairs: ${forkPolicies.join(", ")}
npm run torture -- --rounds 1000          for each store
npm run torture -- --seed 2               other accidents; the default is 1
npm run torture -- --from 640             begins with this round, as a round that failed says it
npm run torture -- --strategies           what other programs do, in place of the library`;

/** What was asked for. */
export interface Wanted {
  readonly help: boolean;
  readonly strategies: boolean;
  readonly stores: readonly StoreKind[];
  readonly processes: readonly number[];
  readonly policies: readonly ForkPolicy[];
  readonly rounds: number;
  readonly seed: number;
  readonly from: number;
}

/** Reads the arguments. @throws Error that says in a sentence what is wrong with them. */
export function readArguments(args: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: "string", default: storeKinds.join(",") },
      processes: { type: "string", default: "1,8" },
      policy: { type: "string", default: forkPolicies.join(",") },
      rounds: { type: "string" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: "0" },
      strategies: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { strategies } = values;
  return {
    help: values.help,
    strategies,
    stores: listed("store", values.store, storeKinds),
    policies: listed("policy", values.policy, forkPolicies),
    processes: values.processes.split(",").map((text) => wholeNumber("processes", text, { from: 1, to: 64 })),
    rounds: wholeNumber("rounds", values.rounds ?? (strategies ? "400" : "10000"), { from: 1, to: 1e9 }),
    seed: wholeNumber("seed", values.seed, { from: 0, to: 1e9 }),
    from: wholeNumber("from", values.from, { from: 0, to: 1e9 }),
  };
}

function listed<T extends string>(name: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(",").map((each) => {
    const found = known.find((one) => one === each);
    if (found === undefined) throw new Error(`There is no --${name} ${each}; there are ${known.join(", ")}.`);
    return found;
  });
}

function wholeNumber(
  name: string,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  throw new Error(`--${name} is a whole number from ${from} to ${to}, not ${text}.`);
}
