/** A fenced block of code in a Markdown document. */
export interface CodeBlock {
  /** The document's path from the root. */
  readonly document: string;
  /** The line of the fence. */
  readonly line: number;
  /** The fence's first word. */
  readonly language: string;
  /** The fence's other words, which a reader does not see. */
  readonly directives: readonly string[];
  readonly code: string;
  /** Whether nothing but blank lines stands between it and the block before it. */
  readonly followsOn: boolean;
}

/** The fenced blocks of a document, in order. */
export function codeBlocks(document: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let proseSince = true;
  let open: { readonly line: number; readonly info: readonly string[]; readonly code: string[] } | undefined;
  markdown.split("\n").forEach((text, index) => {
    const fence = /^```(.*)$/.exec(text);
    if (open !== undefined && fence?.[1] === "") {
      const { line, info, code } = open;
      const [language = "", ...directives] = info;
      blocks.push({ document, line, language, directives, code: code.join("\n"), followsOn: !proseSince });
      open = undefined;
      proseSince = false;
    } else if (open !== undefined) open.code.push(text);
    else if (fence !== null)
      open = { line: index + 1, info: (fence[1] ?? "").split(" ").filter(Boolean), code: [] };
    else if (text.trim() !== "") proseSince = true;
  });
  if (open !== undefined) throw new Error(`${document}:${open.line} opens a block of code that never ends.`);
  return blocks;
}

/** The first cells of a table that are code, by the table's first heading: `| code | ...` gives `x` for a row that begins with `` `x` ``. */
export function tableKeys(markdown: string, firstHeading: string): string[] {
  const lines = markdown.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${firstHeading} `));
  if (head === -1) throw new Error(`There is no table whose first heading is ${firstHeading}.`);
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end === -1 ? undefined : end).map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? row);
}
