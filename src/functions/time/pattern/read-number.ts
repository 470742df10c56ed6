const MAX_INT = 2_147_483_647;
const NUMBER = /(-?)(\d+)(?:E(-?\d+))?/y;

/**
 * A whole number as Java's lenient number format reads it: '1E3' is 1000, a '+' is none. Numbers of more than 32 bits wrap,
 * those of more than 64 bits are the largest. undefined where there is none.
 */
export function readLenientNumber(
  text: string,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [whole, sign, digits = '', exponent = '0'] = found;
  const size = Math.trunc(Number(`${digits}e${exponent}`));
  const value = sign === '-' ? -size : size;
  return { value: narrow(value, `${sign}${digits}`, exponent === '0'), end: at + whole.length };
}

function narrow(value: number, text: string, isWhole: boolean): number {
  if (Math.abs(value) <= MAX_INT) return value + 0;
  if (Math.abs(value) >= 2 ** 63) return value < 0 ? -MAX_INT - 1 : MAX_INT;
  return Number(BigInt.asIntN(32, BigInt(isWhole ? text : Math.trunc(value))));
}
