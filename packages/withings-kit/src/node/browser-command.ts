import { win32 } from "node:path";

/** The names and values that the program runs with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A program and its arguments. There is no shell: nothing in them is interpreted. */
export type Command = readonly [program: string, ...args: string[]];

/** The command that opens an address. */
export type CommandFor = (url: string) => Command;

/** Where Node runs: the environment and the operating system. */
export interface Machine {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
}

/**
 * Reads the variable `BROWSER`: commands to be tried in order, separated as in `PATH`, in which quotes hold words together and `%s` is
 * the address (`%c` is a colon, `%%` a percent sign). Without `%s` the address comes last.
 *
 * @see http://www.catb.org/~esr/BROWSER/
 */
export function readBrowser(text: string, platform: NodeJS.Platform): CommandFor[] {
  const separator = platform === "win32" ? ";" : ":";
  const commands: string[][] = [[]];
  let word: string | undefined;
  let quote: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (character === separator) {
      endWord();
      commands.push([]);
    } else if (/\s/.test(character)) endWord();
    else word = (word ?? "") + character;
  }
  endWord();
  return commands.flatMap(([program, ...args]) => {
    if (program === undefined || program === "") return [];
    const placed = [program, ...args].some((part) => part.replaceAll("%%", "").includes("%s"));
    return [
      (url: string): Command => {
        const fill = (part: string): string =>
          part.replace(/%[s%c]/g, (mark) => (mark === "%s" ? url : mark === "%c" ? ":" : "%"));
        return [fill(program), ...args.map(fill), ...(placed ? [] : [url])];
      },
    ];
  });
}

/** What usually opens the person's own browser on this machine, in the order to be tried. */
export function usualCommands({ environment, platform }: Machine): CommandFor[] {
  const simple =
    (...command: Command): CommandFor =>
    (url) => [...command, url];
  switch (platform) {
    case "darwin":
      return [simple("open")];
    case "win32":
      // By its whole path: Windows looks for a program in the current directory first, where anybody may have put one.
      return [
        simple(
          win32.join(environment["SystemRoot"] ?? "C:\\Windows", "System32", "rundll32.exe"),
          "url.dll,FileProtocolHandler",
        ),
      ];
    case "android":
      return [simple("termux-open-url")];
    default:
      return [
        // In WSL the person's browser is the one of Windows.
        ...(isWsl(environment)
          ? [simple("wslview"), simple("rundll32.exe", "url.dll,FileProtocolHandler")]
          : []),
        simple("xdg-open"),
        simple("gio", "open"),
        simple("sensible-browser"),
        simple("x-www-browser"),
      ];
  }
}

/** Whether this is the Windows Subsystem for Linux. */
export function isWsl(environment: Environment): boolean {
  return Boolean(environment["WSL_DISTRO_NAME"] ?? environment["WSL_INTEROP"]);
}

// What a desktop, its browsers and the usual ways to start them look at. Everything else stays with the program: its environment is
// where client secrets and other keys usually are.
const passedOn =
  /^(?:PATH|PATHEXT|HOME|USER|USERNAME|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|DISPLAY|XAUTHORITY|SESSION_MANAGER|DBUS_\w+|WAYLAND_\w+|XDG_\w+|DESKTOP_\w+|GNOME_\w+|KDE_\w+|GTK_\w+|GDK_\w+|QT_\w+|MOZ_\w+|SNAP|SNAP_\w+|FLATPAK\w*|NIX_\w+|LD_LIBRARY_PATH|PULSE_\w+|WSL\w+|BROWSER|CHROME_(?:CONFIG_HOME|DESKTOP|DEVEL_SANDBOX|VERSION_EXTRA|WRAPPER)|VSCODE_IPC_\w+|REMOTE_CONTAINERS_IPC|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES\S*|USERPROFILE|HOMEDRIVE|HOMEPATH|PUBLIC|ALLUSERSPROFILE)$/i;

/** The part of the environment that a browser is started with. */
export function browserEnvironment(environment: Environment): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && passedOn.test(name)) passed[name] = value;
  return passed;
}
