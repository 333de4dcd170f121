/**
 * The 16-bit sample that a byte of A-law stands for: sign, three bits of the segment, four of the step, every other bit turned.
 *
 * @see https://www.itu.int/rec/T-REC-G.711
 */
export function decodeALaw(byte: number): number {
  const code = (byte & 0xff) ^ 0x55;
  const segment = (code >> 4) & 7;
  // The middle of the step, in sixteenths of the segment; the lowest two segments are as long as each other.
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}
