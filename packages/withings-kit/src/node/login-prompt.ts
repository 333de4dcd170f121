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
}

/** The text that tells a person how to log in with a browser of their choice. */
export function loginPrompt({ loginUrl, redirectUri, address, why, remote, canPaste }: LoginPrompt): string {
  const lines = [
    `${reason(why)} To log in at Withings, open this address in a browser:`,
    "",
    `  ${loginUrl}`,
    "",
  ];
  const forward = `ssh -L ${address.port}:${new URL(address.origin).hostname}:${address.port}`;
  if (canPaste)
    lines.push(
      `If that browser is on another computer, it will end at an address that it cannot open, ${redirectUri}?code=...`,
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
  return `${lines.join("\n")}\n`;
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
