// A Capacitor app: logs in, shows the last weigh-ins, logs out. The secret is in the backend. The scheme `example` stands in Info.plist and
// in an intent-filter of AndroidManifest.xml, and "https://localhost" and "capacitor://localhost" in the backend's option `origins`.
import { App } from "@capacitor/app";
import { Browser } from "@capacitor/browser";
import { authorizeWithBackend } from "withings-kit/backend";
import { capacitorWebView } from "withings-kit/capacitor";
import { type Backend, lastWeighIns, logOut } from "../backend-data.ts";
import { bindPage } from "../weigh-in-page.ts";

const backend: Backend = {
  url: "https://app.example.com/withings",
  headers: { authorization: "Bearer the-session-of-your-app" },
};

bindPage({
  logIn: async () => {
    const connection = await authorizeWithBackend({
      backend: backend.url,
      headers: backend.headers,
      returnTo: "example://withings/done",
      webView: capacitorWebView({ App, Browser }),
    });
    return connection === null ? undefined : await lastWeighIns(backend);
  },
  logOut: () => logOut(backend),
});
