// The calls that the program makes. What stands between "show" and "end" is read from this file while it runs, and printed beside the
// step that it did: the lines on the screen are the lines that ran.
import {
  type AuthorizeOptions,
  type ClientOptions,
  WithingsConnector,
  type WithingsCredentials,
} from "withings-kit";
import { createSandbox, type Sandbox, type SandboxServer } from "withings-sandbox";

/** Who asks: the application, as registered at Withings, and which Withings it is. */
export type Application = ClientOptions;

/** How the login is shown, and where it ends. */
export type Login = Pick<AuthorizeOptions, "redirectUri" | "callbackUrlScheme" | "webView">;

/** A Withings cloud on this machine, open to its browsers. */
export interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
}

/** Starts a Withings cloud. */
export async function startSandbox(): Promise<RunningSandbox> {
  // show sandbox
  const sandbox = createSandbox();
  const server = await sandbox.listen();
  // end
  return { sandbox, server };
}

/** A person logs in. `null`: they refused, or closed the window. */
export async function connect(application: Application, login: Login): Promise<WithingsCredentials | null> {
  // show connect
  const credentials = await WithingsConnector.authorize({
    ...application, // clientID, clientSecret, cloud
    ...login, // redirectUri, callbackUrlScheme, perhaps a webView
    scope: "user.info,user.metrics",
  });
  // end
  return credentials;
}

/** Where the API is called, with whose credentials. */
export interface ApiCall {
  readonly apiUrl: string;
  readonly credentials: WithingsCredentials;
  readonly signal: AbortSignal;
}

/** Asks for the devices of the person. */
export async function askForDevices({ apiUrl, credentials, signal }: ApiCall): Promise<Response> {
  // show devices
  const url = `${apiUrl}/v2/user`;
  const { withingsAccessToken } = credentials;
  const headers = { authorization: `Bearer ${withingsAccessToken}` };
  const body = new URLSearchParams({ action: "getdevice" });
  const answer = await fetch(url, { method: "POST", headers, body, signal });
  // end
  return answer;
}

/** Lets three hours pass at the sandbox. */
export function letTimePass(sandbox: Sandbox): void {
  // show time
  sandbox.clock.advance({ hours: 3 });
  // end
}

/** Gets new credentials for the old. `null`: Withings rejected the refresh token. */
export async function renew(
  application: Application,
  credentials: WithingsCredentials,
): Promise<WithingsCredentials | null> {
  // show renew
  const renewed = await WithingsConnector.refreshToken({
    ...application, // clientID, clientSecret, cloud
    withingsRefreshToken: credentials.withingsRefreshToken,
  });
  // end
  return renewed;
}
