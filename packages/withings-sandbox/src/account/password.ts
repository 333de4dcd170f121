import { createHash, timingSafeEqual } from "node:crypto";
import type { Login, People } from "../state/index.js";

/**
 * The login that an e-mail address and a password open. Takes the same work for an unknown address as for a wrong password, so that the
 * time tells nobody which addresses exist.
 */
export function openLogin(
  people: People,
  given: { readonly email: string; readonly password: string },
): Login | undefined {
  const login = people.login(given.email.trim());
  const matches = timingSafeEqual(digest(given.password), digest(login?.password ?? ""));
  return matches ? login : undefined;
}

function digest(password: string): Buffer {
  return createHash("sha256").update(password).digest();
}
