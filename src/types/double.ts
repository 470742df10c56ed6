/** A DOUBLE as Java prints it: the shortest digits that read back, '1.0', '1.0E7' from 10^7 on and below 10^-3. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  if (size >= 1e7 || (size < 1e-3 && size > 0)) {
    const shortest = value.toExponential();
    // two digits at least, and of those the nearest: 4.9E-324
    const [mantissa = '', exponent = ''] = (shortest.includes('.') ? shortest : value.toExponential(1)).split(
      'e',
    );
    return `${mantissa}E${Number(exponent)}`;
  }
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A FLOAT as Java prints it: the shortest digits that read back as this 32-bit number. */
export function formatFloat(value: number): string {
  return formatDouble(shortestFloat(value));
}

/** The double whose shortest digits are those of the 32-bit number. */
export function shortestFloat(value: number): number {
  if (value === 0) return value; // toPrecision knows no -0
  const isSubnormal = Math.abs(value) < 1.1754943508222875e-38;
  for (let digits = isSubnormal ? 2 : 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}

/** Reads what Java's Double.parseDouble reads; undefined for what is no number. */
export function parseDouble(text: string): number | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(/[dDfF]$/.test(trimmed) ? trimmed.slice(0, -1) : trimmed);
  const match = /^([+-]?)(Infinity|NaN)$/.exec(trimmed);
  if (match === null) return parseHexadecimal(trimmed);
  if (match[2] === 'NaN') return NaN;
  return match[1] === '-' ? -Infinity : Infinity;
}

const DECIMAL = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[dDfF]?$/;
const HEXADECIMAL =
  /^([+-]?)0[xX](?:([0-9a-fA-F]+)\.?|([0-9a-fA-F]*)\.([0-9a-fA-F]+))[pP]([+-]?[0-9]+)[dDfF]?$/;

/** `0x1.8p1` is 3: hexadecimal digits times a power of two. */
function parseHexadecimal(text: string): number | undefined {
  const match = HEXADECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, before = '', behind = '', power] = match;
  const digits = Number(BigInt(`0x${whole ?? before + behind}`));
  const exponent = Number(power) - 4 * behind.length;
  // in two steps: one alone may leave the range that the product is in
  const half = Math.trunc(exponent / 2);
  const value = digits === 0 ? 0 : digits * 2 ** half * 2 ** (exponent - half);
  return sign === '-' ? -value : value;
}
