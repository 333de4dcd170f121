import { readFileSync } from "node:fs";

/** Some lines of a source file. */
export interface Excerpt {
  /** Without the indentation that all of them have. */
  readonly lines: readonly string[];
  /** Where they stand, as in `examples/start/calls.ts:12`. */
  readonly place: string;
}

/** The names of the excerpts of calls.ts. */
export type ExcerptName = "sandbox" | "open" | "connect" | "devices" | "month" | "again" | "time" | "fresh";

/** Reads what stands between the marks `show <name>` and `end` in calls.ts. */
export function excerpt(name: ExcerptName): Excerpt {
  const source = readFileSync(new URL("calls.ts", import.meta.url), "utf8").split(/\r?\n/);
  const start = source.findIndex((line) => line.trim() === `// show ${name}`) + 1;
  const end = source.findIndex((line, index) => index >= start && line.trim() === "// end");
  if (start === 0 || end === -1) throw new Error(`calls.ts has no excerpt ${name}.`);
  const lines = source.slice(start, end);
  const indentation = Math.min(...lines.map((line) => line.search(/\S|$/)));
  return {
    lines: lines.map((line) => line.slice(indentation)),
    place: `examples/start/calls.ts:${start + 1}`,
  };
}
