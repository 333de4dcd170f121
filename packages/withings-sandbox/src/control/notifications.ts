import type { Context, Hono } from "hono";
import { checkFields } from "../checks.js";
import type { NewNotification } from "../notifications/notification.js";
import type { Sandbox } from "../sandbox.js";
import { notificationFields, readObject } from "./input.js";

/** What applications are notified of. */
export function addNotifications(routes: Hono, theSandbox: () => Sandbox): void {
  const list = (call: Context): Response => call.json({ notifications: theSandbox().notifications.list() });
  routes.get("/notifications", list);
  routes.post("/notifications", async (call) => {
    const given = await readObject(call);
    checkFields({ what: "A notification", given, fields: notificationFields, needed: ["appli"] });
    theSandbox().notifications.announce(given as unknown as NewNotification);
    return call.json({ announced: given }, 201);
  });
  routes.post("/notifications/settle", async (call) => {
    await theSandbox().notifications.settled();
    return list(call);
  });
  routes.delete("/notifications", (call) => {
    theSandbox().notifications.clear();
    return list(call);
  });
}
