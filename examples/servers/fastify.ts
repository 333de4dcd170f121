// Fastify.
//   WITHINGS_CLIENT_ID=... WITHINGS_CLIENT_SECRET=... node examples/servers/fastify.ts
import { fastify, type FastifyReply, type FastifyRequest } from "fastify";
import { fileStore, type NodeHandler, toNodeHandler } from "withings-kit/node";
import { createApp } from "./app.ts";
import { settingsFrom } from "./settings.ts";

const settings = settingsFrom(process.env);
const store = fileStore({ directory: process.env["WITHINGS_DIRECTORY"] });
const { withings, home } = createApp({ ...settings, store });

/** Hands a request to a handler of Node's, which answers in place of Fastify. */
const handedTo = (handler: NodeHandler) => (request: FastifyRequest, reply: FastifyReply) => {
  reply.hijack();
  handler(request.raw, reply.raw);
};

const app = fastify();
// In a scope of its own, where no parser reads the bodies before the handlers do.
void app.register((scope, _options, done) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _body, parsed) => {
    parsed(null);
  });
  scope.all("/withings/*", handedTo(toNodeHandler(withings)));
  done();
});
app.get("/", handedTo(toNodeHandler(home)));

await app.listen({ port: settings.port, host: "localhost" });
console.log(`Open ${new URL("/", settings.redirectUri).href}`);
