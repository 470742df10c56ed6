import { SqlError } from '../../common/errors.ts';
import { addMonths, MS_PER_DAY } from '../../types/civil.ts';
import { isDateTime, isInteger, isInterval } from '../../types/coercion.ts';
import { DAY_TIME, YEAR_MONTH } from '../../types/interval.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import { epochMs, nanosOfMs, ticksPerMs, timestampOf } from '../../types/timestamp.ts';
import { BIGINT, withoutAttribute, type SqlType } from '../../types/type.ts';

/** An operation with an interval: its type (nullability aside), what the operands are cast to, what runs. */
export interface IntervalKernel {
  readonly type: SqlType;
  readonly parameters: readonly [SqlType, SqlType];
  readonly call: (a: never, b: never) => unknown;
}

/** Interval and interval, moment and interval, interval times integer; undefined for all else. */
export function intervalKernel(sign: string, a: SqlType, b: SqlType): IntervalKernel | undefined {
  if (isInterval(a) && a.kind === b.kind && (sign === '+' || sign === '-')) {
    const fit = fitting(a);
    const call =
      sign === '+'
        ? (x: number, y: number) => fit(long.add(x, y))
        : (x: number, y: number) => fit(long.subtract(x, y));
    return { type: intervalType(a), parameters: [a, b], call };
  }
  if (isDateTime(a) && isInterval(b) && (sign === '+' || sign === '-')) {
    const shift = shifter(a, b);
    const call = sign === '+' ? shift : (x: Long, y: number) => shift(x, -y);
    return { type: withoutAttribute(a), parameters: [a, b], call };
  }
  if (isInterval(a) && isDateTime(b) && sign === '+') {
    const shift = shifter(b, a);
    return { type: withoutAttribute(b), parameters: [a, b], call: (x: number, y: Long) => shift(y, x) };
  }
  if (sign !== '*') return undefined;
  const times = (interval: SqlType) => {
    const fit = fitting(interval);
    return (x: Long, y: Long) => fit(long.multiply(x, y));
  };
  if (isInterval(a) && isInteger(b))
    return { type: intervalType(a), parameters: [a, BIGINT], call: times(a) };
  if (isInteger(a) && isInterval(b))
    return { type: intervalType(b), parameters: [BIGINT, b], call: times(b) };
  return undefined;
}

/**
 * A count of months or ms as the value of an interval: months wrap at 32 bits, ms at 64, as in Flink. Throws E_VALUE for ms
 * that no number holds exactly.
 */
export function fitting(interval: SqlType): (count: Long) => number {
  if (interval.kind === 'INTERVAL_YEAR_MONTH') return long.toInt;
  return (count) => {
    const ms = Number(count);
    if (typeof count === 'number' || BigInt(ms) === count) return ms;
    throw tooFar('the INTERVAL is longer than 285,000 years');
  };
}

export function intervalType(type: SqlType): SqlType {
  return type.kind === 'INTERVAL_YEAR_MONTH' ? YEAR_MONTH : DAY_TIME;
}

/**
 * Moves a moment by an interval. A DATE moves by whole days and wraps at 32 bits, a TIME goes round midnight and knows no
 * months. Throws E_VALUE for a TIMESTAMP that lies further from 1970 than a number counts ms.
 */
export function shifter(moment: SqlType, interval: SqlType): (value: Long, by: number) => Long {
  const isMonths = interval.kind === 'INTERVAL_YEAR_MONTH';
  switch (moment.kind) {
    case 'DATE':
      if (isMonths) return (value, by) => addMonths(Number(value), by) | 0;
      return (value, by) => {
        const days = Math.trunc(by / MS_PER_DAY);
        if (days !== (days | 0)) throw new SqlError('E_VALUE', `a DATE cannot be moved by ${days} days`);
        return (Number(value) + days) | 0;
      };
    case 'TIME':
      if (isMonths) return (value) => value;
      return (value, by) => (((Number(value) + (by % MS_PER_DAY)) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision } = moment;
      if (isMonths) return (value, by) => addMonthsTo(value, by, precision);
      if (precision <= 3) return (value, by) => checkedMs(Number(value) + by);
      const ticks = ticksPerMs(precision);
      return (value, by) => {
        const moved = Number(value) + by * ticks;
        if (typeof value === 'number' && Number.isSafeInteger(moved)) return moved;
        return timestampOf(checkedMs(epochMs(value, precision) + by), nanosOfMs(value, precision), precision);
      };
    }
    default:
      return (value) => value;
  }
}

/** TIMESTAMP_LTZ too moves on the calendar of UTC, as in Flink. */
function addMonthsTo(value: Long, months: number, precision: number): Long {
  const ms = epochMs(value, precision);
  const days = Math.floor(ms / MS_PER_DAY);
  const moved = (addMonths(days, months) | 0) * MS_PER_DAY + (ms - days * MS_PER_DAY);
  return timestampOf(checkedMs(moved), nanosOfMs(value, precision), precision <= 3 ? 3 : precision);
}

function checkedMs(ms: number): number {
  if (Number.isSafeInteger(ms)) return ms;
  throw tooFar('the moment lies more than 285,000 years from 1970');
}

function tooFar(message: string): SqlError {
  return new SqlError('E_VALUE', message, { hint: 'weir counts no milliseconds beyond' });
}
