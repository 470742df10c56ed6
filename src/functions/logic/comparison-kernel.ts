import { SqlError } from '../../common/errors.ts';
import {
  commonType,
  isBinary,
  isExactNumeric,
  isInterval,
  isNumeric,
  isText,
  isTimestamp,
  widestTimestamp,
} from '../../types/coercion.ts';
import { comparator, isOrdered } from '../../types/compare.ts';
import { decimalDigits } from '../../types/decimal-type.ts';
import { rescale } from '../../types/decimal.ts';
import { equality } from '../../types/equal.ts';
import type { Long } from '../../types/long.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import { asDouble } from '../number/number-kernel.ts';

/** How two types compare: what the operands are cast to, and what runs on values that are not NULL. */
export interface Comparison {
  readonly parameters: readonly [SqlType, SqlType];
  readonly equal: (a: unknown, b: unknown) => boolean;
  /** undefined where the values have no order. NaN is the caller's business: it is never below or above. */
  readonly compare: ((a: unknown, b: unknown) => number) | undefined;
}

/**
 * Numbers of different kinds meet; a text takes the type of a number, BOOLEAN, date or time beside it; TIMESTAMP meets
 * TIMESTAMP_LTZ. undefined: the types do not compare (DATE with TIMESTAMP, BOOLEAN with INT).
 */
export function comparison(a: SqlType, b: SqlType): Comparison | undefined {
  if (a.kind === 'NULL' || b.kind === 'NULL')
    return { parameters: [a, b], equal: () => false, compare: () => 0 };
  if (isNumeric(a) && isNumeric(b)) return numbers(a, b);
  if (isText(a) && isText(b)) return same([a, b], a);
  if (isText(a) && takesText(b)) return same([b, b], b);
  if (isText(b) && takesText(a)) return same([a, a], a);
  if (isBinary(a) && isBinary(b)) return same([a, b], a);
  if (a.kind === b.kind && (isInterval(a) || a.kind === 'TIME')) return same([a, b], a);
  const moment = widestTimestamp(a, b);
  if (moment !== undefined) return same([moment, moment], moment);
  const common = a.kind === b.kind ? commonType([a, b]) : undefined;
  if (common !== undefined) return same([common, common], common);
  // as in Flink arrays of numbers and of texts can be asked, and are equal where all that they hold is NULL
  if (a.kind === 'ARRAY' && b.kind === 'ARRAY')
    return { parameters: [a, b], equal: bothHoldNothing, compare: undefined };
  return undefined;
}

function bothHoldNothing(a: unknown, b: unknown): boolean {
  const [x, y] = [a, b] as readonly (readonly unknown[])[]; // the types say that both are arrays
  return x?.length === y?.length && [x, y].every((values) => values?.every((value) => value === null));
}

/** `comparison` for = and <>, with what Flink refuses there alone: a text with a number, unless one is NULL for certain. */
export function equalComparison(a: SqlType, b: SqlType, hasNull = false): Comparison | undefined {
  const isMixed = (isText(a) && isNumeric(b)) || (isNumeric(a) && isText(b));
  if (isMixed && hasNull) return never(a, b);
  if (isMixed) {
    throw new SqlError('E_TYPE', `${bare(a)} and ${bare(b)} cannot be compared for equality`, {
      hint: `CAST(... AS ${bare(isText(a) ? b : a)}) one of them`,
    });
  }
  const isBoolean = (isText(a) && b.kind === 'BOOLEAN') || (isText(b) && a.kind === 'BOOLEAN');
  if (isBoolean || isTextOfInterval(a, b)) return never(a, b);
  return comparison(a, b);
}

/** What Flink compares as two kinds of things, which are never equal. */
export function never(a: SqlType, b: SqlType): Comparison {
  return { parameters: [a, b], equal: () => false, compare: undefined };
}

export function isTextOfInterval(a: SqlType, b: SqlType): boolean {
  return (isText(a) && isInterval(b)) || (isInterval(a) && isText(b));
}

/** `comparison` for <, <=, >, >=. Throws E_UNSUPPORTED for ARRAY, MAP, ROW. */
export function orderComparison(a: SqlType, b: SqlType): Comparison | undefined {
  if (isTextOfInterval(a, b)) throw new SqlError('E_UNSUPPORTED', `${bare(a)} and ${bare(b)} have no order`);
  const found = comparison(a, b);
  if (a.kind === 'NULL' || b.kind === 'NULL') return found;
  if (found !== undefined && (found.compare === undefined || a.kind === 'ARRAY' || a.kind === 'ROW')) {
    throw new SqlError('E_UNSUPPORTED', `${bare(a)} values have no order`);
  }
  return found;
}

function bare(type: SqlType): string {
  return printType(withNullability(type, true));
}

function takesText(type: SqlType): boolean {
  return (
    isNumeric(type) ||
    isTimestamp(type) ||
    type.kind === 'DATE' ||
    type.kind === 'TIME' ||
    type.kind === 'BOOLEAN'
  );
}

function same(parameters: readonly [SqlType, SqlType], type: SqlType): Comparison {
  return { parameters, equal: equality(type), compare: isOrdered(type) ? comparator(type) : undefined };
}

function numbers(a: SqlType, b: SqlType): Comparison {
  if (!isExactNumeric(a) || !isExactNumeric(b)) {
    const common = commonType([a, b]);
    // FLOAT with DOUBLE is whichever comes first, as in Flink
    if (common?.kind === 'FLOAT' && a.kind !== b.kind) return same([common, common], common);
    const parameters = [asDouble(a), asDouble(b)] as const;
    return same(parameters, { kind: 'DOUBLE', nullable: true });
  }
  const [left, right] = [decimalDigits(a)?.scale ?? 0, decimalDigits(b)?.scale ?? 0];
  if (left === right) return same([a, b], { kind: 'BIGINT', nullable: true });
  const scale = Math.max(left, right);
  const compare = (x: unknown, y: unknown) => {
    const difference = [rescale(x as Long, left, scale), rescale(y as Long, right, scale)] as const;
    return difference[0] < difference[1] ? -1 : difference[0] > difference[1] ? 1 : 0;
  };
  return { parameters: [a, b], equal: (x, y) => compare(x, y) === 0, compare };
}
