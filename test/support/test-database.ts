import { inject } from "vitest";
import type {} from "./postgres-on-demand.ts";

/**
 * An empty database on the run's real Postgres, for a test file or a test alone. The first one takes a second.
 *
 * @returns its URL.
 */
export async function testDatabase(): Promise<string> {
  const response = await fetch(inject("postgresOnDemand"), { method: "POST" });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
