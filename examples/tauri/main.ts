// The page of a Tauri app: logs in, shows the last weigh-ins, logs out. The secret is in the backend. The scheme `example` stands in
// tauri.conf.json; the plugins opener, deep-link, http and (on Windows and Linux) single-instance are initialised in Rust.
import { getCurrent, isRegistered, onOpenUrl, register } from "@tauri-apps/plugin-deep-link";
import { fetch } from "@tauri-apps/plugin-http";
import { openUrl } from "@tauri-apps/plugin-opener";
import { authorizeWithBackend } from "withings-kit/backend";
import { tauriDeepLink } from "withings-kit/tauri";
import { type Backend, lastWeighIns, logOut } from "../backend-data.ts";
import { bindPage } from "../weigh-in-page.ts";

const backend: Backend = {
  url: "https://app.example.com/withings",
  headers: { authorization: "Bearer the-session-of-your-app" },
  // Through Rust. It says the page's origin too: tauri://localhost and http://tauri.localhost stand in the backend's option `origins`.
  fetch,
};

bindPage({
  logIn: async () => {
    const connection = await authorizeWithBackend({
      backend: backend.url,
      headers: backend.headers,
      fetch,
      returnTo: "example://withings/done",
      webView: tauriDeepLink({ openUrl, onOpenUrl, getCurrent, isRegistered, register }),
    });
    return connection === null ? undefined : await lastWeighIns(backend);
  },
  logOut: () => logOut(backend),
});
