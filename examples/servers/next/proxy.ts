import { type NextRequest, NextResponse } from "next/server";
import { sessionCookie } from "../session.ts";
import { settingsFrom } from "../settings.ts";

/** Gives each browser its session: a page cannot set a cookie. In place of your own sign-in. */
export function proxy(request: NextRequest): NextResponse {
  const response = NextResponse.next();
  const { redirectUri } = settingsFrom(process.env);
  const { cookie } = sessionCookie(request, { secure: redirectUri.startsWith("https:") });
  response.headers.append("set-cookie", cookie);
  return response;
}

export const config = { matcher: "/" };
