import { type Environment, isWsl, type Machine } from "./browser-command.js";

/** Why no browser is opened, although nobody tried yet. */
export type BrowserAbsence = "asked" | "ci" | "ssh" | "no_display";

/** Whether a browser of this machine can be seen by the person, and if not, why. */
export function browserAbsence({ environment, platform }: Machine): BrowserAbsence | undefined {
  const has = (name: string): boolean => Boolean(environment[name]);
  const browser = environment["BROWSER"];
  if (browser === "none") return "asked";
  if (has("CI") && !/^(?:false|0|no)$/i.test(environment["CI"] ?? "")) return "ci";
  // Whoever sets BROWSER over SSH or without a display knows a way, such as the helper that editors put there for remote work.
  if (browser !== undefined && browser !== "") return undefined;
  const ssh = isSsh(environment);
  // Here the display is the machine's own, where nobody may sit.
  if (platform === "darwin" || platform === "win32") return ssh ? "ssh" : undefined;
  // Over SSH a display is a forwarded one (ssh -X). A browser can be shown on it, and if there is none, the address is printed after all.
  if (platform === "android" || has("DISPLAY") || has("WAYLAND_DISPLAY")) return undefined;
  if (ssh) return "ssh";
  return isWsl(environment) ? undefined : "no_display";
}

/** Whether this is an SSH session. */
export function isSsh(environment: Environment): boolean {
  return ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].some((name) => Boolean(environment[name]));
}
