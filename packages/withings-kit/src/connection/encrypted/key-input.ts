import { encryptionKey, isKeyBytes, readKeyText } from "./key-bytes.js";
import {
  type EncryptionKey,
  type EncryptionKeyInput,
  type EncryptionKeyRequest,
  type EncryptionKeys,
  isKeyId,
} from "./key.js";

/** Whether something is a key, keys, or a function, whatever that may give. */
export function isKeyInput(input: unknown): input is EncryptionKeyInput {
  if (typeof input === "function") return true;
  if (typeof input === "string") return readKeyText(input) !== undefined;
  const { id, bytes, current, previous = [] } = Object(input) as Readonly<Record<string, unknown>>;
  if (current !== undefined)
    return isKeyInput(current) && Array.isArray(previous) && previous.every(isKeyInput);
  return isKeyBytes(input) || (isKeyId(id) && isKeyBytes(bytes));
}

/** The same, in bytes that nobody else can change: whoever gave a key may wipe theirs at once. */
export function ownKeyInput(input: EncryptionKeyInput): EncryptionKeyInput {
  if (typeof input === "function" || typeof input === "string") return input;
  if (isSeveral(input)) {
    const [current = "", ...previous] = all(input).map(ownKeyInput);
    return { current, previous };
  }
  if (isKeyBytes(input)) return Uint8Array.from(input);
  return { id: input.id, bytes: Uint8Array.from(input.bytes) };
}

/** Whether a function among them may give something else the next time. */
export function hasSource(input: EncryptionKeyInput): boolean {
  return typeof input === "function" || (isSeveral(input) && all(input).some(hasSource));
}

/** Gets the keys, the current one first. What is no key is `undefined`. */
export async function collectKeys(
  input: EncryptionKeyInput,
  request: EncryptionKeyRequest,
): Promise<(EncryptionKey | undefined)[]> {
  if (typeof input === "function") return collectKeys(await input(request), request);
  if (!isKeyInput(input)) return [undefined];
  if (isSeveral(input))
    return (await Promise.all(all(input).map((member) => collectKeys(member, request)))).flat();
  const own = ownKeyInput(input);
  const bytes = typeof own === "string" ? readKeyText(own) : own;
  return [isKeyBytes(bytes) ? await encryptionKey(bytes) : (own as EncryptionKey)];
}

function isSeveral(input: EncryptionKeyInput): input is EncryptionKeys {
  return typeof input === "object" && "current" in input;
}

function all({ current, previous = [] }: EncryptionKeys): EncryptionKeyInput[] {
  return [current, ...previous];
}
