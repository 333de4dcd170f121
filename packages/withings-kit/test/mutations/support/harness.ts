import { isDeepStrictEqual } from "node:util";
import { createWithings, type Connection, memoryStore, type StrangeRow } from "withings-kit";
import { answer, freshCredentials, now } from "../../data/support/reading.js";
import { canary } from "../../support/login.js";
import type { GoodAnswer } from "./answers.js";
import { itemProblem, prototypeProblem } from "./item-check.js";
import type { Json } from "./mutate.js";

/** What came of an answer. */
interface Read {
  readonly items: readonly object[];
  readonly strange: readonly StrangeRow[];
  readonly error: unknown;
}

/** Reads answers as a program does, and judges what comes of them. */
export interface Harness {
  /** What the program would be wrong to give for this text in the place of the good answer's; undefined where all is well. */
  readonly judge: (good: GoodAnswer, text: string) => Promise<string | undefined>;
}

/** What the items of good rows are. */
type Baseline = ReadonlyMap<string, object>;

/** Makes it. */
export async function createHarness(): Promise<Harness> {
  let text = "";
  let asked = 0;
  const withings = createWithings({
    clientID: canary.clientID,
    clientSecret: canary.clientSecret,
    store: memoryStore(),
    clock: () => now,
    // What more an answer claims to have is nothing.
    fetch: () => Promise.resolve(new Response(asked++ === 0 ? text : answer({}))),
    budget: { take: () => Promise.resolve({ leave: () => undefined }), pause: () => Promise.resolve() },
  });
  const connection = await withings.adopt(freshCredentials());
  let number = 0;
  const baselines = new Map<GoodAnswer, Baseline>();

  const read = async (good: GoodAnswer, answerText: string): Promise<Read> => {
    // Equal calls would share an answer, and all answers are kept for a while.
    if (good.reader.plain || number % 100 === 0) {
      asked = 1;
      await connection.measures.confirmUser(1, true);
    }
    text = answerText;
    asked = 0;
    return readOnce(good, { connection, number: ++number });
  };

  const baselineOf = async (good: GoodAnswer): Promise<Baseline> => {
    const known = baselines.get(good);
    if (known) return known;
    const { items, strange, error } = await read(good, answer(good.body));
    if (error !== undefined || strange.length > 0)
      throw new Error(`The good answer to ${good.name} of ${good.story} is not.`, {
        cause: error ?? strange,
      });
    const rows = rowsIn(good, { body: good.body });
    if (rows.length !== (good.reader.rows === undefined ? 0 : items.length))
      throw new Error(`Of ${good.name} come ${items.length} items from ${rows.length} rows.`);
    const baseline = new Map(rows.map((row, index) => [row, items[index] ?? {}]));
    baselines.set(good, baseline);
    return baseline;
  };

  return {
    judge: async (good, mutated) => {
      const baseline = await baselineOf(good);
      const { items, strange, error } = await read(good, mutated);
      const problem = prototypeProblem() ?? errorProblem(error);
      if (problem !== undefined) return problem;
      for (const item of items) {
        const wrong = itemProblem(item);
        if (wrong !== undefined) return wrong;
      }
      // One thing, or an answer that is none.
      if (good.reader.rows === undefined || (error !== undefined && items.length + strange.length === 0))
        return undefined;
      const rows = rowsIn(good, parsed(mutated));
      if (items.length + strange.length < rows.length)
        return `Of ${rows.length} rows, ${items.length} came and ${strange.length} were told.`;
      return lostRow({ rows, items, baseline, sorted: good.reader.sorted ?? false });
    },
  };
}

async function readOnce(
  { reader }: GoodAnswer,
  { connection, number }: { readonly connection: Connection; readonly number: number },
): Promise<Read> {
  const items: object[] = [];
  const strange: StrangeRow[] = [];
  try {
    const wanted = reader.read(connection, {
      number,
      maxWaitMs: 0,
      onStrangeRow: (row) => strange.push(row),
    });
    if (Symbol.asyncIterator in wanted) for await (const item of wanted) items.push(item);
    else items.push(await wanted);
    return { items, strange, error: undefined };
  } catch (error) {
    return { items, strange, error };
  }
}

// Nothing fails on the way to the pretended Withings: whatever says so hides a mistake of the library.
const rightCodes =
  /^(answer_invalid|answer_unreadable|api_refused|scope_missing|rate_limited|withings_unavailable)$/;

function errorProblem(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  const { name, code, message } = error as { name: string; code?: string; message: string };
  return name.startsWith("Withings") && rightCodes.test(code ?? "")
    ? undefined
    : `It threw ${name} ${code ?? ""}: ${message}`;
}

function parsed(text: string): { readonly [name: string]: Json } {
  try {
    return Object(JSON.parse(text)) as { readonly [name: string]: Json };
  } catch {
    return {};
  }
}

/** The rows of an answer, each as a text with all on which its item depends. */
function rowsIn({ reader }: GoodAnswer, answerOfIt: { readonly [name: string]: Json }): readonly string[] {
  const body = Object(answerOfIt["body"]) as { readonly [name: string]: Json };
  const rows = body[reader.rows ?? ""];
  if (typeof rows !== "object" || rows === null) return [];
  if (reader.keyed)
    return Array.isArray(rows)
      ? []
      : Object.entries(rows)
          .sort(([one], [other]) => Number(one) - Number(other))
          .map(precisely);
  const isList = Array.isArray(rows) || Object.keys(rows).every((key) => /^\d+$/.test(key));
  // A group without a zone of its own is in that of the answer.
  const zone = reader.rows === "measuregrps" ? JSON.stringify(body["timezone"] ?? null) : "";
  return isList ? Object.values(rows).map((row) => precisely(row) + zone) : [];
}

/** JSON that tells apart what JSON alone does not: infinity from null, and zeros. */
function precisely(row: unknown): string {
  return JSON.stringify(row, (_key, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${1 / value}`
      : value,
  );
}

/** The first good row whose item did not come as it should; in the order of the rows, unless items come in that of time. */
function lostRow({
  rows,
  items,
  baseline,
  sorted,
}: {
  readonly rows: readonly string[];
  readonly items: readonly object[];
  readonly baseline: Baseline;
  readonly sorted: boolean;
}): string | undefined {
  let left = [...items];
  for (const row of rows) {
    const expected = baseline.get(row);
    if (expected === undefined) continue;
    const at = left.findIndex((item) => isDeepStrictEqual(item, expected));
    if (at < 0) return `A good row was lost or changed: ${row}`;
    left = sorted ? left.toSpliced(at, 1) : left.slice(at + 1);
  }
  return undefined;
}
