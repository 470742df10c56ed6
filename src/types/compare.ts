import { assert, unreachable } from '../common/errors.ts';
import { compare as compareLongs } from './long.ts';
import type { SqlType } from './type.ts';

/** Negative, 0 or positive, as `a` stands before, with or behind `b`. */
export type Comparator = (a: unknown, b: unknown) => number;

/**
 * The one order of a type's values, NULL lowest: text by code point, bytes unsigned, NaN above all numbers,
 * arrays and rows from left to right. MAP, MULTISET, VARIANT and BITMAP have none (E_INTERNAL: the binder refuses them).
 */
export function comparator(type: SqlType): Comparator {
  const compare = compareValues(type);
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
    return compare(a, b);
  };
}

/** Whether values of the type have an order. */
export function isOrdered(type: SqlType): boolean {
  switch (type.kind) {
    case 'MAP':
    case 'MULTISET':
    case 'VARIANT':
    case 'BITMAP':
      return false;
    case 'ARRAY':
      return isOrdered(type.element);
    case 'ROW':
      return type.fields.every((field) => isOrdered(field.type));
    default:
      return true;
  }
}

function compareValues(type: SqlType): Comparator {
  switch (type.kind) {
    case 'NULL':
      return () => 0;
    case 'BOOLEAN':
      return (a, b) => Number(a) - Number(b);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'DECIMAL':
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return compareLongs as Comparator; // the type says that both are numbers or bigints
    case 'FLOAT':
    case 'DOUBLE':
      return compareDoubles as Comparator;
    case 'CHAR':
    case 'VARCHAR':
      return compareText as Comparator;
    case 'BINARY':
    case 'VARBINARY':
      return compareBytes as Comparator;
    case 'ARRAY': {
      const element = comparator(type.element);
      return (a, b) => compareLists(a as unknown[], b as unknown[], () => element);
    }
    case 'ROW': {
      const fields = type.fields.map((field) => comparator(field.type));
      return (a, b) => compareLists(a as unknown[], b as unknown[], (i) => fields[i]);
    }
    case 'MAP':
    case 'MULTISET':
    case 'VARIANT':
    case 'BITMAP':
      assert(false, `${type.kind} has no order`);
      break;
    default:
      return unreachable(type);
  }
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** By code point. JavaScript's own order puts U+E000 to U+FFFF behind surrogates, that is behind emoji. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (left < 0xd800 || right < 0xd800) return left - right;
    return order(left) - order(right);
  }
  return a.length - b.length;
}

function order(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareLists(
  a: readonly unknown[],
  b: readonly unknown[],
  at: (index: number) => Comparator | undefined,
): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = at(i)?.(a[i], b[i]) ?? 0;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
