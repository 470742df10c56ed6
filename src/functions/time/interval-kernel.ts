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
    const call = sign === '+' ? (x: number, y: number) => x + y : (x: number, y: number) => x - y;
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
  const times = (x: Long, y: Long) => Number(long.multiply(x, y));
  if (isInterval(a) && isInteger(b)) return { type: intervalType(a), parameters: [a, BIGINT], call: times };
  if (isInteger(a) && isInterval(b)) return { type: intervalType(b), parameters: [BIGINT, b], call: times };
  return undefined;
}

export function intervalType(type: SqlType): SqlType {
  return type.kind === 'INTERVAL_YEAR_MONTH' ? YEAR_MONTH : DAY_TIME;
}

/** Moves a moment by an interval. A DATE moves by whole days, a TIME goes round midnight and knows no months. */
export function shifter(moment: SqlType, interval: SqlType): (value: Long, by: number) => Long {
  const isMonths = interval.kind === 'INTERVAL_YEAR_MONTH';
  switch (moment.kind) {
    case 'DATE':
      if (isMonths) return (value, by) => addMonths(Number(value), by);
      return (value, by) => Number(value) + Math.trunc(by / MS_PER_DAY);
    case 'TIME':
      if (isMonths) return (value) => value;
      return (value, by) => (((Number(value) + by) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision } = moment;
      if (isMonths) return (value, by) => addMonthsTo(value, by, precision);
      const ticks = ticksPerMs(precision);
      if (ticks === 1) return (value, by) => Number(value) + by;
      return (value, by) => long.add(value, by * ticks);
    }
    default:
      return (value) => value;
  }
}

/** TIMESTAMP_LTZ too moves on the calendar of UTC, as in Flink. */
function addMonthsTo(value: Long, months: number, precision: number): Long {
  const ms = epochMs(value, precision);
  const days = Math.floor(ms / MS_PER_DAY);
  const moved = addMonths(days, months) * MS_PER_DAY + (ms - days * MS_PER_DAY);
  return timestampOf(moved, nanosOfMs(value, precision), precision <= 3 ? 3 : precision);
}
