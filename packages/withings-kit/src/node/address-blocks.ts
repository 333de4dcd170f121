import { resolveTxt } from "node:dns/promises";
import type { Clock } from "../oauth/token-request.js";

/** Options of {@link withingsAddressBlocks}. */
export interface AddressBlocksOptions {
  /** Which Withings. @defaultValue `"eu"` */
  readonly cloud?: "eu" | "us" | undefined;
  /** Milliseconds for which what was found is kept. @defaultValue 3,600,000 (an hour): Withings announces changes a week before */
  readonly keptMs?: number | undefined;
  /** Asks the DNS. @defaultValue Node's own */
  readonly resolveTxt?: ((name: string) => Promise<readonly (readonly string[])[]>) | undefined;
  /** Now, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: Clock | undefined;
}

const names = {
  eu: ["ipblock-notify.withings.net", "ipblock-front.withings.net"],
  us: ["ipblock-notify.us.withingsmed.net", "ipblock-front.us.withingsmed.net"],
} as const;

/**
 * The addresses that Withings' notifications come from, as the DNS tells them, for `addresses.blocks` of a webhook. What was found last stays
 * good while the DNS cannot be asked.
 *
 * How the records write blocks is not documented: each part of one that looks like an address or a block is taken.
 *
 * @throws what the DNS failed with, as long as nothing was ever found.
 * @see https://developer.withings.com/developer-guide/v3/data-api/notifications/notification-overview
 */
export function withingsAddressBlocks({
  cloud = "eu",
  keptMs = 3_600_000,
  resolveTxt: ask = resolveTxt,
  clock = Date.now,
}: AddressBlocksOptions = {}): () => Promise<readonly string[]> {
  let found: { readonly blocks: readonly string[]; readonly until: number } | undefined;
  let asking: Promise<readonly string[]> | undefined;

  const askAll = async (): Promise<readonly string[]> => {
    const records = await Promise.all(names[cloud].map((name) => ask(name)));
    const blocks = records.flat().flatMap((strings) => blocksIn(strings.join("")));
    if (blocks.length === 0)
      throw new Error(`The records of ${names[cloud].join(" and ")} hold no addresses.`);
    found = { blocks, until: clock() + keptMs };
    return blocks;
  };

  return async () => {
    if (found && clock() < found.until) return found.blocks;
    asking ??= askAll().finally(() => (asking = undefined));
    if (!found) return asking;
    const { blocks } = found;
    // Old ones are better than none: then nobody's notifications would be taken.
    return asking.catch(() => blocks);
  };
}

function blocksIn(record: string): readonly string[] {
  return record
    .split(/[\s,;"]+/)
    .map((part) => part.replace(/^[+?~-]?ip[46]:/i, ""))
    .filter((part) => /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:]+)(\/\d{1,3})?$/i.test(part));
}
