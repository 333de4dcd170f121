import { posix } from "node:path";

/** Reads a file of the repository by its path from the root; `undefined` when there is none. Folders are empty texts. */
export type ReadText = (path: string) => string | undefined;

/** Links of a Markdown file, to files and headings of this repository, that lead nowhere. */
export function brokenLinks(file: string, read: ReadText): string[] {
  return linkTargets(read(file) ?? "").flatMap((target) => {
    const [path = "", heading = ""] = target.split("#");
    const destination = path === "" ? file : posix.join(posix.dirname(file), decodeURIComponent(path));
    if (destination.startsWith("../")) return [`${file} links to ${target}, which is outside the repository`];
    const text = read(destination);
    if (text === undefined) return [`${file} links to ${target}: there is no ${destination}`];
    if (heading !== "" && !headings(text).includes(heading))
      return [`${file} links to ${target}: ${destination} has no such heading`];
    return [];
  });
}

/** The relative targets of inline links, images and reference definitions; code is left out. */
function linkTargets(markdown: string): string[] {
  const prose = withoutCode(markdown).replaceAll(/`[^`\n]*`/g, "");
  const inline = prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const definitions = prose.matchAll(/^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/gm);
  const html = prose.matchAll(/<(?:img|a|source)\b[^>]*?\b(?:src|href|srcset)="([^"]+)"/g);
  return [...inline, ...definitions, ...html]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

/** The anchors that GitHub makes of a document's headings. */
function headings(markdown: string): string[] {
  const times = new Map<string, number>();
  return [...withoutCode(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title = ""]) => {
    const anchor = title
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^(\s*)(```+|~~~+)[^\n]*\n[\s\S]*?^\s*\2[^\n]*$/gm, "");
}
