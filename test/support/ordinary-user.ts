import { readFileSync } from "node:fs";

/** A user of the system, as `spawn` takes one. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Whom a server runs as that refuses root: `undefined` where this process is not root's, and nothing has to change. */
export function ordinaryUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = ["postgres", "nobody"]
    .map((wanted) => users.find(([name]) => name === wanted))
    .find((user) => user !== undefined);
  if (found === undefined)
    throw new Error("The server does not run as root, and there is neither a user postgres nor nobody.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
