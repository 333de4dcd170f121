import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { promises } from "./promises.ts";
import { openSite, type Site } from "./site.ts";
import { startProcess } from "./start-process.ts";

describe.each(["hono", "express", "fastify"])("the example on %s", (name) => {
  let site: Site | undefined;
  beforeAll(async () => {
    const args = [`examples/servers/${name}.ts`];
    site = await openSite((order) => startProcess({ program: process.execPath, args }, order));
  });
  afterAll(() => site?.stop());

  test.for(Object.entries(promises))("%s", async ([, keep]) => {
    if (site === undefined) throw new Error("The server was not started.");
    await keep(site);
    expect(site.output()).not.toMatch(/Error|failed/);
  });
});
