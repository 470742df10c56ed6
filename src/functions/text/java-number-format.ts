/** A format that Java refuses, or an argument that does not fit it: Flink makes NULL of it. */
export class FormatError extends Error {}

/** How one number is printed: what stands between % and the conversion, which is in lower case. */
export interface NumberFormat {
  readonly flags: ReadonlySet<string>;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** %d, %o, %x of an integer of so many bits. */
export function formatInteger(value: bigint, bits: number, spec: NumberFormat): string {
  if (spec.conversion === 'd') {
    const digits = (value < 0n ? -value : value).toString();
    return signed(spec.flags.has(',') ? grouped(digits) : digits, value < 0n, spec);
  }
  const isHex = spec.conversion === 'x';
  const digits = BigInt.asUintN(bits, value).toString(isHex ? 16 : 8);
  return filled('', (spec.flags.has('#') ? (isHex ? '0x' : '0') : '') + digits, '', spec);
}

/** %f, %e, %g: the shortest digits of the number, rounded half up. Throws FormatError. */
export function formatReal(value: number, spec: NumberFormat): string {
  if (!Number.isFinite(value)) {
    const flags = new Set([...spec.flags].filter((flag) => flag !== '0'));
    if (Number.isNaN(value)) return pad('NaN', spec);
    return signed('Infinity', value < 0, { ...spec, flags });
  }
  const size = Math.abs(value);
  const isNegative = value < 0 || Object.is(value, -0);
  const precision = spec.precision ?? 6;
  if (spec.conversion === 'e') return signed(scientific(size, precision, spec), isNegative, spec);
  if (spec.conversion === 'f') return signed(fixed(size, precision, spec), isNegative, spec);
  const digits = precision === 0 ? 1 : precision;
  // rounded to its digits first, then by its size
  const [rounded, exponent] = round(size, digits);
  if (size !== 0 && (exponent < -4 || exponent >= digits)) {
    if (spec.flags.has(',')) throw new FormatError('%,g of a number this small or large');
    return signed(scientific(size, digits - 1, spec), isNegative, spec);
  }
  const places = size === 0 ? digits - 1 : Math.max(0, digits - 1 - exponent);
  return signed(fixed(Number(`${rounded}e${exponent - digits + 1}`), places, spec), isNegative, spec);
}

function scientific(size: number, precision: number, spec: NumberFormat): string {
  const [digits, exponent] = round(size, precision + 1);
  const [first = '0', rest] = [digits.slice(0, 1), digits.slice(1)];
  const point = rest !== '' || spec.flags.has('#') ? '.' : '';
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${first}${point}${rest}e${exponent < 0 ? '-' : '+'}${power}`;
}

function fixed(size: number, precision: number, spec: NumberFormat): string {
  const [digits, exponent] = shortest(size);
  const kept = exponent + 1 + precision;
  const all = kept < 0 ? '0' : halfUp(digits, kept);
  const text = (all === '' ? '0' : all).padStart(precision + 1, '0');
  const whole = text.slice(0, text.length - precision);
  const fraction = precision === 0 ? '' : text.slice(-precision);
  const point = precision > 0 || spec.flags.has('#') ? '.' : '';
  return `${spec.flags.has(',') ? grouped(whole) : whole}${point}${fraction}`;
}

/** The digits Java prints for the number, without point, and the exponent of the first one. */
function shortest(size: number): [string, number] {
  if (size === 0) return ['0', 0];
  const [mantissa = '', exponent = '0'] = size.toExponential().split('e');
  return [mantissa.replace('.', ''), Number(exponent)];
}

/** So many digits, rounded half up, and the exponent of the first one. */
function round(size: number, count: number): [string, number] {
  const [digits, exponent] = shortest(size);
  const rounded = halfUp(digits, count);
  return rounded.length > count ? [rounded.slice(0, count), exponent + 1] : [rounded, exponent];
}

/** The first `count` digits, rounded half up by the others: one more digit when it carries over. */
function halfUp(digits: string, count: number): string {
  if (digits.length <= count) return digits.padEnd(count, '0');
  const kept = digits.slice(0, count);
  if ((digits[count] ?? '0') < '5') return kept;
  const carried = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
  return carried.padStart(count, '0');
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function signed(digits: string, isNegative: boolean, spec: NumberFormat): string {
  const { flags } = spec;
  if (isNegative) return flags.has('(') ? filled('(', digits, ')', spec) : filled('-', digits, '', spec);
  return filled(flags.has('+') ? '+' : flags.has(' ') ? ' ' : '', digits, '', spec);
}

/** With zeros or blanks to the width; zeros stand between sign and digits. */
function filled(before: string, digits: string, after: string, spec: NumberFormat): string {
  const room = spec.width - before.length - after.length;
  const isPrefixed = digits.startsWith('0x') && spec.flags.has('#');
  const body = !spec.flags.has('0')
    ? digits
    : isPrefixed
      ? `0x${digits.slice(2).padStart(room - 2, '0')}`
      : digits.padStart(room, '0');
  return pad(`${before}${body}${after}`, spec);
}

/** To the width, at the left unless '-' stands among the flags. */
export function pad(text: string, { width, flags }: NumberFormat): string {
  return flags.has('-') ? text.padEnd(width) : text.padStart(width);
}
