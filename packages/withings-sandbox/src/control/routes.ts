import { Hono } from "hono";
import type { Sandbox } from "../sandbox.js";

/** The sandbox's controls over HTTP. */
export function controlRoutes(sandbox: () => Sandbox): Hono {
  const routes = new Hono();
  routes.get("/", (call) => call.json({ clock: sandbox().clock.now().toISOString() }));
  return routes;
}
