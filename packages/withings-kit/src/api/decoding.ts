import { Strangeness } from "./row.js";

/** A row that could not be decoded. The others arrive nevertheless. */
export interface StrangeRow {
  /** Service and action, such as `measure getmeas`. */
  readonly operation: string;
  /** What is wrong with it, without any of its values. */
  readonly reason: string;
  /** The row as it came. */
  readonly row: unknown;
}

/** Tells of a {@link StrangeRow} without its values, where nobody asked for them. */
export interface StrangeRowEvent {
  readonly type: "strangeRow";
  readonly operation: string;
  readonly reason: string;
}

/** How answers are decoded. */
export interface DecodeOptions {
  /** Adds to each item its row as it came, as `raw`. @defaultValue false */
  readonly raw?: boolean | undefined;
  /**
   * Is given the rows that could not be decoded. Without it they are told to `onEvent` of `createWithings`, without their values.
   */
  readonly onStrangeRow?: OnStrangeRow | undefined;
}

/** Is given a row that could not be decoded. */
export type OnStrangeRow = (row: StrangeRow) => void;

/** Decodes the rows of an answer, and hands over those that cannot be. */
export function decodeRows<Item extends object>(
  rows: readonly unknown[],
  decode: (row: unknown) => Item,
  {
    operation,
    raw,
    onStrangeRow,
  }: { readonly operation: string; readonly raw: boolean | undefined; readonly onStrangeRow: OnStrangeRow },
): Item[] {
  const items: Item[] = [];
  for (const row of rows) {
    try {
      const item = decode(row);
      items.push(raw ? { ...item, raw: row } : item);
    } catch (error) {
      if (!(error instanceof Strangeness)) throw error;
      onStrangeRow({ operation, reason: error.message, row });
    }
  }
  return items;
}
