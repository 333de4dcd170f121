// In place of a sign-in: a session without a password, where each browser is a user.

/** Who a browser is, by its cookies. */
export function readSession(cookies: string | null): string | undefined {
  return /(?:^|; )session=([0-9a-f]{64})(?:;|$)/.exec(cookies ?? "")?.[1];
}

/** The user of a request, or a new one, and the cookie that keeps them. */
export function sessionCookie(
  request: Request,
  { secure }: { readonly secure: boolean },
): { readonly user: string; readonly cookie: string } {
  const user = readSession(request.headers.get("cookie")) ?? newUser();
  // Lax, since strict cookies stay away when Withings sends the browser back.
  return { user, cookie: `session=${user}; Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}` };
}

function newUser(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
