// One Postgres for all tests of a run, started when the first of them asks for a database: most runs of a single file never do.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { type PostgresServer, startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where to ask for a database: {@link testDatabase} does. */
    readonly postgresOnDemand: string;
  }
}

let desk: Server | undefined;
let started: Promise<PostgresServer> | undefined;

/** What vitest calls before a run. */
export async function setup(project: TestProject): Promise<void> {
  // Something that only our tests know, since every program on this machine can reach the port.
  const path = `/${randomUUID()}`;
  desk = createServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    started ??= startPostgres();
    started
      .then((postgres) => postgres.createDatabase())
      .then(
        (url) => {
          response.end(url);
        },
        (error: unknown) => {
          response.writeHead(500).end(error instanceof Error ? error.message : String(error));
        },
      );
  }).listen(0, "127.0.0.1");
  await once(desk, "listening");
  const { port } = desk.address() as AddressInfo;
  project.provide("postgresOnDemand", `http://127.0.0.1:${port}${path}`);
}

/** What vitest calls after a run. */
export async function teardown(): Promise<void> {
  desk?.close();
  const postgres = await started?.catch(() => undefined);
  await postgres?.stop();
}
