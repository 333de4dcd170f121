import { appWindow } from "withings-kit/node";
import { visitor } from "withings-sandbox";
import type { Login } from "./calls.ts";
import type { Missing } from "./login-way.ts";
import { usualRedirectUri } from "./settings.ts";
import type { Stage } from "./steps.ts";

const asRoot = process.getuid?.() === 0;

/** Where a login ends, and how it is shown. */
export interface LoginView extends Pick<Login, "webView"> {
  readonly redirectUri: string;
}

/** How one of the sandbox's people is shown the login. All of its redirect URIs are registered there. */
export function loginFor({ way, terminal }: Stage): LoginView {
  switch (way) {
    case "browser":
      // For such an address the library takes the person's own browser by itself.
      return { redirectUri: usualRedirectUri };
    case "window":
      return {
        redirectUri: "example://withings/auth",
        // And for such a one a window of its own. It is only named here because Chromium does not start as root with its sandbox, which
        // may be missing where nothing but our own pages is shown.
        webView: asRoot ? appWindow({ sandbox: false }) : undefined,
      };
    case "visitor":
      return {
        redirectUri: usualRedirectUri,
        webView: visitor({ trace: terminal.item }),
      };
  }
}

/** Tells what the person is to do now, or who does it in their place. */
export function invite(
  { terminal, way, missing, browserOpens }: Stage,
  ports: { readonly login: number; readonly sandbox: number },
): void {
  switch (way) {
    case "browser":
      if (!browserOpens) {
        terminal.say(
          "Now it is your turn, with a browser of your choice. From another computer, forward two ports to this one first:",
        );
        terminal.line(
          `ssh ${[ports.login, ports.sandbox].map((port) => `-L ${port}:localhost:${port}`).join(" ")} ...`,
        );
        terminal.gap("will print");
      } else {
        terminal.say(
          "Now your browser opens. Click on one of the people there, then on Allow. The program goes on by itself.",
        );
        terminal.gap("may print");
      }
      return;
    case "window":
      terminal.say(
        "Now a window opens. Click on one of the people there, then on Allow. The window closes by itself.",
      );
      if (asRoot)
        terminal.say(
          "(As root, Chromium runs without its own sandbox. It shows nothing but pages of this program.)",
        );
      return;
    case "visitor":
      terminal.say(
        `${missing === undefined ? "A" : `${reasons[missing]}, so a`} scripted visitor fills in the pages over HTTP. To log in yourself: npm start -- --login browser`,
      );
  }
}

const reasons: Readonly<Record<Missing, string>> = {
  person: "This is a CI job",
  terminal: "There is no terminal here",
  display: "There is no display here",
};
