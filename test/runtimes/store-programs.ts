/**
 * Programs that run the conformance kit over the stores of the examples, each in its own runtime, and print what it found. They stand in the
 * project's folder.
 */
const imports = `
  import { sqliteStore } from "withings-kit/sqlite";
  import { checkStore } from "withings-kit/store-conformance";`;

const examine = `
  const databases = new Map();
  const report = await checkStore(
    () => {
      const database = openDatabase();
      const store = sqliteStore(database);
      databases.set(store, database);
      return store;
    },
    { close: (store) => databases.get(store).close() },
  );
  const failed = report.failed.map(({ name, error }) => name + ": " + error);
  console.log(JSON.stringify({ passed: report.passed.length, failed }));`;

/** What the kit found. */
export interface Found {
  readonly passed: number;
  readonly failed: readonly string[];
}

export const denoStoreProgram = `${imports}
  import { DatabaseSync } from "node:sqlite";
  const openDatabase = () => new DatabaseSync("examined-by-deno.db");
  ${examine}`;

export const bunStoreProgram = `${imports}
  import { Database } from "bun:sqlite";
  const openDatabase = () => new Database("examined-by-bun.db");
  ${examine}`;

/**
 * A Worker with an object that does to its own stores what it is told, or has the kit examine the one of the connections. Its disk outlives it.
 */
export const workerStoreProgram = `
  import { DurableObject } from "cloudflare:workers";
  import { checkStore } from "withings-kit/store-conformance";
  import { objectOneTimeStore } from "./examples/servers/workers-one-time-store.ts";
  import { objectStore } from "./examples/servers/workers-store.ts";

  export class Application extends DurableObject {
    async fetch(request) {
      const open = () => objectStore(this.ctx.storage);
      const { store, call, args } = await request.json();
      if (store === "connections") return Response.json(await open()[call](...args));
      if (store === "one-time") {
        const answer = await objectOneTimeStore(this.ctx.storage)[call](...args);
        return Response.json(answer ?? null);
      }
      const { passed, failed } = await checkStore(open, { leases: "always" });
      return Response.json({ passed: passed.length, failed: failed.map(({ name, error }) => name + ": " + error) });
    }
  }
  export default {
    fetch: (request, { APPLICATION }) =>
      request.method === "HEAD" ? new Response() : APPLICATION.getByName("the only one").fetch(request),
  };`;
