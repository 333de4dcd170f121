/**
 * @typedef {object} Ground
 * @property {typeof import("withings-kit")} library the library as the runtime under test imports it
 * @property {{ accountUrl: string, apiUrl: string }} cloud the sandbox
 * @property {{ clientID: string, clientSecret: string, redirectUri: string }} application one that is registered there
 * @property {string} visitUrl where a scripted person waits to be shown a login page; see ground.ts
 */

/**
 * What a program does with the library, in plain JavaScript for every runtime: log in, store, renew, be refused. Uses the runtime's own
 * `fetch`, timers and WebCrypto, since whether those do is the question.
 *
 * @param {Ground} ground
 * @returns {Promise<readonly string[]>} what was found to hold
 * @throws the first that does not
 */
export async function exercise({ library, cloud, application, visitUrl }) {
  const { WithingsConnector, WithingsCredentials, WithingsTransportError } = library;
  /** @type {string[]} */
  const held = [];
  const holds = (/** @type {string} */ what, /** @type {boolean} */ condition) => {
    if (!condition) throw new Error(`It does not hold that ${what}.`);
    held.push(what);
  };

  const { clientID, clientSecret, redirectUri } = application;
  const client = { clientID, clientSecret, cloud };
  const logIn = (
    /** @type {"allow" | "refuse"} */ answer,
    /** @type {"secret" | "signature"} */ clientAuthentication,
  ) =>
    WithingsConnector.authorize({
      ...client,
      clientAuthentication,
      scope: ["user.info", "user.metrics"],
      redirectUri,
      callbackUrlScheme: "https",
      webView: { open: (request) => visit(visitUrl, request, answer) },
      timeoutMs: 30_000,
    });

  const credentials = await logIn("allow", "secret");
  if (credentials === null) throw new Error("authorize gave null to somebody who allowed everything.");
  holds("a login gives credentials", /^\d+$/.test(credentials.userID) && credentials.expires === 10_800);
  holds("both scopes were granted", credentials.scope.split(",").sort().join() === "user.info,user.metrics");

  const tokens = [credentials.withingsAccessToken, credentials.withingsRefreshToken];
  holds("printing credentials shows no token", !tokens.some((token) => String(credentials).includes(token)));
  const stored = WithingsCredentials.fromJSON(JSON.stringify(credentials));
  holds("stored credentials come back whole", JSON.stringify(stored) === JSON.stringify(credentials));

  const renewed = await WithingsConnector.refreshToken({
    ...client,
    withingsRefreshToken: stored.withingsRefreshToken,
  });
  holds("a refresh gives new tokens", renewed !== null && !tokens.includes(renewed.withingsAccessToken));
  holds("a refresh is for the same person", renewed?.userID === credentials.userID);

  const rejected = await WithingsConnector.refreshToken({ ...client, withingsRefreshToken: "never-issued" });
  holds("an unknown refresh token gives null", rejected === null);
  holds("a refused login gives null", (await logIn("refuse", "secret")) === null);
  holds("a login signed with WebCrypto gives credentials", (await logIn("allow", "signature")) !== null);

  const unreachable = await WithingsConnector.refreshToken({
    ...client,
    cloud: { ...cloud, apiUrl: "http://127.0.0.1:1" },
    withingsRefreshToken: stored.withingsRefreshToken,
  }).catch((/** @type {unknown} */ error) => error);
  holds("a cloud out of reach throws a transport error", unreachable instanceof WithingsTransportError);
  return held;
}

/**
 * Has the scripted person answer the login page.
 *
 * @param {string} visitUrl
 * @param {{ url: string, redirectUri: string }} request
 * @param {string} answer
 * @returns {Promise<import("withings-kit").WebViewResult>}
 */
async function visit(visitUrl, { url, redirectUri }, answer) {
  const response = await fetch(visitUrl, {
    method: "POST",
    body: JSON.stringify({ url, redirectUri, answer }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The scripted person failed: ${text}`);
  return { type: "callback", url: text };
}
