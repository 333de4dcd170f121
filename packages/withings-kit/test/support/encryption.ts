import { inspect } from "node:util";
import { randomBytes } from "node:crypto";
import type { ConnectionStore, StoreReading } from "withings-kit";

/** A key that nobody has yet. */
export function newKey(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

/** Bytes as text, in base64. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Stores a text where there is none. */
export async function put(store: ConnectionStore, key: string, value: string): Promise<number> {
  const { generation: expected } = await store.read(key);
  const generation = await store.compareAndSwap(key, { expected, value });
  if (generation === undefined) throw new Error("Somebody else stored something.");
  return generation;
}

/** What is stored, as the fields of an encrypted text. */
export async function envelopeAt(store: ConnectionStore, key: string): Promise<Record<string, unknown>> {
  return JSON.parse(String((await store.read(key)).value)) as Record<string, unknown>;
}

/** Everything that a store lists, by key. */
export async function listed(store: ConnectionStore, prefix = ""): Promise<Map<string, StoreReading>> {
  const entries = new Map<string, StoreReading>();
  for await (const entry of store.list(prefix)) entries.set(entry.key, entry);
  return entries;
}

/** All that can be seen of something, whichever way it is printed. */
export function everythingOf(something: unknown): string {
  const { message, stack, cause } = Object(something) as Partial<Error>;
  return [
    String(something),
    message,
    stack,
    inspect(cause),
    inspect(something, { depth: 9, getters: true }),
    JSON.stringify(something),
  ].join("\n");
}

/** What connections in a store are encrypted with, by key id. */
export async function idsIn(inner: ConnectionStore): Promise<Set<unknown>> {
  const ids = new Set<unknown>();
  for (const key of (await listed(inner)).keys())
    if (!key.startsWith("withings-kit.")) ids.add((await envelopeAt(inner, key))["keyId"]);
  return ids;
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
