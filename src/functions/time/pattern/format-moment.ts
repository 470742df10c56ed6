import { SqlError } from '../../../common/errors.ts';
import { compilePattern } from './compile-pattern.ts';
import type { Element, NumberElement } from './element.ts';
import { DAY_PERIODS, isInPeriod } from './english.ts';
import { FIELD_OF, takeApart, type Parts } from './field.ts';

/** undefined: the moment does not have it, and an optional part around it is left out. */
type Write = (parts: Parts) => string | undefined;

/**
 * Writes moments of a calendar without zone by a pattern of Java's DateTimeFormatter.
 * Throws E_VALUE for a pattern that cannot be read, and at the first moment for one that asks for a zone.
 */
export function compileMomentFormat(pattern: string): (ms: number, nanos: number) => string {
  const write = sequence(compilePattern(pattern).map(writer));
  const parts: Parts = { days: 0, year: 1970, month: 1, day: 1, ofDay: 0, nano: 0 };
  return (ms, nanos) => {
    takeApart(parts, ms, nanos);
    const text = write(parts);
    if (text !== undefined) return text;
    throw new SqlError('E_VALUE', 'the pattern asks for a time zone, which a timestamp does not have', {
      hint: 'FROM_UNIXTIME(seconds, pattern) writes the session zone',
    });
  };
}

function sequence(writers: readonly Write[]): Write {
  return (parts) => {
    let text = '';
    for (const write of writers) {
      const piece = write(parts);
      if (piece === undefined) return undefined;
      text += piece;
    }
    return text;
  };
}

function writer(element: Element): Write {
  switch (element.kind) {
    case 'literal': {
      const { text } = element;
      return () => text;
    }
    case 'number':
    case 'reduced':
    case 'fraction':
      return numberWriter(element);
    case 'text': {
      const read = FIELD_OF[element.field];
      const { texts } = element;
      return (parts) => texts.get(read?.(parts) ?? 0) ?? '';
    }
    case 'day-period': {
      const { isNarrow } = element;
      return (parts) => {
        const minute = Math.floor(parts.ofDay / 60_000);
        const period = DAY_PERIODS.find((candidate) => isInPeriod(candidate, minute));
        return (isNarrow ? period?.narrow : period?.text) ?? '';
      };
    }
    case 'pad': {
      const { width } = element;
      const inner = writer(element.element);
      return (parts) => {
        const text = inner(parts);
        if (text === undefined) return undefined;
        if (text.length > width)
          throw new SqlError('E_VALUE', `'${text}' is longer than the ${width} places it is padded to`);
        return text.padStart(width);
      };
    }
    case 'optional': {
      const inner = sequence(element.elements.map(writer));
      return (parts) => inner(parts) ?? '';
    }
    default:
      return () => undefined;
  }
}

function numberWriter({ kind, field, min, max, sign }: NumberElement): Write {
  const read = FIELD_OF[field];
  if (read === undefined) return () => '';
  if (kind === 'reduced') return (parts) => String(Math.abs(read(parts)) % 100).padStart(2, '0');
  if (kind === 'fraction') return (parts) => String(read(parts)).padStart(9, '0').slice(0, min);
  return (parts) => {
    const value = read(parts);
    const digits = String(Math.abs(value));
    if (digits.length > max || (value < 0 && sign === 'not-negative'))
      throw new SqlError('E_VALUE', `${value} does not fit into ${max} digits of the pattern`);
    const padded = digits.padStart(min, '0');
    if (value < 0) return `-${padded}`;
    return sign === 'exceeds-pad' && digits.length > min ? `+${padded}` : padded;
  };
}
