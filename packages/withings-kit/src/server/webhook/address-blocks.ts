/** Whether an address is in one of some blocks, such as `["185.5.12.0/24", "2a00:1234::/32", "192.0.2.7"]`. What is no block has none. */
export function isInBlocks(address: string, blocks: readonly string[]): boolean {
  const bits = bitsOf(address);
  return (
    bits !== undefined &&
    blocks.some((block) => {
      const [base = "", length] = block.split("/");
      const own = bitsOf(base);
      if (own?.length !== bits.length) return false;
      const prefix = length === undefined ? own.length : /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
      return prefix <= own.length && bits.startsWith(own.slice(0, prefix));
    })
  );
}

/** An address as its bits: 32 or 128 of them. One of IPv4 that is written as one of IPv6 is of IPv4. */
function bitsOf(address: string): string | undefined {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return bitsOf4(mapped ?? address) ?? bitsOf6(address);
}

function bitsOf4(address: string): string | undefined {
  const parts = address.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map((part) => binary(Number(part), 8)).join("");
}

function bitsOf6(address: string): string | undefined {
  const [head = "", tail, ...rest] = address.split("::");
  if (rest.length > 0 || !/^[\da-f:]+$/i.test(address)) return undefined;
  const groups = (text: string | undefined): string[] =>
    text === undefined || text === "" ? [] : text.split(":");
  const [before, after] = [groups(head), groups(tail)];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array<string>(missing).fill("0"), ...after];
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return all.map((group) => binary(parseInt(group, 16), 16)).join("");
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, "0");
}
