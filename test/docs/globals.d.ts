import type { Sandbox } from "withings-sandbox";
import type { Connection, Withings, WithingsCredentials as Credentials } from "withings-kit";

// What the documents' snippets use without saying where it comes from; prelude.ts gives the values. A snippet's own names hide them.
declare global {
  /** The client id of the sandbox's application. */
  var clientID: string;
  /** Its secret. */
  var clientSecret: string;
  /** Those of a person who allowed everything. */
  var credentials: Credentials;
  /** Keeps that person's connection. */
  var withings: Withings;
  /** It. */
  var connection: Connection;
  /** A sandbox that is called in-process. */
  var sandbox: Sandbox;
  /** A program's own window, in which a scripted person logs in. */
  var myWindow: {
    showUntil(login: { url: string; redirectUri: string; signal: AbortSignal }): Promise<string | undefined>;
  };
  /** A program's own way to a browser, in which a scripted person logs in. */
  var showToPerson: (url: string) => void;
}
