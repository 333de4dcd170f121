import type { Ratio } from "./statistics.ts";

/** The units of figures. A kB is 1000 bytes, an MB a million. */
export type Unit = "kB" | "MB" | "ms" | "µs" | "requests" | "requests/s" | "%";

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: number;
  /** What it is held against: a peer, or the bare thing. */
  readonly beside?: { readonly name: string; readonly value: number };
  /** Default: the quotient of the two values. */
  readonly ratio?: Ratio;
  readonly limit?: Limit;
}

/** What is promised of a figure, or of its ratio. */
export type Limit = { readonly of: "ours" | "ratio" } & (
  { readonly atMost: number } | { readonly atLeast: number }
);

/** What a measure found. */
export interface Finding {
  readonly figures: readonly Figure[];
  /** How it was measured, in a line. */
  readonly how: string;
}

/** Something that is measured. */
export interface Measure {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly run: () => Promise<Finding>;
}

/** Our value by the other's; `undefined` where there is no other. */
export function ratioOf({ ours, beside, ratio }: Figure): number | undefined {
  return ratio?.median ?? (beside === undefined ? undefined : ours / beside.value);
}

/** Whether what is promised holds; `undefined` where nothing is. */
export function holds(figure: Figure): boolean | undefined {
  const { limit } = figure;
  if (limit === undefined) return undefined;
  const value = limit.of === "ours" ? figure.ours : ratioOf(figure);
  if (value === undefined || Number.isNaN(value))
    throw new Error(`${figure.what}: there is nothing to hold the limit against.`);
  return "atMost" in limit ? value <= limit.atMost : value >= limit.atLeast;
}
