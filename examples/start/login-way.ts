/** How the login is shown: in the person's browser, in a window of its own, or to nobody, with a script that fills in the pages. */
export type LoginWay = "browser" | "window" | "visitor";

/** What is missing for a person to log in here. */
export type Missing = "person" | "terminal" | "display";

/** What is known of the place where the program runs. */
export interface Surroundings {
  /** Whether somebody can read and type where it runs. */
  readonly terminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** What is missing for a person to log in here; `undefined` where they can. */
export function whatIsMissing({ terminal, environment, platform }: Surroundings): Missing | undefined {
  const has = (name: string): boolean => Boolean(environment[name]);
  if (has("CI")) return "person";
  if (!terminal) return "terminal";
  // Whoever sets BROWSER where there is no display knows a way.
  if (has("BROWSER")) return undefined;
  // Over SSH the display of such a machine is not the one in front of the person.
  if (platform === "darwin" || platform === "win32")
    return has("SSH_CONNECTION") || has("SSH_TTY") ? "display" : undefined;
  return has("DISPLAY") || has("WAYLAND_DISPLAY") || has("WSL_DISTRO_NAME") ? undefined : "display";
}
