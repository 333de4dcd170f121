import { Hono } from "hono";
import { oauth2 } from "withings-kit/contract";
import type { SandboxContext } from "../context.js";
import { answerAuthorize, showAuthorize } from "./authorize.js";
import { formLimit } from "./form.js";
import { showFront } from "./front.js";
import { messagePage } from "../pages/index.js";
import { logIn, logOut, showLogin } from "./login.js";
import { sendPage } from "./respond.js";

/**
 * The account side: the pages on which people log in, choose for whom, and consent, at Withings' addresses; and the sandbox's front page.
 */
export function accountRoutes(context: SandboxContext): Hono {
  const routes = new Hono();
  routes.get("/", (c) => showFront(c, context));
  routes.get(oauth2.authorize.path, (c) => showAuthorize(c, context));
  routes.post(oauth2.authorize.path, formLimit, (c) => answerAuthorize(c, context));
  routes.get("/login", (c) => showLogin(c, context));
  routes.post("/login", formLimit, (c) => logIn(c, context));
  routes.get("/logout", (c) => logOut(c, context));
  routes.notFound((c) =>
    sendPage(
      c,
      messagePage({
        title: "There is nothing here",
        paragraphs: ["This sandbox has no page at this address."],
        next: { label: "Go to the front page", url: "/" },
      }),
      404,
    ),
  );
  return routes;
}
