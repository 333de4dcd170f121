// Stands in for Withings' token endpoint: a code is the number of a person, and each code is good. Does as little as it can, so that what is
// measured is what asks it.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { answerQuestions } from "../support/child.ts";
import { tokenAnswer } from "../support/token-answer.ts";

const server = createServer((request, response) => {
  void text(request).then((form) => {
    const userid = Number(new URLSearchParams(form).get("code"));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...tokenAnswer, body: { ...tokenAnswer.body, userid } }));
  });
});

const questions = {
  /** Listens; gives the origin. */
  listen: async (): Promise<string> => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

/** What this process can be asked. */
export type TokenEndpointQuestions = typeof questions;

answerQuestions(questions);
