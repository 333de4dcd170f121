import { createHash, randomBytes } from "node:crypto";
import type { VisitorOptions } from "withings-sandbox";
import { type Application, type ApplicationOptions, application, target } from "./application.js";
import { type TestBrowser, visit } from "./browser.js";

export const deepLink = "example://withings/done";

/** An app without a secret, and what it remembers of its login. */
export interface AppLogin {
  readonly app: Application;
  /** The app's own requests: it has a session, but its browser brings none to the callback. */
  readonly http: TestBrowser;
  readonly verifier: string;
  /** Withings' page for this login. */
  readonly url: string;
  readonly attempt: string;
}

/** The server of apps. */
export function appServer(options: ApplicationOptions = {}): Application {
  return application({ apps: {}, returnTo: [deepLink, "https://spa.example.com/done"], ...options });
}

/** An app begins a login. */
export async function begin(
  app: Application,
  { user = "ada", ...body }: { readonly user?: string | undefined; readonly [name: string]: unknown } = {},
): Promise<AppLogin> {
  const http = app.browserOf(user === "" ? undefined : user);
  const verifier = randomBytes(32).toString("base64url");
  const answer = await app.post(http, "attempts", { challenge: challengeOf(verifier), ...body });
  if (answer.status !== 201) throw new Error(`The login was not begun: ${JSON.stringify(answer)}`);
  const { url, attempt } = answer.body as { readonly url: string; readonly attempt: string };
  return { app, http, verifier, url, attempt };
}

/** A person goes through Withings in the app's web view, which has no cookies. @returns the deep link at which the app gets control back */
export async function comeBack({ app, url }: AppLogin, person: VisitorOptions = {}): Promise<URL> {
  return forward(app, await visit(url, { fetch: app.sandbox.fetch, ...person }));
}

/** Opens a callback in a browser that knows nothing, and follows it to the app. */
export async function forward(app: Application, back: string): Promise<URL> {
  const browser = app.browserOf();
  const there = target(await browser.open(back));
  if (!there.includes("/return?to=")) return new URL(there);
  const page = await (await browser.open(there)).text();
  const [, link = ""] = /<a class="go" href="([^"]+)">/.exec(page) ?? [];
  return new URL(link.replaceAll("&#38;", "&"));
}

/** What the app gets for a ticket. */
export function redeem(
  { app, http, verifier }: Pick<AppLogin, "app" | "http" | "verifier">,
  ticket: string | null,
): ReturnType<Application["post"]> {
  return app.post(http, "tickets", { ticket, verifier });
}

/** An S256 challenge. */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
