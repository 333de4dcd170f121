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

/** A Worker with the object of the example, or one that is examined. Its disk outlives it. */
export const workerStoreProgram = `
  import { DurableObject } from "cloudflare:workers";
  import { checkStore } from "withings-kit/store-conformance";
  import { objectStore } from "./examples/servers/workers-store.ts";

  export class Application extends DurableObject {
    async fetch(request) {
      const open = () => objectStore(this.ctx.storage);
      const key = "kept";
      if (request.method === "PUT") return Response.json(await open().compareAndSwap(key, { expected: 0, value: "\\ud800\\0" }));
      if (request.method === "GET") return Response.json(await open().read(key));
      const { passed, failed } = await checkStore(open, { leases: "always" });
      return Response.json({ passed: passed.length, failed: failed.map(({ name, error }) => name + ": " + error) });
    }
  }
  export default {
    fetch: (request, { APPLICATION }) =>
      request.method === "HEAD" ? new Response() : APPLICATION.getByName("the only one").fetch(request),
  };`;
