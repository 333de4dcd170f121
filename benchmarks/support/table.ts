import { type Figure, holds, type Limit, ratioOf, type Unit } from "./figure.ts";

const headings = ["", "ours", "beside it", "", "ratio", "middle half", "limit", ""];

/** The figures as lines of a table; numbers end below each other. */
export function table(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const isNumeric = (column: number): boolean => [1, 3, 4].includes(column);

function cells(figure: Figure): string[] {
  const { what, ours, unit, beside, ratio, limit } = figure;
  const quotient = ratioOf(figure);
  const held = holds(figure);
  return [
    what,
    amount(ours, unit),
    beside?.name ?? "",
    beside === undefined ? "" : amount(beside.value, unit),
    quotient === undefined ? "" : quotient.toFixed(2),
    ratio === undefined ? "" : ratio.quartiles.map((value) => value.toFixed(2)).join(" to "),
    limit === undefined ? "" : limitText(limit, unit),
    held === undefined ? "" : held ? "ok" : "OVER THE LIMIT",
  ];
}

function amount(value: number, unit: Unit): string {
  return `${unit.startsWith("requests") ? value.toFixed(0) : unit === "kB" ? value.toFixed(3) : unit === "%" ? value.toFixed(1) : value.toPrecision(3)} ${unit}`;
}

function limitText(limit: Limit, unit: Unit): string {
  const [words, value] = "atMost" in limit ? ["at most", limit.atMost] : ["at least", limit.atLeast];
  return limit.of === "ours" ? `${words} ${value} ${unit}` : `${words} ${value} times`;
}
