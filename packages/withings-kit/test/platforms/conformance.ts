import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  type AuthorizationEvent,
  type AuthorizeOptions,
  WithingsConnector,
  type WithingsCredentials,
  type WithingsError,
} from "withings-kit";
import { createSandbox, type Sandbox, visitor } from "withings-sandbox";
import { failure } from "../support/login.js";
import type { Device } from "./device.js";

/** A platform, and what can be heard on it. */
export interface Platform {
  readonly name: string;
  readonly device: () => Device;
  /** @defaultValue "example://withings/auth" */
  readonly redirectUri?: string;
  /** Whether the program hears when the person closes the page. @defaultValue true */
  readonly hearsOfClosing?: boolean;
  /** Whether it is a window of the program's own, of which there can be several. */
  readonly ownWindow?: boolean;
  /** The code of what cannot be shown. */
  readonly unshowable?: unknown;
}

/** A person at a device and the sandbox behind it. */
export class Scene {
  readonly sandbox: Sandbox = createSandbox();
  readonly events: AuthorizationEvent[] = [];
  readonly device: Device;
  readonly redirectUri: string;

  constructor({ device, redirectUri = "example://withings/auth" }: Omit<Platform, "name">) {
    this.device = device();
    this.redirectUri = redirectUri;
  }

  authorize(options: Partial<AuthorizeOptions> = {}): Promise<WithingsCredentials | null> {
    return WithingsConnector.authorize({
      ...this.sandbox.application,
      cloud: this.sandbox.cloud,
      fetch: this.sandbox.fetch,
      scope: "user.metrics",
      redirectUri: this.redirectUri,
      callbackUrlScheme: new URL(this.redirectUri).protocol.slice(0, -1),
      webView: this.device.webView,
      timeoutMs: 5_000,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  /** Where the sandbox's pages send the browser when the person has answered. */
  async loggedIn(page: string, answer: "allow" | "refuse" = "allow"): Promise<string> {
    const person = visitor({ fetch: this.sandbox.fetch, answer });
    const { signal } = new AbortController();
    const result = await person.open({
      url: page,
      redirectUri: this.redirectUri,
      callbackUrlScheme: "example",
      signal,
      whyIgnored: () => undefined,
      offer: () => Promise.resolve({ type: "refused" }),
    });
    if (result.type !== "callback") throw new Error("The visitor was not sent back.");
    return result.url;
  }

  /** A callback that somebody else made up. */
  forged(): string {
    return `${this.redirectUri}?code=somebody-elses-code&state=somebody-elses-state`;
  }

  get exchanges(): number {
    return this.sandbox.requests.list().filter(({ operation }) => operation === "oauth2 requesttoken").length;
  }
}

/** Holds a platform's web view to what every one of them must do, through `WithingsConnector.authorize`. */
export function describePlatform(platform: Platform): void {
  const { name, hearsOfClosing = true, ownWindow = false, unshowable = new Error("no browser") } = platform;
  const scene = (): Scene => new Scene(platform);

  describe(name, () => {
    test("a login ends with credentials; the code was exchanged once, and nothing is left", async () => {
      const at = scene();
      const login = at.authorize();
      at.device.follow(await at.loggedIn(await at.device.nextPage()));
      expect(await login).toMatchObject({ userID: expect.stringMatching(/^\d+$/) as string });
      expect([at.device.shown.length, at.exchanges]).toEqual([1, 1]);
      await emptied(at.device);
    });

    test("the person refuses: null, and no token is asked for", async () => {
      const at = scene();
      const login = at.authorize();
      at.device.follow(await at.loggedIn(await at.device.nextPage(), "refuse"));
      expect([await login, at.exchanges]).toEqual([null, 0]);
      await emptied(at.device);
    });

    if (hearsOfClosing)
      test("the person closes the page: null", async () => {
        const at = scene();
        const login = at.authorize();
        await at.device.nextPage();
        at.device.close();
        expect([await login, at.exchanges, at.device.shown.length]).toEqual([null, 0, 1]);
        await emptied(at.device);
      });

    test("a forged callback comes first: it is told, and the login goes on", async () => {
      const at = scene();
      const login = at.authorize();
      const page = await at.device.nextPage();
      at.device.openForeign(at.forged());
      await delay(150);
      at.device.follow(await at.loggedIn(page));
      expect(await login).not.toBeNull();
      expect(at.events).toEqual([{ type: "callbackIgnored", reason: "state_wrong" }]);
      expect(at.exchanges).toBe(1);
      await emptied(at.device);
    });

    test("the program aborts it: everything is taken down, and the next login works", async () => {
      const at = scene();
      const controller = new AbortController();
      const login = failure(at.authorize({ signal: controller.signal }));
      await at.device.nextPage();
      controller.abort();
      expect(await login).toMatchObject({ code: "authorization_aborted" });
      await emptied(at.device);
      // On Android the module waits until the person is back in the app.
      at.device.close();
      await delay(20);
      const again = at.authorize();
      at.device.follow(await at.loggedIn(await at.device.nextPage()));
      expect(await again).not.toBeNull();
    });

    test("aborted while it begins, it leaves nothing behind either", async () => {
      for (const ms of [0, 1, 4, 8]) {
        const at = scene();
        const controller = new AbortController();
        const login = failure(at.authorize({ signal: controller.signal }));
        await delay(ms);
        controller.abort();
        expect(await login).toMatchObject({ code: "authorization_aborted" });
        await emptied(at.device);
      }
    });

    test("the deadline passes: everything is taken down, and a callback after that does nothing", async () => {
      const at = scene();
      const login = failure(at.authorize({ timeoutMs: 80 }));
      const url = await at.loggedIn(await at.device.nextPage());
      expect(await login).toMatchObject({ code: "authorization_timed_out" });
      at.device.follow(url);
      await delay(20);
      expect(at.exchanges).toBe(0);
      await emptied(at.device);
    });

    test("a second login is refused, and the first goes on", async () => {
      const at = scene();
      const login = at.authorize();
      const page = await at.device.nextPage();
      const { protocol } = new URL(at.redirectUri);
      // A bridge page of its own, but the same scheme: a link does not say for which of the two it is.
      const other = ownWindow
        ? at.redirectUri
        : protocol === "http:"
          ? "http://localhost:8799/callback"
          : "https://app.example.com/withings/callback";
      const second = at.authorize({ redirectUri: other, callbackUrlScheme: protocol.slice(0, -1) });
      expect(await failure(second)).toMatchObject({ code: "authorization_in_progress" });
      at.device.follow(await at.loggedIn(page));
      expect(await login).not.toBeNull();
      expect(at.device.shown).toHaveLength(1);
      await emptied(at.device);
    });

    test("the page cannot be shown: an error that says so and holds no state", async () => {
      const at = scene();
      at.device.failWith(unshowable);
      const error = (await failure(at.authorize())) as WithingsError;
      expect(error).toMatchObject({ name: "WithingsAuthorizationError", code: "browser_failed" });
      expect(error.message).toMatch(/could not show the login \([A-Z]\w+\)\. .{30}/i);
      expect(error.message).not.toMatch(/state=|https?:/);
      await emptied(at.device);
    });

    const example = platform.device();
    const [closeBeforeLink, startedWith] = ["closeBeforeLink" in example, "startedWith" in example];
    if (closeBeforeLink)
      test("the page goes before the callback comes: within half a second it counts", async () => {
        const at = scene();
        const login = at.authorize();
        const url = await at.loggedIn(await at.device.nextPage());
        at.device.closeBeforeLink?.(url, 30);
        expect(await login).not.toBeNull();
        expect(at.exchanges).toBe(1);
        await emptied(at.device);
      });

    if (closeBeforeLink)
      test("and later it does not: the login was null by then", async () => {
        const at = scene();
        const login = at.authorize();
        const url = await at.loggedIn(await at.device.nextPage());
        at.device.closeBeforeLink?.(url, 150);
        expect(await login).toBeNull();
        await delay(150);
        expect(at.exchanges).toBe(0);
        await emptied(at.device);
      });

    if (startedWith)
      test("the system hands the callback over as what the program was started with", async () => {
        const at = scene();
        const login = at.authorize();
        const url = await at.loggedIn(await at.device.nextPage());
        at.device.startedWith?.(url);
        expect(await login).not.toBeNull();
        expect(at.exchanges).toBe(1);
        // It stays what the program was started with, and is no callback of the next login.
        const next = at.authorize();
        await at.device.nextPage();
        at.device.follow(await at.loggedIn(at.device.shown.at(-1) ?? ""));
        expect(await next).not.toBeNull();
        expect(at.exchanges).toBe(2);
      });
  });
}

/** What ends a login need not have ended in the same moment. */
async function emptied(device: Device): Promise<void> {
  for (let tries = 0; tries < 20 && device.left().length > 0; tries++) await delay(10);
  expect(device.left()).toEqual([]);
}
