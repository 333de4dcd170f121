// The handlers behind the parsers of real frameworks, which read bodies before them.
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { createWithings, memoryStore } from "withings-kit";
import { toNodeHandler } from "withings-kit/node";
import { storeLinks, webhook, withingsHandlers } from "withings-kit/server";

const token = "webhook-token-of-the-test";

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("behind Express' parsers, pages still call with JSON, and Withings still posts forms", async () => {
  const store = memoryStore();
  const redirectUri = "https://app.example.com/withings/callback";
  const notifications: string[] = [];
  const handle = withingsHandlers({
    withings: createWithings({ clientID: "client", clientSecret: "secret", redirectUri, store }),
    scope: "user.metrics",
    secret: "a-secret-of-thirty-two-characters-or-more",
    identify: () => "ada",
    links: storeLinks(store),
    webhook: { token, onNotification: ({ userID }) => notifications.push(String(userID)) },
  });
  const app = express();
  app.use(express.json(), express.urlencoded());
  app.use("/withings", toNodeHandler(handle));
  const origin = await listen(app);

  const headers = { "content-type": "application/json" };
  const post = async (path: string, body: BodyInit, more = {}): Promise<[number, unknown]> => {
    const answer = await fetch(`${origin}/withings/${path}`, { method: "POST", body, ...more });
    return [answer.status, answer.status === 200 && path === "disconnect" ? await answer.json() : undefined];
  };
  expect(await post("disconnect", "{}", { headers })).toEqual([200, { disconnected: false }]);
  expect(await post("disconnect", '{"x":"é"}', { headers })).toEqual([200, { disconnected: false }]);
  expect((await post("disconnect", JSON.stringify({ x: "x".repeat(9000) }), { headers }))[0]).toBe(413);
  const form = new URLSearchParams({ userid: "363", appli: "1", startdate: "1", enddate: "2" });
  expect((await post(`webhook/${token}`, form))[0]).toBe(200);
  expect(notifications).toEqual(["363"]);
});

test("behind a parser that leaves nothing, Express is told the remedy", async () => {
  const handle = webhook({ token, onNotification: () => undefined });
  const app = express();
  app.use((request, _response, next) => {
    request.resume().once("end", next);
  });
  app.use(toNodeHandler(handle));
  const errors: unknown[] = [];
  app.use(((error, _request, response, next) => {
    errors.push(error);
    if (response.headersSent) next(error);
    else response.status(500).end();
  }) satisfies express.ErrorRequestHandler);
  const body = new URLSearchParams({ appli: "1" });
  const { status } = await fetch(`${await listen(app)}/webhook/${token}`, { method: "POST", body });
  expect(status).toBe(500);
  expect(String(errors[0])).toContain("Mount the handlers before the parser, such as express.json()");
});
