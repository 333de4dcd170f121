// Stands in for curl, which not every machine has: `node curl.ts [-s] [-H header]... [-d data]... url`, as the README uses it.
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: {
    silent: { type: "boolean", short: "s" },
    header: { type: "string", short: "H", multiple: true, default: [] },
    data: { type: "string", short: "d", multiple: true },
  },
  allowPositionals: true,
});
const [url = ""] = positionals;
const headers = new Headers(values.header.map((line): [string, string] => split(line, ": ")));
if (values.data !== undefined && !headers.has("content-type"))
  headers.set("content-type", "application/x-www-form-urlencoded");
const body = values.data?.join("&");
const answer = await fetch(url, body === undefined ? { headers } : { method: "POST", headers, body });
process.stdout.write(await answer.text());

function split(line: string, mark: string): [string, string] {
  const at = line.indexOf(mark);
  return [line.slice(0, at), line.slice(at + mark.length)];
}
