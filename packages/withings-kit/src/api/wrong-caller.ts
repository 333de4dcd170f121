import { WithingsConfigurationError } from "../errors.js";
import type { WireOperation } from "../wire/operation.js";
import { nameOf } from "./operation-name.js";

/** The error for an operation that is called by whom Withings would not have it from. */
export function wrongCaller(operation: WireOperation, signed: boolean): WithingsConfigurationError {
  const advice =
    operation.host === "account"
      ? "is a page that a browser opens: use connect or WithingsConnector.authorize"
      : signed || operation.authentication === "client"
        ? "is proved by the application: use withings.call"
        : "is proved by a person's access token: use call of their connection";
  return new WithingsConfigurationError(
    "configuration_invalid",
    `${nameOf(operation).trim()} ${advice}. Nothing was sent.`,
    { option: "operation" },
  );
}
