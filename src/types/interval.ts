import { SqlError } from '../common/errors.ts';
import { MS_PER_DAY } from './civil.ts';
import { excerpt } from './excerpt.ts';
import type { SqlType } from './type.ts';

/** Type of every day-time interval that an expression yields. */
export const DAY_TIME: SqlType = { kind: 'INTERVAL_DAY_TIME', resolution: 'SECOND(3)', nullable: true };
/** Type of every year-month interval that an expression yields. */
export const YEAR_MONTH: SqlType = { kind: 'INTERVAL_YEAR_MONTH', resolution: 'MONTH', nullable: true };

const MONTHS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };
const MS: Readonly<Record<string, number>> = {
  WEEK: 7 * MS_PER_DAY,
  DAY: MS_PER_DAY,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};

/** Months or ms of one unit, e.g. 86,400,000 for DAY; undefined for what is no unit. */
export function unitSize(unit: string): { readonly months: number } | { readonly ms: number } | undefined {
  const [months, ms] = [MONTHS[unit], MS[unit]];
  if (months !== undefined) return { months };
  return ms === undefined ? undefined : { ms };
}

const COMPOSED: Readonly<Record<string, RegExp>> = {
  'YEAR TO MONTH': /^([+-]?)(\d+)-(\d{1,2})$/,
  'DAY TO HOUR': /^([+-]?)(\d+) (\d{1,2})$/,
  'DAY TO MINUTE': /^([+-]?)(\d+) (\d{1,2}):(\d{1,2})$/,
  'DAY TO SECOND': /^([+-]?)(\d+) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/,
  'HOUR TO MINUTE': /^([+-]?)(\d+):(\d{1,2})$/,
  'HOUR TO SECOND': /^([+-]?)(\d+):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/,
  'MINUTE TO SECOND': /^([+-]?)(\d+):(\d{1,2})(?:\.(\d{1,9}))?$/,
};
const UNITS = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
const BOUNDS: Readonly<Record<string, number>> = { MONTH: 12, HOUR: 24, MINUTE: 60, SECOND: 60 };

/**
 * Months or ms of INTERVAL '1 10:20' DAY TO MINUTE. Throws E_TYPE where text and resolution do not fit:
 * the leading field has two digits unless the resolution says more (`DAY(3)`), the others their natural bound.
 */
export function parseInterval(
  text: string,
  negative: boolean,
  resolution: string,
): { type: SqlType; value: number } {
  const [from = '', to] = resolution.split(' TO ').map((part) => part.replace(/\(.*$/, ''));
  const digits = Number(/^\w+\((\d+)/.exec(resolution)?.[1] ?? 2);
  const fail = () =>
    new SqlError('E_TYPE', `${excerpt(text)} is no INTERVAL ${resolution}`, {
      hint: "e.g. INTERVAL '5' SECOND, INTERVAL '1 10:30' DAY TO MINUTE",
    });
  const pattern = to === undefined ? single(from) : COMPOSED[`${from} TO ${to}`];
  const match = pattern?.exec(text.trim());
  if (!match) throw fail();
  const sign = (match[1] === '-') === negative ? 1 : -1;
  if ((match[2] ?? '').replace(/^0+/, '').length > digits) {
    throw new SqlError('E_TYPE', `${match[2]} has more digits than ${from}(${digits})`, {
      hint: `write ${from}(${(match[2] ?? '').length})`,
    });
  }
  const unit = unitSize(from);
  if (unit === undefined) throw fail();
  if ('months' in unit) {
    const rest = Number(match[3] ?? 0);
    if (rest >= 12) throw fail();
    return { type: YEAR_MONTH, value: sign * (Number(match[2]) * unit.months + rest) + 0 };
  }
  let ms = Number(match[2]) * unit.ms;
  const first = UNITS.indexOf(from);
  const last = to === undefined ? first : UNITS.indexOf(to);
  for (let i = first + 1; i <= last; i++) {
    const name = UNITS[i] ?? '';
    const field = Number(match[i - first + 2]);
    if (field >= (BOUNDS[name] ?? 0)) throw fail();
    ms += field * (MS[name] ?? 0);
  }
  const fraction = UNITS[last] === 'SECOND' ? match[last - first + 3] : undefined;
  if ((fraction ?? '').length > fractionDigits(resolution)) throw fail();
  ms += Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return { type: DAY_TIME, value: sign * ms + 0 };
}

/** Of a second: 6 unless the resolution says otherwise, as SECOND(2, 3) and DAY TO SECOND(3) do. */
function fractionDigits(resolution: string): number {
  const [, digits = 6] = /(?:SECOND\(\d+, *|TO SECOND\()(\d+)\)$/.exec(resolution) ?? [];
  return Number(digits);
}

function single(unit: string): RegExp {
  return unit === 'SECOND' ? /^([+-]?)(\d+)(?:\.(\d{1,9}))?$/ : /^([+-]?)(\d+)$/;
}

/** '+1 02:00:00.000' for ms, as Flink prints a day-time interval. */
export function formatDayTime(ms: number): string {
  const size = Math.abs(ms);
  const days = Math.floor(size / MS_PER_DAY);
  const rest = size - days * MS_PER_DAY;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const clock = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}`;
  return `${ms < 0 ? '-' : '+'}${days} ${clock}.${String(rest % 1000).padStart(3, '0')}`;
}

/** '+1-02' for 14 months. */
export function formatYearMonth(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : '+'}${Math.floor(size / 12)}-${String(size % 12).padStart(2, '0')}`;
}
