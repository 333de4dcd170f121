import { Hono } from "hono";
import type { SandboxContext } from "../context.js";

/** The pages on which people log in and consent. */
export function accountRoutes(context: SandboxContext): Hono {
  const routes = new Hono();
  routes.get("/logout", (call) => call.text(context.clock.now().toISOString()));
  return routes;
}
