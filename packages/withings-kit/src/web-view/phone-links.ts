import type { WebViewRequest } from "./contract.js";
import { returnLink, schemeNotRegistered } from "./deep-link.js";
import type { LinkLogin } from "./link-login.js";

/** What is needed of React Native's `Linking`. */
export interface PhoneLinking {
  addEventListener(type: "url", listener: (event: { readonly url: string }) => void): { remove(): void };
  getInitialURL(): Promise<string | null>;
  canOpenURL(url: string): Promise<boolean>;
}

/**
 * Refuses a scheme that Android does not know, before the login is shown. Elsewhere the system says no of schemes that work, and a bridge
 * page may forward to a host that nobody knows here.
 *
 * @param phone - `next`: what to do about it.
 * @throws {@link WithingsConfigurationError}
 */
export async function checkRegistered(
  request: WebViewRequest,
  {
    Linking,
    Platform,
    next,
  }: {
    readonly Linking: PhoneLinking;
    readonly Platform: { readonly OS: string } | undefined;
    readonly next: string;
  },
): Promise<void> {
  const link = returnLink(request);
  if (Platform?.OS === "android" && link === request.redirectUri && !(await Linking.canOpenURL(link)))
    throw schemeNotRegistered(request.callbackUrlScheme, next);
}

/** Hands a login the links that arrive. On Android a session learns of its end by the app's coming back, and the link may be later. */
export function hearLinks(Linking: PhoneLinking, login: LinkLogin): void {
  const subscription = Linking.addEventListener("url", ({ url }) => {
    login.onLink(url);
  });
  login.atEnd(() => {
    subscription.remove();
  });
}
