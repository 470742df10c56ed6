import { SqlError } from '../common/errors.ts';
import { isNumeric } from '../types/coercion.ts';
import { comparator } from '../types/compare.ts';
import { addDecimals, divideDecimals, fit } from '../types/decimal.ts';
import { add, divide, negate, subtract, type Long } from '../types/long.ts';
import { BIGINT, DOUBLE, printType, withNullability, type SqlType } from '../types/type.ts';
import type { ArgumentInfo } from './define.ts';
import type { Accumulation, AggregateFunction, BoundAggregate, ValueCounts } from './define-aggregate.ts';

const COUNTED: SqlType = withNullability(BIGINT, false);

export const count: AggregateFunction = {
  name: 'COUNT',
  syntax: 'COUNT(*) or COUNT([DISTINCT] value)',
  doc: 'Number of rows, or of values that are not NULL.',
  bind(args) {
    if (args.length > 0) oneValue(count, args);
    const type = args[0]?.kind === 'value' ? args[0].type : undefined;
    return {
      returns: COUNTED,
      parameter: type,
      accumulation: () => ({
        fields: [COUNTED],
        start: () => [0],
        add: (acc) => void (acc[0] = add(acc[0] as Long, 1)),
        retract: (acc) => void (acc[0] = subtract(acc[0] as Long, 1)),
        result: (acc) => acc[0],
      }),
    };
  },
};

export const sum: AggregateFunction = {
  name: 'SUM',
  syntax: 'SUM([DISTINCT] number)',
  doc: 'Sum of the values; of their type, wrapping as Flink does. DECIMAL grows to 38 digits.',
  bind(args) {
    const type = numeric(sum, args);
    const returns = nullable(type.kind === 'DECIMAL' ? { ...type, precision: 38 } : type);
    const numbers = numberOf(returns);
    return {
      returns,
      parameter: type,
      accumulation: () => ({
        fields: [returns, COUNTED],
        // -0 leaves also a -0 as it is.
        start: () => [isFloating(type) ? -0 : numbers.zero, 0],
        add: counted((a, b) => numbers.add(a, b), 1),
        retract: counted((a, b) => numbers.add(a, numbers.negate(b)), -1),
        result: (acc) => (acc[1] === 0 ? null : numbers.fit(acc[0])),
      }),
    };
  },
};

export const avg: AggregateFunction = {
  name: 'AVG',
  syntax: 'AVG([DISTINCT] number)',
  doc: 'Mean of the values; of their type: whole numbers are cut, DECIMAL has at least 6 digits behind the point.',
  bind(args) {
    const type = numeric(avg, args);
    const scale = type.kind === 'DECIMAL' ? Math.max(6, type.scale) : 0;
    const returns: SqlType = nullable(type.kind === 'DECIMAL' ? { ...type, precision: 38, scale } : type);
    const wide: SqlType =
      type.kind === 'DECIMAL' ? { ...type, precision: 38 } : isFloating(type) ? DOUBLE : BIGINT;
    const numbers = numberOf(wide);
    const mean = (total: unknown, n: Long): unknown => {
      if (type.kind === 'DECIMAL')
        return fit(divideDecimals(total as Long, type.scale, n, 0, scale), scale, 38, scale);
      if (type.kind === 'FLOAT') return Math.fround((total as number) / Number(n));
      return type.kind === 'DOUBLE'
        ? (total as number) / Number(n)
        : numberOf(type).fit(divide(total as Long, n));
    };
    return {
      returns,
      parameter: type,
      accumulation: () => ({
        fields: [wide, COUNTED],
        start: () => [numbers.zero, 0],
        add: counted((a, b) => numbers.add(a, b), 1),
        retract: counted((a, b) => numbers.add(a, numbers.negate(b)), -1),
        result: (acc) => (acc[1] === 0 ? null : mean(acc[0], acc[1] as Long)),
      }),
    };
  },
};

export const min = extreme('MIN', 'Least of the values.', (d) => d < 0);
export const max = extreme('MAX', 'Greatest of the values.', (d) => d > 0);

/** Every aggregate function. */
export const AGGREGATES: readonly AggregateFunction[] = [count, sum, avg, min, max];

export function findAggregate(name: string): AggregateFunction | undefined {
  return AGGREGATES.find((aggregate) => aggregate.name === name.toUpperCase());
}

/** Types whose values MIN and MAX do not compare, as in Flink. */
const UNORDERED: ReadonlySet<SqlType['kind']> = new Set([
  'MAP',
  'MULTISET',
  'ARRAY',
  'ROW',
  'VARIANT',
  'BITMAP',
  'NULL',
  'BINARY',
  'VARBINARY',
  'INTERVAL_DAY_TIME',
  'INTERVAL_YEAR_MONTH',
]);

function extreme(name: string, doc: string, wins: (difference: number) => boolean): AggregateFunction {
  const record: AggregateFunction = {
    name,
    syntax: `${name}([DISTINCT] value)`,
    doc,
    bind(args): BoundAggregate {
      const type = oneValue(record, args);
      if (UNORDERED.has(type.kind))
        throw new SqlError('E_UNSUPPORTED', `${name} does not compare ${printType(nullable(type))} values`);
      const compare = comparator(type);
      const returns = nullable(type);
      return {
        returns,
        parameter: type,
        accumulation: (retracting) =>
          retracting ? withAll(returns, compare, wins) : withBest(returns, compare, wins),
      };
    },
  };
  return record;
}

type Compare = (a: unknown, b: unknown) => number;

/** Only inserts: the best value so far is enough. */
function withBest(type: SqlType, compare: Compare, wins: (difference: number) => boolean): Accumulation {
  return {
    fields: [type],
    start: () => [null],
    add(acc, value) {
      if (acc[0] === null || wins(compare(value, acc[0]))) acc[0] = value;
    },
    result: (acc) => acc[0],
  };
}

/** Values may be taken back: all are counted, and the best is looked for again when it goes. */
function withAll(type: SqlType, compare: Compare, wins: (difference: number) => boolean): Accumulation {
  const best = (counts: ValueCounts): unknown => {
    let found: unknown = null;
    counts.forEach((value, n) => {
      if (n > 0 && (found === null || wins(compare(value, found)))) found = value;
    });
    return found;
  };
  return {
    fields: [type],
    counting: true,
    start: () => [null],
    add(acc, value, { count }) {
      if (count > 0 && (acc[0] === null || wins(compare(value, acc[0])))) acc[0] = value;
    },
    retract(acc, value, counts) {
      if (counts.count <= 0 && acc[0] !== null && compare(acc[0], value) === 0) acc[0] = best(counts);
    },
    result: (acc) => acc[0],
  };
}

function counted(change: (total: unknown, value: unknown) => unknown, by: 1 | -1) {
  return (acc: unknown[], value: unknown): void => {
    acc[0] = change(acc[0], value);
    acc[1] = add(acc[1] as Long, by);
  };
}

interface Numbers {
  readonly zero: unknown;
  add(a: unknown, b: unknown): unknown;
  negate(a: unknown): unknown;
  /** A sum within the type; null for a DECIMAL with too many digits. */
  fit(total: unknown): unknown;
}

function numberOf(type: SqlType): Numbers {
  const longs = { zero: 0, negate: (a: unknown) => negate(a as Long) };
  switch (type.kind) {
    case 'FLOAT':
      return {
        zero: 0,
        add: (a, b) => Math.fround((a as number) + (b as number)),
        negate: (a) => -(a as number),
        fit: (a) => a,
      };
    case 'DOUBLE':
      return {
        zero: 0,
        add: (a, b) => (a as number) + (b as number),
        negate: (a) => -(a as number),
        fit: (a) => a,
      };
    case 'DECIMAL': {
      const { precision, scale } = type;
      return {
        ...longs,
        add: (a, b) => addDecimals(a as Long, b as Long),
        fit: (a) => fit(a as Long, scale, precision, scale),
      };
    }
    case 'BIGINT':
      return { ...longs, add: (a, b) => add(a as Long, b as Long), fit: (a) => a };
    default: {
      const shift = type.kind === 'TINYINT' ? 24 : type.kind === 'SMALLINT' ? 16 : 0;
      const wrap = (a: unknown) => ((Number(a) | 0) << shift) >> shift;
      return { ...longs, add: (a, b) => wrap((a as number) + (b as number)), fit: wrap };
    }
  }
}

function isFloating(type: SqlType): boolean {
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE';
}

function nullable(type: SqlType): SqlType {
  return withNullability(type, true);
}

function oneValue(record: { name: string; syntax: string }, args: readonly ArgumentInfo[]): SqlType {
  const [only, more] = args;
  if (only?.kind === 'value' && more === undefined) return only.type;
  throw new SqlError('E_ARGUMENTS', `${record.name}: 1 argument wanted, ${args.length} given`, {
    hint: record.syntax,
  });
}

function numeric(record: { name: string; syntax: string }, args: readonly ArgumentInfo[]): SqlType {
  const type = oneValue(record, args);
  if (!isNumeric(type)) throw wrongType(record, type);
  return type;
}

function wrongType(record: { name: string; syntax: string }, type: SqlType): SqlError {
  return new SqlError('E_TYPE', `${record.name} does not take ${printType(nullable(type))}`, {
    hint: record.syntax,
  });
}
