import type { Connection, StrangeRow } from "withings-kit";
import type { WireOperation } from "withings-kit/operations";

/** What a page of recordings has. */
interface Page<Row> {
  readonly series: readonly Row[];
  readonly more?: boolean | 0 | 1;
  readonly offset?: number;
}

interface Asked {
  readonly startdate?: Date | number | undefined;
  readonly offset?: number | undefined;
}

/** All rows of an operation as they come over the wire, page by page, asked for without what lists them. */
export async function wireRows<Row>(
  connection: Connection,
  operation: WireOperation<Asked, Page<Row>, "bearer">,
  since: Date,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let offset = 0, more = true; more;) {
    const page = await connection.call(operation, { startdate: since, ...(offset > 0 && { offset }) });
    rows.push(...page.series);
    more = Boolean(page.more);
    offset = page.offset ?? 0;
  }
  return rows;
}

/** Refuses what is strange: for lists in which nothing may be. */
export function nothingStrange({ operation, reason }: StrangeRow): never {
  throw new Error(`A row of ${operation} is strange: ${reason}`);
}
