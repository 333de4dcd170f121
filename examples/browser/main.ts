// A page that logs in at Withings through its server, shows the last weigh-ins and logs out. It holds no secret and no token.
import { WithingsError } from "withings-kit";
import { authorizeWithBackend, type BackendConnection } from "withings-kit/backend";
import { finishRedirect, popup, startRedirect } from "withings-kit/browser";
import { disconnect, isConnected, lastWeighIns } from "./backend.ts";
import { element, show, showWeighIns } from "./view.ts";

const backend = `${location.origin}/withings`;
const returnTo = `${location.origin}/callback.html`;

let cancel = new AbortController();

element("connect").onclick = element("again").onclick = async () => {
  cancel = new AbortController();
  const { signal } = cancel;
  // popup() opens its window here, within the click.
  const login = authorizeWithBackend({ backend, returnTo, signal, webView: popup() });
  show("waiting", "Log in with Withings in the window that opened.");
  await end(login);
};

element("redirect").onclick = async () => {
  show("leaving");
  await startRedirect({ backend }).catch(showFailure);
};

element("cancel").onclick = () => {
  cancel.abort();
};

element("disconnect").onclick = async () => {
  show("leaving");
  await disconnect().then(() => {
    show("out", "Withings is disconnected.");
  }, showFailure);
};

/** What a login came to: a connection, `null` when the person did not want to, or an error. */
async function end(login: Promise<BackendConnection | null>): Promise<void> {
  try {
    if ((await login) === null) show("out", "Nothing was connected.");
    else showWeighIns(await lastWeighIns());
  } catch (error) {
    showFailure(error);
  }
}

function showFailure(error: unknown): void {
  const code = WithingsError.isInstance(error) ? error.code : undefined;
  if (code === "authorization_aborted") show("out");
  else if (code === "popup_blocked")
    show(
      "blocked",
      "Your browser blocked the window. Allow windows for this site, or continue on this page.",
    );
  else if (code === "another_person")
    show("out", "This Withings account belongs to another user of this application.");
  else show("out", "That did not work. Please try again.");
}

// Is this the way back from Withings, or is somebody connected already?
try {
  const connection = await finishRedirect({ backend });
  if (connection === null) show("out", "Nothing was connected.");
  else if (connection !== undefined || (await isConnected())) showWeighIns(await lastWeighIns());
  else show("out");
} catch (error) {
  showFailure(error);
}
