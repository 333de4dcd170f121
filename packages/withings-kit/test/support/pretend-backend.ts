import { createHash, randomBytes } from "node:crypto";
import { createWithings, type LoginAttempt, memoryStore } from "withings-kit";
import type { Sandbox } from "withings-sandbox";

/** What a request brought. */
export interface BackendRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The part of a backend that apps talk to, without users: who asks is who is connected. */
export interface PretendBackend {
  readonly redirectUri: string;
  readonly handle: (request: Request) => Promise<Response>;
  readonly requests: readonly BackendRequest[];
  /** Answers in place of the usual, by path, until they are taken away. */
  readonly instead: Map<string, () => Response | Promise<Response>>;
}

interface Open {
  readonly id: string;
  readonly attempt: LoginAttempt;
  readonly challenge: string;
  readonly returnTo: string;
}

/** Makes a backend in front of a sandbox. */
export function pretendBackend(
  sandbox: Sandbox,
  { origin = "https://app.example.com", cloud = sandbox.cloud, fetch = sandbox.fetch } = {},
): PretendBackend {
  const redirectUri = `${origin}/withings/callback`;
  const { clientID, clientSecret } = sandbox.applications.add({
    name: "Morning Weights",
    redirectUris: [redirectUri],
  });
  const withings = createWithings({
    clientID,
    clientSecret,
    redirectUri,
    cloud,
    fetch,
    store: memoryStore(),
  });
  const open = new Map<string, Open>();
  const tickets = new Map<string, { readonly challenge: string; readonly userID: string }>();
  const requests: BackendRequest[] = [];
  const instead: PretendBackend["instead"] = new Map();

  const routes: Readonly<Record<string, (request: BackendRequest, url: URL) => Promise<Response>>> = {
    attempts: async ({ body }) => {
      const { url, attempt } = await withings.startLogin({
        scope: (body["scope"] ?? "user.metrics") as string,
      });
      const id = randomBytes(16).toString("base64url");
      const returnTo = (body["returnTo"] ?? "example://withings/done") as string;
      open.set(attempt.state, { id, attempt, returnTo, challenge: String(body["challenge"]) });
      return Response.json({ attempt: id, url, expiresIn: 600 }, { status: 201 });
    },
    callback: async (_request, url) => {
      const begun = open.get(url.searchParams.get("state") ?? "");
      if (begun === undefined) return new Response("Unknown", { status: 400 });
      const connection = await withings.finishLogin(begun.attempt, url.href);
      const back = new URL(begun.returnTo);
      back.searchParams.set("attempt", begun.id);
      if (connection === null) back.searchParams.set("withings", "refused");
      else {
        const ticket = randomBytes(32).toString("base64url");
        tickets.set(ticket, { challenge: begun.challenge, userID: connection.userID });
        back.searchParams.set("ticket", ticket);
      }
      return new Response(null, { status: 303, headers: { location: back.href } });
    },
    tickets: async ({ body }) => {
      const ticket = tickets.get(String(body["ticket"]));
      tickets.delete(String(body["ticket"]));
      const hash = createHash("sha256").update(String(body["verifier"])).digest("base64url");
      if (ticket?.challenge !== hash) return Response.json({ error: "ticket_invalid" }, { status: 400 });
      const { status, scopes } = await (await withings.connection(ticket.userID)).status();
      return Response.json({ userID: ticket.userID, status, scopes });
    },
  };

  return {
    redirectUri,
    requests,
    instead,
    handle: async (incoming) => {
      const url = new URL(incoming.url);
      const path = url.pathname.replace("/withings/", "");
      const text = await incoming.text();
      const body = text === "" ? {} : (JSON.parse(text) as BackendRequest["body"]);
      const request = { path, headers: incoming.headers, body };
      requests.push(request);
      const route = instead.get(path) ?? routes[path];
      return (await route?.(request, url)) ?? new Response("Not found", { status: 404 });
    },
  };
}
