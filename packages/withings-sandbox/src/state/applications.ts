/** A registered application. */
export interface Application {
  readonly clientID: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly description: string;
  /** The callback URLs, as registered. */
  readonly redirectUris: readonly string[];
  /** Whether it signed a contract, and so may call the operations that need one. */
  readonly contract: boolean;
  /** Whether a callback URL breaks Withings' rules, so that at most ten people can be linked. */
  readonly restricted: boolean;
}

/** An application to register. What is left out is invented. */
export interface NewApplication {
  readonly name?: string;
  readonly description?: string;
  readonly redirectUris: readonly string[];
  readonly clientID?: string;
  readonly clientSecret?: string;
  /** Default `false`. */
  readonly contract?: boolean;
  /** Default: whether a redirect URI breaks Withings' rules for production. */
  readonly restricted?: boolean;
}

/** The registered applications. */
export interface Applications {
  put(application: Application): Application;
  get(clientId: string): Application | undefined;
  list(): readonly Application[];
  /** Whether the browser may be sent there for this application. */
  allowsRedirect(application: Application, redirectUri: string): boolean;
  /** Whether notifications may be sent there: to a registered callback URL, or below one. */
  allowsNotification(application: Application, callbackUrl: string): boolean;
  clear(): void;
}

/** No {@link Applications}. */
export function createApplications(matching: () => "exact" | "prefix"): Applications {
  const applications = new Map<string, Application>();
  return {
    put: (application) => {
      applications.set(application.clientID, application);
      return application;
    },
    get: (clientId) => applications.get(clientId),
    list: () => [...applications.values()],
    allowsRedirect: ({ redirectUris }, redirectUri) =>
      matching() === "prefix" ? isCovered(redirectUris, redirectUri) : redirectUris.includes(redirectUri),
    allowsNotification: ({ redirectUris }, callbackUrl) => isCovered(redirectUris, callbackUrl),
    clear: () => {
      applications.clear();
    },
  };
}

const isCovered = (registered: readonly string[], address: string): boolean =>
  registered.includes(address) || registered.some((base) => isBelow(base, address));

/** Whether the address only adds a path or a query to the registered one. */
function isBelow(registered: string, redirectUri: string): boolean {
  if (!redirectUri.startsWith(registered)) return false;
  // Not every longer string is below: a longer port or host name is another server, and dots climb out again.
  const rest = redirectUri.slice(registered.length);
  return (/^[/?]/.test(rest) || registered.endsWith("/")) && !/(^|\/)(\.|%2e){1,2}(\/|$)|[\\#]/i.test(rest);
}
