// Runs before each snippet, in its process: leads its requests from Withings to the sandbox, and gives it what globals.d.ts names.
import { registerHooks } from "node:module";
import { createSandbox } from "withings-sandbox";
import { etcdStandIn, etcdUrl } from "./etcd-stand-in.ts";
import { useServer } from "./scripted-browser.ts";
import { visit } from "./scripted-person.ts";
import { standIn } from "./withings-stand-in.ts";

const {
  DOCS_SANDBOX_URL: sandboxUrl = "",
  DOCS_ANSWER: answer,
  DOCS_OFFLINE: offline,
  DOCS_SERVES: serves,
  WITHINGS_CLIENT_ID: clientID = "",
  WITHINGS_CLIENT_SECRET: clientSecret = "",
} = process.env;

// Parts of the library that reach for the screen or the keyring of whoever runs the tests.
const standIns = [
  ["/dist/node/app-window/app-window.js", "scripted-window.ts"],
  ["/dist/node/keyring/system-keyring.js", "scripted-keyring.ts"],
] as const;

registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const [, file] = standIns.find(([path]) => resolved.url.endsWith(path)) ?? [];
    return file === undefined
      ? resolved
      : { ...resolved, url: new URL(file, import.meta.url).href, format: "module-typescript" };
  },
});

// Not at the top: it must be resolved with the hook.
const { createWithings, memoryStore, WithingsConnector } = await import("withings-kit");

const credentials = await WithingsConnector.authorize({
  clientID,
  clientSecret,
  scope: "user.info,user.metrics,user.activity,user.sleepevents",
  redirectUri: "https://app.example.com/withings/callback",
  callbackUrlScheme: "https",
  cloud: { accountUrl: sandboxUrl, apiUrl: sandboxUrl },
  webView: {
    open: async (request) => ({
      type: "callback",
      url: await visit({ ...request, sandboxUrl, answer: "allow" }),
    }),
  },
});
if (credentials === null) throw new Error("The scripted person did not allow access.");

const ownFetch = globalThis.fetch;
const etcd = etcdStandIn();
Object.assign(globalThis, {
  clientID,
  clientSecret,
  credentials,
  sandbox: createSandbox(),
  myWindow: {
    showUntil: (login: { url: string; redirectUri: string }) => visit({ ...login, sandboxUrl, answer }),
  },
  showToPerson: (url: string) => {
    const redirectUri = new URL(url).searchParams.get("redirect_uri") ?? "";
    void visit({ url, redirectUri, sandboxUrl, answer }).then(async (callbackUrl) => {
      // Some other program on this machine comes first, with an address that is none.
      await ownFetch(`${new URL(redirectUri).origin}//`);
      await ownFetch(callbackUrl);
    });
  },
  fetch: (async (input, init) => {
    if (offline !== undefined)
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } });
    const request = new Request(input, init);
    if (request.url.startsWith(`${etcdUrl}/`)) return etcd(request);
    const url = standIn(request.url, sandboxUrl);
    return ownFetch(url === request.url ? request : new Request(url, request));
  }) satisfies typeof fetch,
});

// After fetch leads to the sandbox.
const withings = createWithings({ clientID, clientSecret, store: memoryStore() });
Object.assign(globalThis, { withings, connection: await withings.adopt(credentials) });

if (serves !== undefined)
  void useServer(serves, { fetch: ownFetch, sandboxUrl }).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
