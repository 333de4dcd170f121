import { readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** Files, with what each imports: files of the same graph by their path in it, anything else as it is written. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Reads the imports of TypeScript files: value and type imports, re-exports, dynamic imports. Paths are relative to `folder`. */
export function readImportGraph(folder: string, files: readonly string[]): ImportGraph {
  return new Map(
    files.map((file) => [file, importsOf(file, readFileSync(posix.join(folder, file), "utf8"))]),
  );
}

/** What the text of a file imports. */
export function importsOf(file: string, text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: target }) => {
    if (!target.startsWith(".")) return target;
    return posix.join(posix.dirname(file), target).replace(/\.js$/, ".ts");
  });
}
