import { redirect } from "./answers.js";
import type { ServerContext } from "./context.js";
import type { LoginOutcome } from "./outcome.js";
import { bridgePage, outcomePage } from "./pages.js";
import { isWebAddress } from "./return-to.js";

/** Where a person is sent at the end of a login, and with what. */
export interface Return {
  readonly outcome: LoginOutcome;
  /** One of the listed addresses; ours is shown without. */
  readonly returnTo: string | undefined;
  /** What an app gets beside the outcome. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Onward {
  readonly url: string;
  readonly isGood: boolean;
  readonly until: number;
}

const bridgeMs = 2 * 60_000;

/**
 * Sends a person on. Always by a redirect, so that the code and the state leave the address bar and the history; into an app by way of a
 * page, whose address is signed: it leads nowhere else.
 */
export async function sendBack(
  { outcome, returnTo, parameters = { withings: outcome }, headers }: Return,
  { returnAddresses, addressOf, purposeOf, signer, clock }: ServerContext,
): Promise<Response> {
  if (returnTo === undefined) return redirect(`${addressOf("result")}?outcome=${outcome}`, headers);
  const url = returnAddresses.withParameters(returnTo, parameters);
  if (isWebAddress(url)) return redirect(url, headers);
  const onward: Onward = { url, isGood: outcome === "connected", until: clock() + bridgeMs };
  return redirect(`${addressOf("return")}?to=${await signer.sign(purposeOf("return"), onward)}`, headers);
}

/** The page on the way into an app. */
export async function showBridge(to: string, { signer, purposeOf, clock }: ServerContext): Promise<Response> {
  const onward = (await signer.read(purposeOf("return"), to)) as Onward | undefined;
  if (!onward || onward.until <= clock()) return outcomePage("unknown_login", 404);
  return bridgePage(onward.url, onward.isGood);
}
