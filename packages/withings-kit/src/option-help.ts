const url = "https, or plain http on this machine (localhost, 127.0.0.1, [::1])";

/** What to give, option by option. */
const optionHelp: Readonly<Record<string, string>> = {
  clientID: "the client id from Withings' developer dashboard",
  clientSecret:
    "the client secret from Withings' developer dashboard, and only on a server: everybody can read what is in a page or an app, so there " +
    "give backend and leave clientSecret out",
  backend: `the address of your server's handlers, such as https://app.example.com/withings: ${url}, without user name, query and fragment`,
  returnTo:
    "the address in your app to which the backend sends the person, exactly as it is allowed there, such as example://withings/done, " +
    "without the parameters ticket, attempt and withings; for popup() and startRedirect a page of this site",
  clientAuthentication: '"secret" or "signature"',
  cloud: `"eu", "us" or { accountUrl, apiUrl }: ${url}, without user name, query and fragment`,
  scope: 'at least one scope, as "user.metrics,user.activity" or as an array',
  mode: '"demo", or leave it out',
  redirectUri:
    `the exact string that is registered at Withings: ${url}, or a scheme of your own such as example://withings/auth, without user name, ` +
    "fragment and the parameters code, state and error",
  callbackUrlScheme:
    'the bare scheme in lower case: that of redirectUri, such as "http", or that of your app to which a page at redirectUri forwards, ' +
    'such as "example" for example://withings/auth',
  timeoutMs: "milliseconds, from 1 to 2147483647",
  webView: "an object with open(request), in a browser popup(); this platform has none built in",
  fetch: "a function like the fetch of browsers; this platform has none of its own",
  clock: "a function that gives the milliseconds since 1970, as Date.now does",
  store: "where connections are kept: memoryStore(), or one of those in docs/stores.md",
  onEvent: "a function that is told events, or leave it out",
  maxWaitMs: "milliseconds, from 0",
  limit: "a whole number from 0, or leave it out for all",
  waitMs: "milliseconds, from 0 to 2147483647",
  expectUserID: "the userID of who is to log in, which is a string, or leave it out",
  input:
    "a path of Withings' API, such as /v2/user, or a URL that begins like the addresses of its API: the access token is sent nowhere else",
  userID: "the userID of the credentials, which is a string",
  withingsRefreshToken: "the withingsRefreshToken of the newest credentials",
};

/** Says which option cannot be used. Apart from the checks, so that a program which is set up rightly never loads it. */
export function explain(option: string): string {
  return `The option ${option} is missing or cannot be used. Give ${String(optionHelp[option])}.`;
}
