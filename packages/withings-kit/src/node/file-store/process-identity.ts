import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** A process, told apart from all others: also from those of other machines and containers, and from later ones with its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in the system's own unit since the machine was. Linux alone tells. */
  readonly started: string;
  /** Where process numbers mean the same: each container has its own. Linux alone has these. */
  readonly namespace: string;
  /** This run of the machine. Linux alone tells. */
  readonly boot: string;
  /** This machine, in all of its runs; empty where that cannot be told. */
  readonly host: string;
}

let own: Promise<ProcessIdentity> | undefined;

/** Who this process is. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= identify();
  return own;
}

/** Whether a process is certainly no more. `false` also where that cannot be told. */
export async function isDead(other: ProcessIdentity): Promise<boolean> {
  const me = await ownIdentity();
  const sameHost = me.host !== "" && other.host === me.host;
  // Where a machine was started again, nothing of what ran before does.
  if (other.boot !== me.boot) return sameHost && other.boot !== "" && me.boot !== "";
  // One run of a machine is one machine. Where runs have no names, the machine's must do.
  if (me.boot === "" && !sameHost) return false;
  if (other.namespace !== me.namespace) return false;
  if (!exists(other.pid)) return true;
  // Numbers are given again. What /proc says counts only where it is known to be of these processes.
  if (me.started === "" || other.started === "") return false;
  const found = await processState(String(other.pid));
  return found !== undefined && (found.started !== other.started || found.ended);
}

async function identify(): Promise<ProcessIdentity> {
  const [boot, machine, namespace, state] = await Promise.all([
    contentOf("/proc/sys/kernel/random/boot_id"),
    contentOf("/etc/machine-id"),
    readlink("/proc/self/ns/pid").catch(() => ""),
    processState("self"),
  ]);
  const unknown = process.platform === "linux" && machine === "";
  const host = createHash("sha256").update(`${machine} ${hostname()}`).digest("base64url").slice(0, 16);
  // In a container, what is mounted at /proc can be of the system outside, where numbers mean others.
  const started = state?.pid === String(process.pid) ? state.started : "";
  return { pid: process.pid, started, namespace, boot, host: unknown ? "" : host };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process exists too, but takes no signal.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

interface ProcessState {
  readonly pid: string;
  readonly started: string;
  readonly ended: boolean;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function processState(name: string): Promise<ProcessState | undefined> {
  // The program's name comes second, in parentheses, and may have anything in it.
  const [, pid, rest] = /^(\d+) \(.*\) (.*)$/s.exec(await contentOf(`/proc/${name}/stat`)) ?? [];
  const fields = rest?.split(" ") ?? [];
  const [state, started] = [fields[0], fields[19]];
  if (pid === undefined || state === undefined || started === undefined) return undefined;
  // A process that was killed keeps its number until its parent has looked.
  return { pid, started, ended: /^[ZXx]$/.test(state) };
}

async function contentOf(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    // Not Linux, or a container without it: what it would say counts as unknown.
    return "";
  }
}
