import { createHash } from "node:crypto";

/** The form of a file. A newer version of this library may write a higher one, which is left alone. */
export const schemaVersion = 1;

/** What the file of one generation says. */
export interface Envelope {
  readonly generation: number;
  /** Random names of this generation and of those before it, newest first: by them a writer knows its own work again. */
  readonly lineage: readonly string[];
  /** Nothing after a delete. */
  readonly content: Content | undefined;
}

/** What a caller stored. */
export interface Content {
  readonly key: string;
  readonly value: string;
}

/** Why a file cannot be read. */
export type Unreadable =
  | { readonly type: "damaged" }
  | { readonly type: "newer"; readonly schema: number }
  /** It is whole, but belongs elsewhere. */
  | { readonly type: "misplaced" };

/** The text of a file. */
export function encodeEnvelope(envelope: Envelope): string {
  const text = withoutChecksum(envelope);
  return `${text.slice(0, -1)},"checksum":"${checksum(text)}"}\n`;
}

/** Reads the text of a file, which may be torn, or not ours at all. */
export function decodeEnvelope(text: string): Envelope | Unreadable {
  const found = parse(text);
  const { schema, generation, lineage, key, value } = found;
  // Before everything else: a newer form may have other fields, and another checksum.
  if (typeof schema === "number" && schema > schemaVersion) return { type: "newer", schema };
  if (typeof generation !== "number" || !isTexts(lineage)) return { type: "damaged" };
  const content = typeof key === "string" && typeof value === "string" ? { key, value } : undefined;
  const envelope: Envelope = { generation, lineage, content };
  // The checksum is of the text as this version would write it, so what is missing or of another type shows too.
  return found["checksum"] === checksum(withoutChecksum(envelope)) ? envelope : { type: "damaged" };
}

/** Whether reading gave the reason why it cannot be read. */
export function isUnreadable(decoded: Envelope | Unreadable): decoded is Unreadable {
  return "type" in decoded;
}

function withoutChecksum({ generation, lineage, content }: Envelope): string {
  return JSON.stringify({ schema: schemaVersion, generation, lineage, ...content });
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // A torn file. Nothing of what it says may go into an error.
    return {};
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
