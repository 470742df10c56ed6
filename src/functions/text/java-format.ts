import { shortestFloat } from '../../types/double.ts';
import { FormatError, formatInteger, formatReal, pad, type NumberFormat } from './java-number-format.ts';
import { checkTextSize } from './text-size.ts';

/** An argument as java.util.Formatter sees it; text is what %s prints. */
export interface FormatArgument {
  /** Bits of an integer, 'FLOAT' or 'DOUBLE'; others print by %s and %b alone. */
  readonly kind: 8 | 16 | 32 | 64 | 'FLOAT' | 'DOUBLE' | 'BOOLEAN' | 'OTHER';
  readonly value: unknown;
  readonly text: string;
}

interface Specifier extends NumberFormat {
  readonly argument: 'next' | 'last' | number;
}

type Part = string | Specifier;

const SPECIFIER = /^%(\d+\$|<)?([-#+ 0,(]*)([1-9]\d*)?(?:\.(\d+))?([bBsScCdoxXeEfgG%n])/;
const FLAGS: Readonly<Record<string, string>> = {
  d: '-+ 0,(',
  o: '-#0',
  x: '-#0',
  f: '-#+ 0,(',
  e: '-#+ 0(',
  g: '-+ 0,(',
  '%': '-',
};

/**
 * A format of java.util.Formatter (Java 17, US): %b %s %c %d %o %x %e %f %g %n %% with flags, width and precision.
 * Throws FormatError for one that Java refuses, and for %h, %a and %t.
 */
export function parseFormat(format: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < format.length;) {
    const next = format.indexOf('%', at);
    if (next !== at) parts.push(format.slice(at, next < 0 ? undefined : next));
    if (next < 0) break;
    const match = SPECIFIER.exec(format.slice(next));
    if (match === null) throw new FormatError(`no format at ${next}`);
    parts.push(specifier(match));
    at = next + match[0].length;
  }
  return parts;
}

/** Throws FormatError where an argument lacks or does not fit, E_VALUE where the text becomes too large. */
export function applyFormat(parts: readonly Part[], args: readonly FormatArgument[]): string {
  let next = 0;
  let last = -1;
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if (part.conversion === 'n') text += '\n';
    else if (part.conversion === '%') text += pad('%', part);
    else {
      if (part.argument === 'next') last = next++;
      else if (part.argument !== 'last') last = part.argument;
      const argument = args[last];
      if (argument === undefined) throw new FormatError(`no argument ${last + 1}`);
      checkTextSize(text.length + smallest(argument, part));
      text += print(argument, part);
    }
  }
  return text;
}

/** How many characters are printed at least. */
function smallest(argument: FormatArgument, { width, precision = 0, conversion }: Specifier): number {
  if ('sSbB'.includes(conversion)) return Math.max(width, Math.min(argument.text.length, precision));
  return Math.max(width, precision);
}

/** Java: widths and precisions are ints, and the largest is none. */
const MOST_WIDTH = 0x7ffffffe;

function specifier([, index, written = '', width, precision, conversion = '']: RegExpExecArray): Specifier {
  const flags = new Set(written);
  const allowed = FLAGS[conversion.toLowerCase()] ?? '-';
  const wrong =
    flags.size < written.length ||
    written.split('').some((flag) => !allowed.includes(flag)) ||
    ((flags.has('-') || flags.has('0')) && width === undefined) ||
    (flags.has('-') && flags.has('0')) ||
    (flags.has('+') && flags.has(' ')) ||
    (precision !== undefined && 'cCdoxX%n'.includes(conversion)) ||
    (conversion === 'n' && (written !== '' || width !== undefined)) ||
    index === '0$' ||
    Number(width ?? 0) > MOST_WIDTH ||
    Number(precision ?? 0) > MOST_WIDTH + 1;
  if (wrong) throw new FormatError(`%${written}${conversion} is no format`);
  return {
    flags,
    width: Number(width ?? 0),
    precision: precision === undefined ? undefined : Number(precision),
    conversion,
    argument: index === undefined ? 'next' : index === '<' ? 'last' : Number.parseInt(index, 10) - 1,
  };
}

function print(argument: FormatArgument, spec: Specifier): string {
  const { conversion, precision } = spec;
  const isUpper = conversion !== conversion.toLowerCase();
  const text = printLower(argument, { ...spec, conversion: conversion.toLowerCase() }, precision);
  return isUpper ? text.toUpperCase() : text;
}

function printLower(argument: FormatArgument, spec: Specifier, precision: number | undefined): string {
  const { kind, value, text } = argument;
  const cut = (whole: string) => pad(precision === undefined ? whole : whole.slice(0, precision), spec);
  if (spec.conversion === 'b') return cut(value === null ? 'false' : kind === 'BOOLEAN' ? text : 'true');
  if (value === null) return cut('null');
  switch (spec.conversion) {
    case 's':
      return cut(text);
    case 'c':
      if (typeof kind !== 'number' || kind === 64) throw new FormatError('%c takes a code point');
      if (Number(value) < 0 || Number(value) > 0x10ffff)
        throw new FormatError(`${String(value)} is no code point`);
      return pad(String.fromCodePoint(Number(value)), spec);
    case 'd':
    case 'o':
    case 'x':
      if (typeof kind !== 'number') throw new FormatError(`%${spec.conversion} takes an integer`);
      return formatInteger(BigInt(value as number | bigint), kind, spec); // a long, by its kind
    default:
      if (kind !== 'FLOAT' && kind !== 'DOUBLE') throw new FormatError(`%${spec.conversion} takes a double`);
      return formatReal(kind === 'FLOAT' ? shortestFloat(value as number) : (value as number), spec); // by its kind
  }
}
