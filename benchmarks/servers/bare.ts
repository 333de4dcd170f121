// A bare hono route, on the server software that the sandbox stands on: what any token endpoint there costs at the least.
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { answerQuestions } from "../support/child.ts";
import { tokenAnswer } from "../support/token-answer.ts";
import { cpuSeconds } from "../support/cpu.ts";

const app = new Hono();
app.post("/v2/oauth2", (call) => call.json(tokenAnswer));

const questions = {
  /** Listens; gives the origin. */
  listen: async (): Promise<string> => {
    const server = createAdaptorServer({ fetch: app.fetch });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  cpuSeconds,
};

/** What this process can be asked. */
export type BareQuestions = typeof questions;

answerQuestions(questions);
