import type { LoopbackAddress } from "./loopback-address.js";
import type { BrowserAbsence } from "./browser-absence.js";
import type { BrowserOpening } from "./open-browser.js";

/** What the person is told where no browser came up by itself. */
export interface LoginPrompt {
  /** Withings' login page. */
  readonly loginUrl: string;
  readonly redirectUri: string;
  readonly address: LoopbackAddress;
  readonly why: BrowserAbsence | Exclude<BrowserOpening, { type: "opened" }>;
  /** Whether this is an SSH session. */
  readonly remote: boolean;
  /** Whether the callback URL can be pasted here. */
  readonly canPaste: boolean;
  /** How many characters a line of the terminal holds; `undefined` or 0 where that is not known. */
  readonly columns: number | undefined;
}

/** The text that tells a person how to log in with a browser of their choice. */
export function loginPrompt(prompt: LoginPrompt): string {
  const { loginUrl, redirectUri, address, why, remote, canPaste, columns } = prompt;
  const lines = [
    `${reason(why)} To log in at ${placeOf(loginUrl)}, open this address in a browser:`,
    "",
    `  ${loginUrl}`,
    "",
  ];
  const forward = `ssh -L ${address.port}:${new URL(address.origin).hostname}:${address.port}`;
  if (canPaste)
    lines.push(
      `If that browser is on another computer, it will end at an address that it cannot open, unless you forwarded the port: ${redirectUri}?code=...`,
      "Within 30 seconds, copy that address from its address bar, paste it here, and press Enter:",
    );
  if (remote)
    lines.push(
      canPaste
        ? `(With the port forwarded, nothing needs to be pasted: ${forward} ...)`
        : `From another computer, forward the port first: ${forward} ...`,
    );
  else if (!canPaste)
    lines.push("The browser must be on this computer, where the program waits for its answer.");
  return `${lines.map((line) => wrap(line, columns)).join("\n")}\n`;
}

/** Whose login page it is: nobody should give another host the password that they have at Withings. */
function placeOf(loginUrl: string): string {
  const { host, hostname } = new URL(loginUrl);
  return /^account\.(?:withings|us\.withingsmed)\.com$/.test(hostname) ? "Withings" : host;
}

const narrowest = 40;

/** Breaks a text between its words. What is indented is to be clicked or copied, and a word may be an address: both stay whole. */
function wrap(text: string, columns = 0): string {
  const width = columns > 0 ? Math.max(columns, narrowest) : Infinity;
  if (text.startsWith(" ")) return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

function reason(why: LoginPrompt["why"]): string {
  if (typeof why === "object")
    return why.type === "silent"
      ? "No browser has come up with the login yet."
      : `No browser could be started${why.reasons.length === 0 ? "" : ` (${why.reasons.join(", ")})`}.`;
  switch (why) {
    case "asked":
      return "No browser is opened, as was asked.";
    case "ci":
      return "No browser is opened, because this is a CI job (CI is set).";
    case "ssh":
      return "No browser is opened, because this is an SSH session.";
    case "no_display":
      return "No browser is opened, because there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).";
  }
}
