import { type Answer, invalid } from "./answer.js";
import type { Parameters } from "./parameters.js";

/** Where a page begins, and how many rows it has at the most. */
export interface PagePlace {
  readonly offset: number;
  readonly size: number;
}

/** A page. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly more: boolean;
  /** Where the next one begins. */
  readonly next: number;
}

/** The parameter `offset`; a refusal when it is below zero. */
export function readOffset(parameters: Parameters): number | Answer {
  const offset = Number(parameters.get("offset") || 0);
  return offset < 0 ? invalid("offset") : offset;
}

/** The rows of a page, and whether one follows. What comes before them is passed over. */
export function pageOf<T>(rows: Iterable<T>, { offset, size }: PagePlace): Page<T> {
  const page: T[] = [];
  let passed = 0;
  for (const row of rows) {
    if (passed++ < offset) continue;
    if (page.length === size) return { rows: page, more: true, next: offset + size };
    page.push(row);
  }
  return { rows: page, more: false, next: 0 };
}
