import { SqlError } from '../../common/errors.ts';
import {
  commonType,
  isDateTime,
  isInteger,
  isBinary,
  isInterval,
  isText,
  isTimestamp,
  widestTimestamp,
} from '../../types/coercion.ts';
import { comparator, isOrdered } from '../../types/compare.ts';
import { compileCast } from '../../types/cast.ts';
import { DOUBLE, NULL_TYPE, printType, sameType, withNullability, type SqlType } from '../../types/type.ts';
import { equalComparison } from './comparison-kernel.ts';
import { hasNull } from './comparison.ts';
import {
  anyValues,
  defineFunction,
  valuesOnly,
  wrongArguments,
  wrongType,
  type ArgumentInfo,
  type BoundFunction,
  type ScalarFunction,
} from '../define.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

export const coalesce = defineFunction({
  name: 'COALESCE',
  syntax: 'COALESCE(value, value, ...)',
  doc: 'The first value that is not NULL; what stands behind it is not computed.',
  nulls: 'own',
  bind(args) {
    if (args.length === 0) throw wrongArguments(this, 'at least one argument wanted');
    return firstNotNull(this, args);
  },
});

export const ifNull = defineFunction({
  name: 'IFNULL',
  syntax: 'IFNULL(value, replacement)',
  doc: 'The value, or the replacement where it is NULL.',
  nulls: 'own',
  bind(args) {
    if (args.length !== 2) throw wrongArguments(this, `2 arguments wanted, ${args.length} given`);
    const bound = firstNotNull(this, args);
    const [value] = args;
    if (value?.kind !== 'value' || value.type.nullable) return bound;
    if (!isText(value.type) && !isBinary(value.type)) return bound;
    // a text or bytes that are never NULL keep their type; all else was made one kind before
    const parameters = [value.type, ...bound.parameters.slice(1)];
    return { ...bound, returns: value.type, parameters };
  },
});

function firstNotNull(spec: Spec, args: readonly ArgumentInfo[]): BoundFunction {
  const types = anyValues(spec, args).map((arg) => arg.type);
  const type = widest(spec, types);
  const [first] = types;
  // Flink: whether the first value is a rowtime decides what it is called
  const isRowtime = first !== undefined && 'attribute' in first && first.attribute === 'ROWTIME';
  return {
    returns: withNullability(
      isRowtime && sameType(first, type) ? first : type,
      types.every((t) => t.nullable),
    ),
    parameters: types.map(() => type),
    lazy: (values) => (row) => {
      for (const value of values) {
        const found = value(row);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

/** Kinds of values that IF does not take in Flink, while CASE does; intervals are others. */
const NOT_OF_IF: ReadonlySet<SqlType['kind']> = new Set([
  'ARRAY',
  'MULTISET',
  'MAP',
  'ROW',
  'VARIANT',
  'BITMAP',
]);

export const ifThen = defineFunction({
  name: 'IF',
  syntax: 'IF(condition, value, otherwise)',
  doc: 'The value where the condition is TRUE, else the other; only one of them is computed.',
  nulls: 'own',
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    const [condition, ...results] = types;
    if (condition === undefined || results.length !== 2)
      throw wrongArguments(this, `3 arguments wanted, ${args.length} given`);
    if (condition.kind !== 'BOOLEAN') throw wrongType(this, types, 'the condition must be BOOLEAN');
    const shared = common(this, results);
    if (isInterval(shared) || NOT_OF_IF.has(shared.kind))
      throw wrongType(this, types, 'CASE WHEN ... THEN ... ELSE ... END takes values of any type');
    const [first] = results;
    // moments become what the first is
    const isMoment = results.every((result) => isTimestamp(result) || result.kind === 'TIME');
    const type = isMoment && first !== undefined ? first : shared;
    return {
      returns: withNullability(
        type,
        types.some((t) => t.nullable),
      ),
      parameters: [condition, type, type],
      lazy:
        <R>([holds, value, otherwise]: readonly ((row: R) => unknown)[]) =>
        (row: R) =>
          holds?.(row) === true ? value?.(row) : otherwise?.(row),
    };
  },
});

export const nullIf = defineFunction({
  name: 'NULLIF',
  syntax: 'NULLIF(value, other)',
  doc: 'NULL where the two are equal, else the value.',
  nulls: 'own',
  bind(args) {
    const [value, other] = anyValues(this, args).map((arg) => arg.type);
    if (value === undefined || other === undefined || args.length !== 2)
      throw wrongArguments(this, `2 arguments wanted, ${args.length} given`);
    if (value.kind === 'NULL') throw new SqlError('E_TYPE', 'NULLIF of NULL has no type');
    const found = equalComparison(value, other, hasNull(args));
    if (found === undefined) throw wrongType(this, [value, other]);
    const [left, right] = found.parameters;
    return {
      returns: withNullability(value, true),
      // the value itself is the result, so it is cast for the comparison only
      parameters: [value, right],
      compile(context) {
        const cast = sameType(value, left) ? undefined : compileCast(value, left, context);
        return (x: unknown, y: unknown) => {
          if (x === null || y === null) return x;
          return found.equal(cast === undefined ? x : cast(x), y) ? null : x;
        };
      },
    };
  },
});

export const greatest = extreme('GREATEST', 'The greatest of the values; NULL if one is NULL.', (d) => d > 0);
export const least = extreme('LEAST', 'The least of the values; NULL if one is NULL.', (d) => d < 0);

function extreme(name: string, doc: string, wins: (difference: number) => boolean): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(value, value, ...)`,
    doc,
    bind(args) {
      const types = anyValues(this, args).map((arg) => arg.type);
      if (types.length === 0) throw wrongArguments(this, 'at least one argument wanted');
      if (types.some(({ kind }) => kind === 'NULL') && types.some(({ kind }) => kind !== 'NULL'))
        throw new SqlError('E_UNSUPPORTED', `${name} takes no bare NULL`, {
          hint: 'write CAST(NULL AS INT) or the like',
        });
      const type = widest(this, types);
      if (types.some(isInterval) && !isInterval(type)) throw wrongType(this, types);
      if (types.some((other) => isDateTime(other) && other.kind !== type.kind && !isTimestamp(type)))
        throw new SqlError('E_UNSUPPORTED', `${name} takes no moments beside dates or times`);
      if (!isOrdered(type) || type.kind === 'ARRAY' || type.kind === 'ROW')
        throw new SqlError('E_UNSUPPORTED', `${printType(withNullability(type, true))} values have no order`);
      const compare = comparator(type);
      return {
        returns: type,
        parameters: types.map(() => type),
        compile:
          () =>
          (...values: unknown[]) => {
            let best = values[0];
            for (let i = 1; i < values.length; i++) if (wins(compare(values[i], best))) best = values[i];
            return best;
          },
      };
    },
  });
}

/**
 * `common` by another rule of Flink than CASE and IF have: COALESCE and GREATEST make FLOAT with DOUBLE a DOUBLE, DECIMAL with
 * FLOAT behind it a FLOAT, TIMESTAMP with TIMESTAMP_LTZ a TIMESTAMP_LTZ, TIMESTAMP with DATE or TIME a DATE or TIME.
 */
function widest(spec: Spec, types: readonly SqlType[]): SqlType {
  const [first, ...others] = types;
  let type: SqlType = first ?? NULL_TYPE;
  for (const other of others) type = wider(type, other) ?? common(spec, [type, other], types);
  if (type.kind === 'NULL') return common(spec, types);
  return withNullability(
    type,
    types.some((t) => t.nullable),
  );
}

function wider(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'NULL' || b.kind === 'NULL') return a.kind === 'NULL' ? b : a;
  if (a.kind === 'DECIMAL' && b.kind === 'FLOAT') return b;
  const isFloating = (type: SqlType) => type.kind === 'FLOAT' || type.kind === 'DOUBLE';
  if (isFloating(a) && isFloating(b) && a.kind !== b.kind) return DOUBLE;
  if (a.kind === 'TIMESTAMP' && (b.kind === 'DATE' || b.kind === 'TIME')) return b;
  if (b.kind === 'TIMESTAMP' && (a.kind === 'DATE' || a.kind === 'TIME')) return a;
  if (isInterval(a) && isInteger(b)) return b;
  return widestTimestamp(a, b);
}

function common(spec: Spec, types: readonly SqlType[], all = types): SqlType {
  const type = commonType(types);
  if (type === undefined) throw wrongType(spec, all, 'the values have no common type');
  if (type.kind === 'NULL') {
    throw new SqlError('E_TYPE', `${spec.name} of nothing but NULL has no type`, {
      argument: 0,
    });
  }
  return type;
}
