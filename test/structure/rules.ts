import type { ImportGraph } from "./import-graph.ts";

/** Imports that do not go to a lower floor of the house, and files that stand in no room of it. */
export function importsNotDownwards(graph: ImportGraph, house: readonly (readonly string[])[]): string[] {
  const floorOf = (room: string): number => house.findIndex((rooms) => rooms.includes(room));
  return [...graph].flatMap(([file, targets]) => {
    const room = roomOf(file);
    if (floorOf(room) === -1) return [`${file} stands in no room of the house: add ${room} to house.ts`];
    return targets
      .filter(
        (target) => graph.has(target) && roomOf(target) !== room && floorOf(roomOf(target)) >= floorOf(room),
      )
      .map((target) => `${file} imports ${target}, which is not below it`);
  });
}

/** The room that a file stands in: its top folder, or itself when it stands at the top. */
export function roomOf(file: string): string {
  const [first = ""] = file.split("/");
  return first.replace(/\.ts$/, "");
}

/** Circles of imports, each told once, as `a.ts -> b.ts -> a.ts`. */
export function circles(graph: ImportGraph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) {
      found.push([...trail.slice(start), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/** Imports of Node's modules outside the room that is for Node. */
export function nodeImportsOutside(graph: ImportGraph, roomOfNode: string): string[] {
  return [...graph].flatMap(([file, targets]) =>
    roomOf(file) === roomOfNode
      ? []
      : targets.filter((target) => target.startsWith("node:")).map((target) => `${file} imports ${target}`),
  );
}

/** What no file may mention: it means nothing, or the wrong thing, on another machine. Written so as not to find themselves. */
const foreign: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a folder outside the repository", pattern: /\.{2}\/share[d]\b/ },
  { what: "an absolute path of one machine", pattern: /(?<![\w.:/}*-])\/(?:work|root)\/[\w.-]+/ },
  { what: "the address of a package registry", pattern: /\bregistry\.[\w-]+\.\w+|\bnpm\.pkg\.github\.com\b/ },
];

/**
 * Mentions in a text of what is foreign to the repository.
 *
 * @param checkout - the absolute path at which the repository stands on this machine.
 */
export function foreignMentions(text: string, checkout: string): string[] {
  const mentions = foreign.flatMap(({ what, pattern }) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${what}: ${found[0]}`];
  });
  return text.includes(checkout) ? [...mentions, `this checkout's own path: ${checkout}`] : mentions;
}
