/**
 * Runs everything that is compared once a round, in an order that changes, so that what else the machine does hits all of it alike.
 *
 * @param runs - each gives what it measured.
 * @returns gives the values of one of them, round by round.
 */
export async function inTurn<N extends string>(
  runs: Readonly<Record<N, () => Promise<number>>>,
  { rounds, warmUps }: { readonly rounds: number; readonly warmUps: number },
): Promise<(name: N) => number[]> {
  const names = Object.keys(runs) as N[];
  const values = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const [turn] of names.entries()) {
      const name = names[(round + turn) % names.length] as N;
      const value = await runs[name]();
      if (round >= warmUps) values.get(name)?.push(value);
    }
  }
  return (name) => values.get(name) ?? [];
}
