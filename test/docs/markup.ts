/** The tags of a piece of XML that have no other end: those left open, and those that close nothing. */
export function foreignTags(xml: string): string[] {
  const open: string[] = [];
  const foreign: string[] = [];
  for (const [tag, close, name = "", rest = ""] of xml.matchAll(/<(\/?)([\w:.-]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (rest.endsWith("/")) continue;
    if (close === "") open.push(name);
    else if (open.at(-1) === name) open.pop();
    else foreign.push(tag);
  }
  return [...foreign, ...open];
}
