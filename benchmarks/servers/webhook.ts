// Our webhook and a bare route, on the same server software, each at an address of its own.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import { webhook } from "withings-kit/server";
import { answerQuestions } from "../support/child.ts";
import { webhookToken } from "../support/webhook-token.ts";

const slowMs = 1_000;
let given = 0;
const slow = { isSlow: false };
const handle = webhook({
  token: webhookToken,
  perMinute: 1_000_000_000,
  onNotification: async () => {
    given++;
    if (slow.isSlow) await pause(slowMs);
  },
});

async function listen(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = createAdaptorServer({ fetch });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const questions = {
  /** Listens; gives the address of the webhook. */
  webhook: async (): Promise<string> => `${await listen(handle)}/withings/webhook/${webhookToken}`,
  /** Listens; gives the address of a route that reads the form and answers. */
  bare: async (): Promise<string> =>
    `${await listen(async (request) => {
      new URLSearchParams(await request.text()).get("appli");
      return new Response(null);
    })}/bare`,
  /** From now on the queue takes a second for each, or takes it at once. */
  queue: (how: "quick" | "slow"): void => {
    slow.isSlow = how === "slow";
  },
  /** How many were handed over since this was last asked. */
  given: (): number => {
    const count = given;
    given = 0;
    return count;
  },
};

/** What this process can be asked. */
export type WebhookQuestions = typeof questions;

answerQuestions(questions);
