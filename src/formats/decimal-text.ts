import { formatDecimal } from '../types/decimal.ts';
import { parse, type Long } from '../types/long.ts';

/** A DECIMAL without zeros at its end, as Java's BigDecimal then prints it: 1.5 for 1.50, 1E+2 for 100.00, 1E-7. */
export function scientificDecimal(value: Long, scale: number): string {
  if (value === 0) return '0';
  const sign = value < 0 ? '-' : '';
  const all = value.toString().slice(sign.length);
  const digits = all.replace(/0+$/, '');
  const places = scale - (all.length - digits.length);
  const exponent = digits.length - 1 - places;
  if (places >= 0 && exponent >= -6) return sign + formatDecimal(parse(digits) ?? BigInt(digits), places);
  const mantissa = digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`;
}
