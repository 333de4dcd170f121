import { WithingsConfigurationError, WithingsError, WithingsStoreError } from "../../errors.js";
import type { KeyringFailureReason } from "./keyring.js";

interface Words {
  readonly why: string;
  readonly next: string;
}

const words: Readonly<Record<KeyringFailureReason, Words>> = {
  failed: { why: "the keyring failed", next: "See whether the system's own program for passwords works" },
  key_missing: {
    why: "the keyring of this user on this machine does not hold it",
    next: "Use the keyring in which it was made, or bring it here",
  },
  locked: {
    why: "the keyring is locked",
    next: "Unlock it, and where a person is asked for a password give them time: keyringKey({ timeoutMs })",
  },
  not_installed: {
    why: "the package @napi-rs/keyring, 2.1 or later, is not installed for this system",
    next: "Install it beside withings-kit: npm install @napi-rs/keyring",
  },
  timed_out: {
    why: "the keyring did not answer in time",
    next: "See whether it waits for somebody to unlock it, and give it more time: keyringKey({ timeoutMs })",
  },
  unavailable: {
    why: "there is no keyring, as on a server without a desktop",
    next: "Run the program in a desktop session",
  },
  unreliable: {
    why: "the keyring gave back something else than it was given",
    next: "Do not use this one",
  },
  unsupported: {
    why: "this runtime cannot start a program of its own to ask the keyring",
    next: "Pass what the platform has in its place, such as Electron's safeStorage, as keyringKey({ keyring })",
  },
};

/** The key cannot be had, and there is nothing in its place. */
export function noFallback(reason: KeyringFailureReason, needed: string | undefined): WithingsStoreError {
  const { why, next } = words[reason];
  return unavailable(
    `${keyOf(needed)} cannot be had: ${why}. ${next}. Or pass keyringKey({ fallback }), such as environmentKey(name) or keyFile({ path })${needed === undefined ? "" : `, with the key ${needed}`}`,
  );
}

/** The fallback has another key than the one that is needed. */
export function wrongFallback(
  reason: KeyringFailureReason,
  { needed, ids }: { readonly needed: string; readonly ids: readonly string[] },
): WithingsStoreError {
  const { why, next } = words[reason];
  return unavailable(
    `${keyOf(needed)} cannot be had: ${why}. The fallback has ${ids.join(", ")} and is not used in its place, since neither could decrypt what the other encrypted. ${next}. Or give the fallback the key ${needed}, too`,
  );
}

/** The fallback cannot be had either. */
export function failedFallback(
  reason: KeyringFailureReason,
  { needed, error }: { readonly needed: string | undefined; readonly error: WithingsError },
): WithingsStoreError {
  const { why, next } = words[reason];
  const fallback = error.message.replace(/\.$/, "");
  return unavailable(`${keyOf(needed)} cannot be had: ${why}. ${next}. Or mend the fallback: ${fallback}`);
}

/** What is said when a fallback is used. */
export function fallbackWords(reason: KeyringFailureReason, keyId: string): string {
  const { why, next } = words[reason];
  return `Connections are encrypted with the fallback's key ${keyId}, since one in the system's keyring cannot be had: ${why}. ${next}.`;
}

/** An option that cannot be used. */
export function unusableOption(option: string, what: string): WithingsConfigurationError {
  return new WithingsConfigurationError(
    "configuration_invalid",
    `The option ${option} of keyringKey() cannot be used. Give ${what}.`,
    { option },
  );
}

function keyOf(needed: string | undefined): string {
  return needed === undefined
    ? "a key in the system's keyring"
    : `the key ${needed}, with which they are encrypted,`;
}

function unavailable(what: string): WithingsStoreError {
  return new WithingsStoreError("key_unavailable", `Connections cannot be decrypted or stored: ${what}.`);
}
