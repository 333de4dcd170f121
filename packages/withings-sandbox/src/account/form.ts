import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { MiddlewareHandler } from "hono/types";
import { messagePage } from "../pages/index.js";
import { sendPage } from "./respond.js";

/** Our own forms carry an address at most; what is longer was not sent by a page of ours. */
const maxFormBytes = 128 * 1024;

/** Refuses what cannot be a form of ours before it is read. */
export const formLimit: MiddlewareHandler = bodyLimit({
  maxSize: maxFormBytes,
  onError: (c) =>
    sendPage(
      c,
      messagePage({
        title: "This form is too large",
        paragraphs: ["What was sent is larger than any form of these pages, so it was not read."],
      }),
      413,
    ),
});

/** The fields of a submitted form; `undefined` when it is not one. */
export async function readForm(c: Context): Promise<URLSearchParams | undefined> {
  const type = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded" ? new URLSearchParams(await c.req.text()) : undefined;
}

/** The answer to a form that no page of ours gave to this browser. Nothing was changed by it. */
export function sendForeignForm(c: Context, startAgainAt: string): Response {
  return sendPage(
    c,
    messagePage({
      title: "This form is no longer good",
      paragraphs: [
        "It was opened before the last log-in or log-out in this browser, or it comes from another site. Nothing was changed.",
      ],
      next: { label: "Start again", url: startAgainAt },
    }),
    403,
  );
}
