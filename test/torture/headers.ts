/** How a request says from whom it is, for the gate. */
export const headers = { by: "x-torture-by", person: "x-torture-person" } as const;

/** What is asked for: a data call, a token, or the nonce of a signed token request. */
export type RequestKind = "call" | "token" | "nonce";

/** Tells it by the path. */
export function requestKind(path: string): RequestKind {
  if (path === "/v2/oauth2") return "token";
  return path === "/v2/signature" ? "nonce" : "call";
}
