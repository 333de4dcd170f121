import { existsSync } from "node:fs";
import { delimiter, sep } from "node:path";
import { run } from "./command.js";

/**
 * Runs npm with the Node it came with, never with the one in node_modules that it may be about to replace.
 *
 * @param {readonly string[]} args
 * @param {{ timeoutMs?: number, terminal?: boolean }} [options]
 * @returns {ReturnType<typeof run>}
 */
export function npm(args, options = {}) {
  const { npm_execpath: script = "", npm_node_execpath: node = "" } = process.env;
  if (script.endsWith("npm-cli.js") && existsSync(script) && existsSync(node))
    return run(node, { ...options, args: [script, ...args] });
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter(
      (folder) =>
        !folder.includes(`node_modules${sep}.bin`) && !folder.includes(`node_modules${sep}node${sep}`),
    )
    .join(delimiter);
  const env = { ...process.env, PATH: path };
  // Windows' npm is a batch file, which only a shell can start.
  return run("npm", { ...options, args, env, shell: process.platform === "win32" });
}
