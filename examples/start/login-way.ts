/** How the login is shown: in the person's browser, in a window of its own, or to nobody, with a script that fills in the pages. */
export type LoginWay = "browser" | "window" | "visitor";

/** What is missing for a person to log in here. */
export type Missing = "person" | "terminal" | "display";

/** What is known of the place where the program runs. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** What is missing for a person to log in here; `undefined` where they can. */
export function whatIsMissing({
  terminal,
  ...place
}: Surroundings & { readonly terminal: boolean }): Missing | undefined {
  if (isCi(place)) return "person";
  if (!terminal) return "terminal";
  // Whoever wants no browser to be opened opens one themselves.
  return place.environment["BROWSER"] === "none" || browserOpens(place) ? undefined : "display";
}

/** Whether the library opens a browser here; elsewhere it prints the address. */
export function browserOpens(place: Surroundings): boolean {
  const { environment, platform } = place;
  const has = (...names: readonly string[]): boolean => names.some((name) => Boolean(environment[name]));
  if (environment["BROWSER"] === "none" || isCi(place)) return false;
  // Whoever sets BROWSER where there is no display knows a way.
  if (has("BROWSER")) return true;
  // Over SSH the display of such a machine is not the one in front of the person.
  const ssh = has("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT");
  if (platform === "darwin" || platform === "win32") return !ssh;
  return platform === "android" || hasDisplay(environment) || (!ssh && has("WSL_DISTRO_NAME", "WSL_INTEROP"));
}

/**
 * A window needs a display.
 *
 * @throws Error that says what to do without one.
 */
export function expectWindowPossible({ environment, platform }: Surroundings): void {
  if (platform === "darwin" || platform === "win32" || hasDisplay(environment)) return;
  throw new Error(
    "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. npm start -- --login browser prints an address for a browser of your choice.",
  );
}

function hasDisplay(environment: Surroundings["environment"]): boolean {
  return Boolean(environment["DISPLAY"]) || Boolean(environment["WAYLAND_DISPLAY"]);
}

function isCi({ environment }: Surroundings): boolean {
  const ci = environment["CI"] ?? "";
  return ci !== "" && !/^(?:false|0|no)$/i.test(ci);
}
