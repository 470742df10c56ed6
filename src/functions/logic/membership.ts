import { SqlError } from '../../common/errors.ts';
import { compileCast } from '../../types/cast.ts';
import { commonType, isDateTime, isNumeric, isText, mixLate } from '../../types/coercion.ts';
import { BOOLEAN, mayHoldNull, sameType, STRING, withNullability, type SqlType } from '../../types/type.ts';
import { keyOf } from '../../types/key.ts';
import { comparison, isTextOfInterval, never, type Comparison } from './comparison-kernel.ts';
import { testLessOrEqual, type Tested } from './comparison.ts';
import {
  anyValues,
  defineFunction,
  wrongArguments,
  wrongType,
  type FunctionContext,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';

export const between = betweenOperator('BETWEEN', 'Whether low <= value and value <= high.', false);
export const betweenSymmetric = betweenOperator(
  'BETWEEN SYMMETRIC',
  'BETWEEN with the bounds in either order.',
  true,
);

/** TRUE, FALSE or NULL. */
type Three = boolean | null;

function betweenOperator(name: string, doc: string, symmetric: boolean): ScalarFunction {
  return defineFunction({
    name,
    syntax: `value ${name} low AND high`,
    doc,
    nulls: 'own',
    bind(args) {
      const types = anyValues(this, args).map((arg) => arg.type);
      const [value, low, high] = types;
      if (value === undefined || low === undefined || high === undefined || types.length !== 3)
        throw wrongArguments(this, 'a value and two bounds wanted');
      // each pair compares by its own rule, so the value may be cast in two ways
      const lower = testLessOrEqual(low, value);
      const upper = testLessOrEqual(value, high);
      const swapped = symmetric
        ? ([testLessOrEqual(high, value), testLessOrEqual(value, low)] as const)
        : undefined;
      if (lower === undefined || upper === undefined) throw wrongType(this, types);
      return {
        returns: withNullability(
          BOOLEAN,
          types.some((type) => type.nullable),
        ),
        parameters: types,
        // A bound that the other one makes needless is not computed.
        lazy<R>([x, from, to]: readonly ((row: R) => unknown)[], context: FunctionContext) {
          if (x === undefined || from === undefined || to === undefined) throw new TypeError('no bounds');
          const isAbove = compileTest(lower, low, value, context);
          const isBelow = compileTest(upper, value, high, context);
          const inRange = (row: R, v: unknown) => {
            const above = isAbove(from(row), v);
            return above === false ? false : and(above, isBelow(v, to(row)));
          };
          if (swapped?.[0] === undefined || swapped[1] === undefined) return (row: R) => inRange(row, x(row));
          const isAboveHigh = compileTest(swapped[0], high, value, context);
          const isBelowLow = compileTest(swapped[1], value, low, context);
          return (row: R) => {
            const v = x(row);
            const first = inRange(row, v);
            if (first === true) return true;
            const above = isAboveHigh(to(row), v);
            return or(first, above === false ? false : and(above, isBelowLow(v, from(row))));
          };
        },
      };
    },
  });
}

type Ternary = (a: unknown, b: unknown) => Three;

/** A comparison of values still in their own types; NULL if one is NULL. */
function compileTest(tested: Tested, a: SqlType, b: SqlType, context: FunctionContext): Ternary {
  const [left, right] = tested.parameters;
  const castLeft = sameType(a, left) ? undefined : compileCast(a, left, context);
  const castRight = sameType(b, right) ? undefined : compileCast(b, right, context);
  return (x, y) => {
    if (x === null || y === null) return null;
    return tested.test(castLeft === undefined ? x : castLeft(x), castRight === undefined ? y : castRight(y));
  };
}

function and(a: Three, b: Three): Three {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function or(a: Three, b: Three): Three {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

/** NULL when the value is not found and NULL is one of the list. A list of constants becomes a set. */
export const isIn = defineFunction({
  name: 'IN',
  syntax: 'value IN (a, b, ...)',
  doc: 'Whether the value equals one of the list; NULL if it does not and a NULL is among them.',
  nulls: 'own',
  bind(args) {
    const infos = anyValues(this, args);
    const [value, ...items] = infos;
    if (value === undefined || items.length === 0) throw wrongArguments(this, 'a value and a list wanted');
    const types = infos.map((info) => info.type);
    if (commonType(types.slice(1)) === undefined) {
      if (mixLate(types.slice(1)))
        throw new SqlError('E_UNSUPPORTED', 'the values of the list have no common type');
      throw wrongType(this, types, 'the values of the list have no common type').with({ argument: 1 });
    }
    const tests = items.map((item) => {
      // Flink: a number of another kind becomes one of the value's own, so 1 IN (1.5) is TRUE.
      const found = itemComparison(value.type, becomes(item.type, value.type));
      if (found === undefined) throw wrongType(this, types);
      return { parameters: found.parameters, test: found.equal };
    });
    const compileAll = (context: FunctionContext) =>
      tests.map((tested, i) => compileTest(tested, value.type, items[i]?.type ?? value.type, context));
    return {
      returns: withNullability(BOOLEAN, types.some(mayHoldNull)),
      parameters: types,
      lazy<R>(args: readonly ((row: R) => unknown)[], context: FunctionContext) {
        const member = constantTest(value, items, context) ?? listTest(args.slice(1), compileAll(context));
        const [first] = args;
        return (row: R) => {
          const x = first?.(row) ?? null;
          return x === null ? null : member(x, row);
        };
      },
    };
  },
});

function itemComparison(value: SqlType, item: SqlType): Comparison | undefined {
  if (isTextOfInterval(value, item)) {
    if (isText(value)) return never(value, item);
    throw new SqlError('E_UNSUPPORTED', 'a text cannot be cast to an INTERVAL');
  }
  return comparison(value, item);
}

/** For a list of literals of the value's own kind; undefined for others. */
function constantTest(
  value: ValueInfo,
  items: readonly ValueInfo[],
  context: FunctionContext,
): ((x: unknown) => Three) | undefined {
  const { type } = value;
  const key = keyOf(type);
  const keys = new Set<unknown>();
  let hasNull = false;
  for (const item of items) {
    if (item.literal === undefined || !isSameForm(item.type, type)) return undefined;
    if (item.literal.value === null) hasNull = true;
    else if (isText(item.type) && isText(type)) keys.add(key(item.literal.value));
    else keys.add(key(compileCast(item.type, type, context)(item.literal.value)));
  }
  return (x) => keys.has(key(x)) || (hasNull ? null : false);
}

/** What an item of the list is cast to before it is compared: a number, BOOLEAN, date or time beside a text is compared as text, unlike with =. */
function becomes(item: SqlType, value: SqlType): SqlType {
  if ((isNumeric(item) || isDateTime(item) || item.kind === 'BOOLEAN') && isText(value))
    return withNullability(STRING, item.nullable);
  if (isNumeric(item) && isNumeric(value) && item.kind !== value.kind)
    return withNullability(value, item.nullable);
  if (item.kind !== 'ROW' || value.kind !== 'ROW') return item;
  const fields = item.fields.map((field, i) => ({
    ...field,
    type: becomes(field.type, value.fields[i]?.type ?? field.type),
  }));
  return { ...item, fields };
}

/** Whether equal values of the two types have equal keys once the literal is cast. */
function isSameForm(literal: SqlType, type: SqlType): boolean {
  if (literal.kind === 'NULL' || sameType(literal, type)) return true;
  if (isNumeric(literal) && isNumeric(type)) return literal.kind !== type.kind;
  return isText(literal) && (isDateTime(type) || type.kind === 'VARCHAR');
}

function listTest<R>(
  items: readonly ((row: R) => unknown)[],
  equals: readonly Ternary[],
): (x: unknown, row: R) => Three {
  return (x, row) => {
    let result: Three = false;
    for (let i = 0; i < items.length; i++) {
      const same = equals[i]?.(x, items[i]?.(row)) ?? null;
      if (same === true) return true;
      if (same === null) result = null;
    }
    return result;
  };
}
