/**
 * The number that Withings means by `value` and `unit`: `value` x 10^`unit`, as the double that is nearest to the decimal.
 *
 * Multiplying by a fraction is what goes wrong elsewhere: 6005 x 10^-2 would be 60.050000000000004.
 *
 * @param value - an integer, as Withings sends it.
 * @param unit - the power of ten, as Withings sends it.
 *
 * @example
 * ```ts
 * decimal(6005, -2); // 60.05 kg
 * ```
 *
 * @see https://developer.withings.com/api-reference/#tag/measure/operation/measure-getmeas
 */
export function decimal(value: number, unit: number): number {
  // Powers of ten are exact up to 10^22, and one operation on exact numbers gives the nearest double. Beyond, the decimal is read as text.
  const power = powers[Math.abs(unit)];
  if (power === undefined) return Number(`${value}e${unit}`);
  return unit < 0 ? value / power : value * power;
}

const powers: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
