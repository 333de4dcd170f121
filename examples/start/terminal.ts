import { styleText } from "node:util";
import type { Excerpt } from "./excerpt.ts";

/** Where the program tells what happens. */
export interface Terminal {
  readonly title: (text: string) => void;
  /** Begins a step; steps are numbered. */
  readonly step: (heading: string) => void;
  readonly say: (text: string) => void;
  /** A line to be clicked or copied: it is not broken. */
  readonly line: (text: string) => void;
  /** An empty line before what others may print, or certainly will. */
  readonly gap: (others: "may print" | "will print") => void;
  /** One item of a list, which may grow as things happen. */
  readonly item: (text: string) => void;
  readonly table: (rows: readonly TableRow[]) => void;
  /** Lines of bars with numbers beside; the first row is the head. */
  readonly chart: (rows: readonly ChartRow[]) => void;
  readonly code: (excerpt: Excerpt) => void;
}

/** A row of {@link Terminal.table}. */
export type TableRow = readonly [name: string, value: string];

/** A row of {@link Terminal.chart}: its name, its line, and what stands in columns beside. */
export type ChartRow = readonly [name: string, line: string, ...columns: readonly string[]];

/** Where the lines go. */
export type LineSink = NodeJS.WritableStream & { readonly columns?: number };

const indent = "   ";
/** Longer lines are hard to read, however wide the window is; shorter ones too, and a window of no size says that it has none. */
const longestLine = 88;
const shortestLine = 40;

/** A {@link Terminal} on a stream. It is without colours where the stream is no terminal, and where NO_COLOR is set. */
export function createTerminal(stream: LineSink): Terminal {
  const width = Math.max(shortestLine, Math.min(stream.columns || 80, longestLine));
  const style = (format: "bold" | "cyan" | "dim", text: string): string =>
    styleText(format, text, { stream });
  // Whether what comes next has an empty line before it already.
  let gap = false;
  const block = (lines: readonly string[]): void => {
    stream.write([...(gap ? [] : [""]), ...lines].map((line) => `${line}\n`).join(""));
    gap = false;
  };
  let steps = 0;
  return {
    title: (text) => {
      block([style("bold", text)]);
    },
    step: (heading) => {
      block([style("bold", `${++steps}. ${heading}`)]);
    },
    say: (text) => {
      block(wrap(text, width - indent.length).map((line) => indent + line));
    },
    line: (text) => {
      block([`${indent}  ${text}`]);
    },
    gap: (others) => {
      block([]);
      gap = others === "may print";
    },
    item: (text) => {
      gap = false;
      const lines = wrap(text, width - indent.length - 2);
      for (const [index, line] of lines.entries())
        stream.write(`${indent}${index === 0 ? "- " : "  "}${line}\n`);
    },
    table: (rows) => {
      const longest = Math.max(...rows.map(([name]) => name.length));
      block(rows.map(([name, value]) => `${indent}  ${name.padEnd(longest)}  ${printable(value)}`));
    },
    chart: (rows) => {
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
      const padded = rows.map((row) => row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)));
      block(
        padded.map(([name = "", line = "", ...columns], index) => {
          const beside = columns.join("  ").trimEnd();
          return index === 0
            ? `${indent}  ${name}  ${style("dim", `${line}  ${beside}`)}`
            : `${indent}  ${name}  ${style("cyan", line)}  ${beside}`;
        }),
      );
    },
    code: ({ lines, place }) => {
      const edge = (corner: string): string => indent + style("dim", corner);
      block([
        ...lines.map((line) => `${edge("│")} ${style("cyan", line)}`),
        `${edge("└")} ${style("dim", place)}`,
      ]);
    },
  };
}

/** Breaks a text into lines between its words. A word that is too long stays whole: an address must be clickable. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

// Names come from a server, and a terminal obeys what it is sent.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "");
}
