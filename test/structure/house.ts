/**
 * The order of the library's rooms, lowest floor first. A room is a folder or a file at the top of `packages/withings-kit/src`. It
 * imports from rooms on lower floors only; rooms on one floor do not know each other.
 */
export const house: readonly (readonly string[])[] = [
  ["model"],
  ["errors", "page"],
  ["option-help"],
  ["option"],
  ["cloud"],
  ["credentials"],
  ["contract"],
  ["http"],
  ["wire"],
  ["oauth"],
  ["calls"],
  ["web-view", "connection", "client-options", "login-failure"],
  ["expo", "react-native", "capacitor", "electron", "tauri"],
  ["api", "attempt", "refresh-token"],
  ["backend"],
  ["authorize"],
  ["two-step-login"],
  ["connector", "browser", "data", "withings", "node", "sqlite", "postgres", "store-conformance"],
  ["server"],
  ["index"],
];

/** What the library's portable rooms may not import: everything that only Node has. */
export const roomOfNode = "node";

/** The most lines that a file of ours may have. */
export const longestFile = 400;
