import { floorDivide, floorRemainder, fromBigInt, type Long } from './long.ts';

// Values of TIMESTAMP and TIMESTAMP_LTZ: a count since the epoch in ms (precision <= 3), us (<= 6) or ns (<= 9).

/** How many ticks of such a value make a millisecond. */
export function ticksPerMs(precision: number): 1 | 1000 | 1_000_000 {
  return precision <= 3 ? 1 : precision <= 6 ? 1000 : 1_000_000;
}

/** Milliseconds since the epoch, rounded down. */
export function epochMs(value: Long, precision: number): number {
  if (precision <= 3) return Number(value);
  return Number(floorDivide(value, ticksPerMs(precision)));
}

/**
 * How many whole units (in ms) lie between 1970 and a moment. Before 1970 the rest is cut off towards it, as in Flink: the day
 * of 1969-12-31 23:59 is 1970-01-01.
 */
export function wholeUnits(ms: number, unit: number): number {
  return Math.trunc(ms / unit) + 0;
}

/** Nanoseconds since the full millisecond. */
export function nanosOfMs(value: Long, precision: number): number {
  if (precision <= 3) return 0;
  const ticks = ticksPerMs(precision);
  return floorRemainder(value, ticks) * (1_000_000 / ticks);
}

/** The value of a moment; digits beyond `precision` are cut off. */
export function timestampOf(ms: number, nanos: number, precision: number): Long {
  if (precision <= 3) {
    const step = 10 ** (3 - precision);
    return step === 1 ? ms : Math.floor(ms / step) * step;
  }
  const ticks = ticksPerMs(precision);
  const unit = 10 ** (9 - precision);
  const part = (Math.floor(nanos / unit) * unit) / (1_000_000 / ticks);
  const value = ms * ticks + part;
  return Number.isSafeInteger(value) ? value : fromBigInt(BigInt(ms) * BigInt(ticks) + BigInt(part));
}

/** The same moment at another precision; digits beyond it are cut off, of milliseconds towards 1970. */
export function changePrecision(value: Long, from: number, to: number): Long {
  if (from === to || (from < to && to <= 3)) return value;
  return cutTimestamp(epochMs(value, from), nanosOfMs(value, from), to);
}

/** Like `timestampOf`, for a moment that was a value before: milliseconds are cut off towards 1970. */
export function cutTimestamp(ms: number, nanos: number, precision: number): Long {
  if (precision > 2) return timestampOf(ms, nanos, precision);
  const step = 10 ** (3 - precision);
  return wholeUnits(ms, step) * step;
}
