import type { Sandbox } from "withings-sandbox";

/** A request that a program sent to Withings, and the status that Withings gave it. */
export interface Sent {
  /** What it asked for: new credentials with a refresh token or with a code, data, or anything else. */
  readonly kind: "refresh" | "exchange" | "api" | "other";
  readonly url: string;
  readonly init: RequestInit;
  readonly form: URLSearchParams;
  readonly refreshToken: string | undefined;
  readonly accessToken: string | undefined;
  /** What Withings answered, also where it did not arrive. */
  answer?: Envelope;
}

/** Withings' envelope. */
export interface Envelope {
  readonly status?: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** What a test may do to a request: pass it on with `send`, or not, and give another answer or none. */
export type Tap = (sent: Sent, send: () => Promise<Response>) => Promise<Response>;

/** All that goes between programs and a sandbox. */
export interface Wire {
  readonly sent: Sent[];
  /** Every token, code and secret that ever went over it. */
  readonly secrets: Set<string>;
  /** What happens to requests. Default: they are passed on. */
  tap: Tap;
  readonly fetch: typeof globalThis.fetch;
}

const secretNames = /^(access_token|refresh_token|code|client_secret|signature|nonce|state|csrf_token)$/;

/** How many requests are under way, in all worlds. */
export const traffic = { underWay: 0 };

/** Taps the wire to a sandbox. */
export function tapWire(sandbox: Sandbox): Wire {
  const wire: Wire = {
    sent: [],
    secrets: new Set([sandbox.application.clientSecret]),
    tap: (_sent, send) => send(),
    fetch: async (input, init = {}) => {
      const sent = read(input, init);
      wire.sent.push(sent);
      for (const [name, value] of sent.form) if (secretNames.test(name)) wire.secrets.add(value);
      if (sent.accessToken !== undefined) wire.secrets.add(sent.accessToken);
      const send = async (): Promise<Response> => {
        const response = await sandbox.fetch(new Request(input, init));
        sent.answer = await envelope(response);
        for (const [name, value] of Object.entries(sent.answer.body ?? {}))
          if (secretNames.test(name) && typeof value === "string") wire.secrets.add(value);
        return response;
      };
      traffic.underWay++;
      try {
        return await wire.tap(sent, send);
      } finally {
        traffic.underWay--;
      }
    },
  };
  return wire;
}

function read(input: Parameters<typeof globalThis.fetch>[0], init: RequestInit): Sent {
  const { body, headers } = init;
  const text = body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body;
  const form = new URLSearchParams(typeof text === "string" ? text : "");
  const url = input instanceof Request ? input.url : input.toString();
  const grant = form.get("grant_type");
  return {
    kind:
      grant === "refresh_token"
        ? "refresh"
        : grant === "authorization_code"
          ? "exchange"
          : new Headers(headers).has("authorization")
            ? "api"
            : "other",
    url,
    init,
    form,
    refreshToken: form.get("refresh_token") ?? undefined,
    accessToken: /^Bearer (.+)$/.exec(new Headers(headers).get("authorization") ?? "")?.[1],
  };
}

async function envelope(response: Response): Promise<Envelope> {
  const text = await response.clone().text();
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return {};
  }
}

/** An answer of Withings. */
export function answer(value: unknown, init?: ResponseInit): Response {
  return new Response(typeof value === "string" ? value : JSON.stringify(value), init);
}

/** What `fetch` throws where there is no connection; with ECONNREFUSED nothing was sent. */
export function networkError(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });
}
