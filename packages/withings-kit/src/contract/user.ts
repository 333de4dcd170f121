import type { Operation } from "./operation.js";
import { userPath } from "./paths.js";

/** The devices that a person linked. */
export const getDevice: Operation = {
  service: "user v2",
  action: "getdevice",
  method: "POST",
  host: "api",
  path: userPath,
  authentication: "bearer",
  access: "public",
  scopes: ["user.info"],
  parameters: {},
  summary: "devices linked to the account",
};
