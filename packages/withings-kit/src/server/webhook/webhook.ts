import { WithingsConfigurationError } from "../../errors.js";
import { isVisible } from "../../option.js";
import { sameState } from "../../oauth/state.js";
import { bodyText, within } from "../body-text.js";
import { isInBlocks } from "./address-blocks.js";
import { createDuplicates } from "./duplicates.js";
import { readNotification, type WithingsNotification } from "./notification.js";
import { createRate } from "./rate.js";

/** Options of {@link webhook}. */
export interface WebhookOptions {
  /**
   * The secret end of the address that Withings posts to, as `https://app.example.com/withings/webhook/<token>`: visible characters, 20 at
   * least, such as letters, digits, `-` and `_`. Withings signs nothing, so that whoever knows the address could post. Several, while one takes the place of
   * another.
   */
  readonly token: string | readonly string[];
  /**
   * Is handed each notification once. Put it into a queue: the answer to Withings waits for 50 milliseconds at the most. What fails within
   * them is answered with 500, and Withings sends it again; what fails later is told to `onEvent`.
   */
  readonly onNotification: (notification: WithingsNotification) => unknown;
  /** Told what is worth knowing but nobody's answer. */
  readonly onEvent?: ((event: WebhookEvent) => void) | undefined;
  /** Whose posts are taken. @defaultValue everybody's who knows the token */
  readonly addresses?: WebhookAddresses | undefined;
  /** Milliseconds in which an equal notification is dropped: Withings sends some several times. @defaultValue 10,000 */
  readonly duplicateWindowMs?: number | undefined;
  /** Posts taken in a minute. Beyond, Withings is told to come again later. @defaultValue 6,000 */
  readonly perMinute?: number | undefined;
  /** Now, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: (() => number) | undefined;
}

/** Withings' addresses, and where to find a request's. */
export interface WebhookAddresses {
  /** The address that a request came from: behind a proxy, what that proxy says, and nobody else can. */
  readonly of: (request: Request) => string | undefined;
  /** The blocks that it must be in, such as `withingsAddressBlocks()` of `withings-kit/node`. Asked each time, so keep them. */
  readonly blocks: () => Promise<readonly string[]> | readonly string[];
}

/** What {@link WebhookOptions.onEvent} is told. */
export type WebhookEvent =
  /** A post with a wrong token, from an address that is not allowed, or of which nothing could be made. */
  | { readonly type: "webhookIgnored"; readonly reason: WebhookIgnoredReason }
  /** `onNotification` failed after Withings had its answer, so that Withings does not send it again. */
  | {
      readonly type: "notificationLost";
      readonly notification: WithingsNotification;
      readonly error: unknown;
    };

/** Why a post is not taken for a notification. */
export type WebhookIgnoredReason =
  "address_not_allowed" | "duplicate" | "too_large" | "too_many" | "unreadable" | "wrong_token";

const handOverMs = 50;

/**
 * Takes Withings' notifications: `HEAD` and `POST` at an address that ends with a token. Withings wants an answer below 400 within seconds,
 * else it repeats, and ends the subscription when that goes on.
 *
 * @throws {@link WithingsConfigurationError} when an option cannot be used.
 *
 * @example
 * ```ts
 * const handle = webhook({ token: process.env.WEBHOOK_TOKEN, onNotification: (notification) => queue.add(notification) });
 * ```
 *
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-overview
 */
export function webhook(options: WebhookOptions): (request: Request) => Promise<Response> {
  const { onNotification, onEvent, addresses, clock = Date.now } = options;
  const { duplicateWindowMs = 10_000, perMinute = 6_000 } = options;
  const tokens = [options.token].flat();
  checkOptions(options, tokens);
  const duplicates = createDuplicates(duplicateWindowMs, clock);
  const isAllowed = createRate(perMinute, clock);

  const tell = (event: WebhookEvent): void => {
    queueMicrotask(() => onEvent?.(event));
  };
  const ignore = (reason: WebhookIgnoredReason, status: number): Response => {
    tell({ type: "webhookIgnored", reason });
    return answer(status);
  };

  const take = async (request: Request): Promise<Response> => {
    if (!isAllowed()) return ignore("too_many", 429);
    const text = await bodyText(request);
    if (text === undefined) return ignore("too_large", 413);
    const notification = readNotification(text, new Date(clock()));
    // What is not to be understood would only be sent again.
    if (!notification) return text === "" ? answer(200) : ignore("unreadable", 200);
    if (duplicates.isDuplicate(text)) return ignore("duplicate", 200);
    // In a microtask of its own, so that what it throws at once is like a promise that is rejected.
    const handed = Promise.resolve(notification).then(onNotification);
    let answered = false;
    const failed = handed.then(
      () => false,
      (error: unknown) => {
        duplicates.forget(text);
        if (answered) tell({ type: "notificationLost", notification, error });
        return true;
      },
    );
    const isFailed = await within(failed, handOverMs);
    answered = true;
    return answer(isFailed ? 500 : 200);
  };

  return async (request) => {
    const { method, url } = request;
    if (!isToken(new URL(url).pathname, tokens)) return ignore("wrong_token", 404);
    if (addresses && !(await isFrom(addresses, request))) return ignore("address_not_allowed", 404);
    if (method === "HEAD") return answer(200);
    return method === "POST" ? take(request) : answer(405, { allow: "HEAD, POST" });
  };
}

function checkOptions({ onNotification, ...options }: WebhookOptions, tokens: readonly unknown[]): void {
  const { duplicateWindowMs = 0, perMinute = 1 } = options;
  const [option, help] =
    tokens.length === 0 || !tokens.every(isUsable)
      ? ["token", "20 characters or more that nobody can guess, such as those of crypto.randomUUID()"]
      : typeof onNotification !== "function"
        ? ["onNotification", "a function that is handed notifications"]
        : !(duplicateWindowMs >= 0)
          ? ["duplicateWindowMs", "milliseconds, from 0"]
          : !(perMinute >= 1)
            ? ["perMinute", "how many posts are taken in a minute, from 1"]
            : [];
  if (option !== undefined)
    throw new WithingsConfigurationError(
      "configuration_invalid",
      `The option ${option} is missing or cannot be used. Give ${String(help)}.`,
      { option },
    );
}

/** Whether a token is long enough, and comes back in addresses letter for letter. */
function isUsable(token: unknown): boolean {
  return (
    isVisible(token) &&
    /^[^/?#%]{20,}$/.test(token) &&
    new URL(`https://own.invalid/${token}`).pathname === `/${token}`
  );
}

/** Whether a path ends with one of the tokens. Compared in a time that does not tell how much of one is right. */
function isToken(path: string, tokens: readonly string[]): boolean {
  const given = path.slice(path.lastIndexOf("/") + 1);
  return tokens.map((token) => sameState(token, given)).includes(true);
}

async function isFrom({ of, blocks }: WebhookAddresses, request: Request): Promise<boolean> {
  const address = of(request);
  return address !== undefined && isInBlocks(address, await blocks());
}

function answer(status: number, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...more },
  });
}
