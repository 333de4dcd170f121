import { empty, refused } from "./answers.js";
import { bodyText } from "./body-text.js";
import type { ServerContext } from "./context.js";

/** What stands before the routes that pages and apps call with JSON. */
export interface JsonGuard {
  /** The answer to who may not call, or calls wrongly; `undefined` for everybody else. */
  readonly refusal: (request: Request, route: string) => Response | undefined;
  /** The body's object, or the answer to what is none. */
  readonly bodyOf: (request: Request) => Promise<Readonly<Record<string, unknown>> | Response>;
  /** The answer to a browser that asks whether a page of another origin may call. */
  readonly preflight: (request: Request) => Response;
  /** Lets a page of a listed origin read an answer. */
  readonly share: (request: Request, response: Response) => Response;
}

/**
 * Keeps other sites' pages out: a browser says from which origin a page posts, and with `application/json` it asks first. What is no
 * browser, such as an app, sends no `Origin`, and has nobody's cookies.
 */
export function jsonGuard({ redirectUri, origins = [], tell }: ServerContext): JsonGuard {
  const own = new URL(redirectUri).origin;
  /** Ours, not what was sent. */
  const listed = (request: Request): string | undefined => {
    const origin = request.headers.get("origin");
    return origins.find((each) => each === origin);
  };

  return {
    refusal: (request, route) => {
      const origin = request.headers.get("origin");
      if (origin !== null && origin !== own && listed(request) === undefined) {
        tell({ type: "originRefused", route });
        return refused(403, {
          error: "origin_not_allowed",
          message: "Pages of this origin may not call here: see the backend's option origins.",
        });
      }
      if (request.method !== "POST" || isJson(request)) return undefined;
      return refused(415, {
        error: "content_type_not_allowed",
        message: "Send the body as application/json.",
      });
    },
    bodyOf: async (request) => {
      const text = await bodyText(request);
      if (text === undefined)
        return refused(413, {
          error: "body_too_large",
          message: "The body is too large, or did not come to its end.",
        });
      const value = parsed(text);
      return isObject(value)
        ? value
        : refused(400, { error: "body_invalid", message: "The body must be a JSON object." });
    },
    preflight: (request) => {
      if (listed(request) === undefined) return empty(403);
      return empty(204, {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-max-age": "600",
      });
    },
    share: (request, response) => {
      if (origins.length === 0) return response;
      response.headers.set("vary", "origin");
      const origin = listed(request);
      if (origin === undefined) return response;
      response.headers.set("access-control-allow-origin", origin);
      response.headers.set("access-control-allow-credentials", "true");
      return response;
    },
  };
}

function isJson(request: Request): boolean {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";", 1);
  return type.trim().toLowerCase() === "application/json";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
