import type { WithingsCredentials } from "../credentials.js";
import { WithingsConnectionError } from "../errors.js";
import { splitScope } from "../model/scope.js";
import type { Decide } from "./keep.js";
import { spared } from "./transitions.js";

/** The error for a login of somebody else than was expected or accepted. */
export function anotherPerson(expectUserID: string | undefined): WithingsConnectionError {
  if (expectUserID === undefined)
    return new WithingsConnectionError(
      "another_person",
      "The application does not accept who logged in, so nobody was connected. The browser was probably still logged in as somebody else: log out at Withings there, then connect again.",
    );
  return new WithingsConnectionError(
    "another_person",
    `Somebody else than ${expectUserID} logged in, so the connection of ${expectUserID} is as it was. The browser was probably still logged in as them: log out at Withings there, then connect again.`,
    { userID: expectUserID },
  );
}

/**
 * What becomes of the credentials of somebody who was not expected. Their login may have ended the tokens that are stored of them, which
 * nobody can know. So they get the new ones if these can do as much, or if the old ones are dead. Else the new refresh token is kept beside
 * the old: it is used if Withings refuses that, and forgotten when the old access token works.
 */
export function forSomebodyElse(credentials: WithingsCredentials): Decide {
  const granted = splitScope(credentials.scope);
  return (fresh, before) => {
    if (typeof before !== "object") return undefined;
    const { record } = before;
    const asMuch = splitScope(record.current.scope).every((scope) => granted.includes(scope));
    if (asMuch || record.reauthorization) return fresh;
    return spared(record, credentials.withingsRefreshToken);
  };
}
