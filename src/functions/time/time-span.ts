import { SqlError } from '../../common/errors.ts';
import { addMonths, civilFromDays, MS_PER_DAY } from '../../types/civil.ts';
import { isDateTime, isInteger, isInterval } from '../../types/coercion.ts';
import { DAY_TIME, YEAR_MONTH } from '../../types/interval.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import { epochMs, wholeUnits } from '../../types/timestamp.ts';
import { BIGINT, INT, printType, withNullability, withoutAttribute, type SqlType } from '../../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType } from '../define.ts';
import { fitting, shifter } from './interval-kernel.ts';

const MONTHS: Readonly<Record<string, number>> = {
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
  DECADE: 120,
  CENTURY: 1200,
  MILLENNIUM: 12_000,
};
const MS: Readonly<Record<string, number>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: MS_PER_DAY,
  WEEK: 7 * MS_PER_DAY,
};
/** Units below the second count whole seconds. */
const PARTS_OF_SECOND: Readonly<Record<string, number>> = {
  MILLISECOND: 1000,
  MICROSECOND: 1_000_000,
  NANOSECOND: 1_000_000_000,
};

function isMoment(type: SqlType): boolean {
  return isDateTime(type) && !isInterval(type);
}

function unsupported(what: string): SqlError {
  return new SqlError('E_UNSUPPORTED', what);
}

export const timestampAdd = defineFunction({
  name: 'TIMESTAMPADD',
  syntax: 'TIMESTAMPADD(unit, count, moment)',
  doc: 'The moment moved by so many units; a DATE moved by hours, minutes or seconds becomes a TIMESTAMP(6).',
  bind(args) {
    const [unit, ...rest] = args;
    const [count, moment] = valuesOnly(this, rest, 1);
    if (unit?.kind !== 'symbol' || count === undefined || moment === undefined || rest.length !== 2)
      throw wrongArguments(this, 'a unit, a count and a moment wanted');
    const types = [count.type, moment.type];
    if (!isInteger(count.type) || !isMoment(moment.type)) throw wrongType(this, types);
    const [months, ms] = [MONTHS[unit.name], MS[unit.name]];
    const size = months ?? ms;
    if (size === undefined) throw unsupported(`a moment cannot be moved by ${unit.name}`);
    const type = movedType(moment.type, unit.name);
    const interval = months === undefined ? DAY_TIME : YEAR_MONTH;
    const [shift, fit] = [shifter(type, interval), fitting(interval)];
    return {
      returns: withNullability(
        type,
        types.some(({ nullable }) => nullable),
      ),
      parameters: [count.type, type],
      compile: () => (by: Long, value: Long) => shift(value, fit(long.multiply(by, size))),
    };
  },
});

function movedType(type: SqlType, unit: string): SqlType {
  const size = MS[unit];
  if (type.kind === 'DATE' && size !== undefined && size < MS_PER_DAY) {
    if (size < 1000) throw unsupported(`a DATE cannot be moved by ${unit}`);
    return { kind: 'TIMESTAMP', precision: 6, nullable: type.nullable };
  }
  if (unit !== 'MILLISECOND' || !('precision' in type) || type.precision >= 3) return withoutAttribute(type);
  if (isInstant(type)) return { kind: type.kind, precision: 3, nullable: type.nullable };
  throw unsupported(`${printType(type)} has no milliseconds`);
}

export const timestampDiff = defineFunction({
  name: 'TIMESTAMPDIFF',
  syntax: 'TIMESTAMPDIFF(unit, from, to)',
  doc: 'How many whole units lie between two moments, as INT (NANOSECOND: BIGINT); units below SECOND count whole seconds.',
  bind(args) {
    const [unit, ...rest] = args;
    const [from, to] = valuesOnly(this, rest, 1);
    if (unit?.kind !== 'symbol' || from === undefined || to === undefined || rest.length !== 2)
      throw wrongArguments(this, 'a unit and two moments wanted');
    const types = [from.type, to.type] as const;
    if (!types.every(isMoment)) throw wrongType(this, types);
    checkPair(types[0], types[1]);
    const isNano = unit.name === 'NANOSECOND';
    const count = counter(unit.name);
    const isTimeInMonths = types[0].kind === 'TIME' && MONTHS[unit.name] !== undefined;
    // Flink takes the ms of a TIME for days there
    const [readFrom, readTo] = types.map(isTimeInMonths ? () => daysReader : reader);
    return {
      returns: withNullability(
        isNano ? BIGINT : INT,
        types.some(({ nullable }) => nullable),
      ),
      parameters: types,
      compile: () => (a: Long, b: Long) => count(readTo?.(b) ?? 0, readFrom?.(a) ?? 0),
    };
  },
});

/** A TIMESTAMP_LTZ and a TIME are compared with their like only. */
function checkPair(a: SqlType, b: SqlType): void {
  if (a.kind === b.kind) return;
  const kinds = [a.kind, b.kind];
  if (kinds.includes('TIMESTAMP_LTZ') || kinds.includes('TIME'))
    throw unsupported(`there is no time between ${printType(a)} and ${printType(b)}`);
}

/** ms of a calendar. */
function reader(type: SqlType): (value: Long) => number {
  if (type.kind === 'DATE') return daysReader;
  const precision = isInstant(type) ? type.precision : 3;
  return (value) => epochMs(value, precision);
}

const daysReader = (value: Long) => Number(value) * MS_PER_DAY;

/** Flink: a DECADE and an ISOYEAR count as years here. */
function counter(unit: string): (to: number, from: number) => Long {
  const months = unit === 'DECADE' || unit === 'ISOYEAR' ? 12 : MONTHS[unit];
  if (months !== undefined) return (to, from) => Math.trunc(monthsBetween(to, from) / months) + 0;
  const parts = PARTS_OF_SECOND[unit];
  if (unit === 'NANOSECOND') return (to, from) => long.multiply(Math.trunc((to - from) / 1000) + 0, 1e9);
  if (parts !== undefined) return (to, from) => Math.imul(Math.trunc((to - from) / 1000) | 0, parts);
  // Flink counts seconds first, in 32 bits, which wrap after 68 years
  if (unit === 'WEEK') return (to, from) => wholeUnits(Math.trunc((to - from) / 1000) | 0, 604_800);
  const size = unit === 'EPOCH' ? 1000 : (MS[unit] ?? MS_PER_DAY);
  return (to, from) => Math.trunc((to - from) / size) | 0;
}

/** The most months that can be added to `from` without going beyond `to`; the time of day counts on the last day only. */
export function monthsBetween(to: number, from: number): number {
  const [toDay, fromDay] = [Math.floor(to / MS_PER_DAY), Math.floor(from / MS_PER_DAY)];
  const months = toDay < fromDay ? -wholeMonths(fromDay, toDay) : wholeMonths(toDay, fromDay);
  const isEarlier = to - toDay * MS_PER_DAY < from - fromDay * MS_PER_DAY;
  return isEarlier && addMonths(fromDay, months) === toDay ? months - 1 : months;
}

function wholeMonths(later: number, earlier: number): number {
  const [a, b] = [civilFromDays(later), civilFromDays(earlier)];
  const months = (a.year - b.year) * 12 + a.month - b.month;
  return addMonths(earlier, months) > later ? months - 1 : months;
}

export const intervalBetween = defineFunction({
  name: 'INTERVAL BETWEEN',
  syntax: '(to - from) unit',
  doc: 'The time between two moments as an INTERVAL: of months for YEAR, QUARTER and MONTH, else of days to milliseconds.',
  bind(args) {
    const unit = args.at(-1);
    const [to, from] = valuesOnly(this, args.slice(0, -1));
    if (unit?.kind !== 'symbol' || from === undefined || to === undefined)
      throw wrongArguments(this, 'two moments and a unit wanted');
    const types = [to.type, from.type] as const;
    const isPair = types.every(isMoment) && !isMixedDate(types[0], types[1]);
    if (!isPair) throw wrongType(this, types, 'both must be of one kind');
    checkPair(types[0], types[1]);
    const isMonths = /^(YEAR|QUARTER|MONTH)/.test(unit.name);
    const [readTo, readFrom] = types.map(reader);
    return {
      returns: withNullability(
        isMonths ? YEAR_MONTH : DAY_TIME,
        types.some(({ nullable }) => nullable),
      ),
      parameters: types,
      compile: () => (a: Long, b: Long) => {
        const [later, earlier] = [readTo?.(a) ?? 0, readFrom?.(b) ?? 0];
        return isMonths ? monthsBetween(later, earlier) : later - earlier;
      },
    };
  },
});

function isMixedDate(a: SqlType, b: SqlType): boolean {
  return a.kind !== b.kind && [a.kind, b.kind].some((kind) => kind === 'DATE' || kind === 'TIME');
}

export const overlaps = defineFunction({
  name: 'OVERLAPS',
  syntax: '(start, end or interval) OVERLAPS (start, end or interval)',
  doc: 'Whether two periods have a moment in common, their ends included.',
  nulls: 'own',
  bind(args) {
    const [first, second, ...rest] = valuesOnly(this, args);
    if (first === undefined || second === undefined || rest.length > 0)
      throw wrongArguments(this, 'two periods wanted');
    const types = samePrecision([first.type, second.type]);
    const [a, b] = types.map((type) => periodOf(type));
    if (a === undefined || b === undefined || a.kind !== b.kind) throw wrongType(this, types);
    const isNullable = types.some(
      (type) => type.nullable || (type.kind === 'ROW' && type.fields.some((field) => field.type.nullable)),
    );
    return {
      returns: withNullability({ kind: 'BOOLEAN', nullable: true }, isNullable),
      parameters: types,
      compile: () => (x: readonly unknown[] | null, y: readonly unknown[] | null) => {
        if (x === null || y === null) return null;
        const [start, end] = a.read(x);
        const [otherStart, otherEnd] = b.read(y);
        const [p, q] = [isAtLeast(end, otherStart), isAtLeast(otherEnd, start)];
        if (p === false || q === false) return false;
        return p === null || q === null ? null : true;
      },
    };
  },
});

/** The periods with their timestamps in one precision, so that their values can be compared. */
function samePrecision(types: readonly SqlType[]): readonly SqlType[] {
  const fields = types.flatMap((type) => (type.kind === 'ROW' ? type.fields : []));
  const precision = Math.max(...fields.map(({ type }) => (isInstant(type) ? type.precision : 0)));
  return types.map((type) => {
    if (type.kind !== 'ROW') return type;
    const aligned = type.fields.map((field) =>
      isInstant(field.type) ? { ...field, type: { ...field.type, precision } } : field,
    );
    return { ...type, fields: aligned };
  });
}

function isInstant(type: SqlType): type is Extract<SqlType, { kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' }> {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

type Bounds = readonly [Long | null, Long | null];

function isAtLeast(a: Long | null, b: Long | null): boolean | null {
  return a === null || b === null ? null : a >= b;
}

/** Start and end in order; with a NULL for one of them the other stands for the end. */
function periodOf(
  type: SqlType,
): { readonly kind: string; read(row: readonly unknown[]): Bounds } | undefined {
  if (type.kind !== 'ROW' || type.fields.length !== 2) return undefined;
  const [start, end] = type.fields.map((field) => field.type);
  if (start === undefined || end === undefined || !isMoment(start)) return undefined;
  if (!isInterval(end) && end.kind !== start.kind) return undefined;
  const shift = isInterval(end) ? shifter(start, end) : undefined;
  return {
    kind: start.kind,
    read([from, to]) {
      const first = from as Long | null;
      const given = to as Long | null;
      const last = first !== null && given !== null && shift ? shift(first, Number(given)) : given;
      return first !== null && last !== null && first <= last ? [first, last] : [last, first];
    },
  };
}
