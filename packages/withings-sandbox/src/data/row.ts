/** A row of an answer, field by field. */
export type Row = Readonly<Record<string, unknown>>;

/** Makes an odd row of an ordinary one. */
export type RowTwist = (row: Row) => Row;

/** A row without some of its fields. */
export function without(row: Row, ...names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
