import { SqlError } from '../../common/errors.ts';
import { BOOLEAN, mayHoldNull, printType, withNullability, type SqlType } from '../../types/type.ts';
import { equalComparison, orderComparison, type Comparison } from './comparison-kernel.ts';
import { defineFunction, wrongArguments, type ArgumentInfo, type ScalarFunction } from '../define.ts';

export const equals = comparisonOperator(
  '=',
  'Equal; NULL if one is NULL.',
  equalTest((equal) => equal),
);
export const differs = comparisonOperator(
  '<>',
  'Not equal; NULL if one is NULL.',
  equalTest((equal) => (a, b) => !equal(a, b)),
);
export const less = comparisonOperator(
  '<',
  'Below; NULL if one is NULL.',
  orderTest((d) => d < 0, false),
);
export const lessOrEqual = comparisonOperator(
  '<=',
  'Below or equal.',
  orderTest((d) => d <= 0, true),
);
export const greater = comparisonOperator(
  '>',
  'Above; NULL if one is NULL.',
  orderTest((d) => d > 0, false),
);
export const greaterOrEqual = comparisonOperator(
  '>=',
  'Above or equal.',
  orderTest((d) => d >= 0, true),
);

export const isDistinctFrom = distinctness(
  'IS DISTINCT FROM',
  'Whether the values differ, NULL being like NULL; never NULL.',
  true,
);
export const isNotDistinctFrom = distinctness(
  'IS NOT DISTINCT FROM',
  'Whether the values are equal, NULL being like NULL; never NULL.',
  false,
);

type Test = (a: unknown, b: unknown) => boolean;
/** How two types compare for an operator; undefined if they do not. */
export interface Tested {
  readonly parameters: readonly [SqlType, SqlType];
  readonly test: Test;
}

/** The test of `<=`, for BETWEEN and its kin. */
export const testLessOrEqual = orderTest((d) => d <= 0, true);
/** The tests of `<` and `>`. */
export const testLess = orderTest((d) => d < 0, false);
export const testGreater = orderTest((d) => d > 0, false);
/** The test of `=`. */
export const testEqual = equalTest((equal) => equal);

/** How two types compare; `hasNull`: one of the operands is NULL for certain. */
type FindTest = (a: SqlType, b: SqlType, hasNull?: boolean) => Tested | undefined;

function equalTest(make: (equal: Test) => Test): FindTest {
  return (a, b, hasNull) => {
    const found = equalComparison(a, b, hasNull);
    return found && { parameters: found.parameters, test: make(found.equal) };
  };
}

/** NaN is neither below nor above a number, and equal to itself. */
function orderTest(
  holds: (difference: number) => boolean,
  orEqual: boolean,
): (a: SqlType, b: SqlType) => Tested | undefined {
  return (a, b) => {
    const found = orderComparison(a, b);
    return found && { parameters: found.parameters, test: orderedTest(found, holds, orEqual) };
  };
}

function orderedTest(
  { compare, parameters: [a] }: Comparison,
  holds: (difference: number) => boolean,
  orEqual: boolean,
): Test {
  if (compare === undefined) return () => false;
  const isFloating = a.kind === 'FLOAT' || a.kind === 'DOUBLE';
  if (!isFloating) return (x, y) => holds(compare(x, y));
  return (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y)) return orEqual && Number.isNaN(x) && Number.isNaN(y);
    return holds(compare(x, y));
  };
}

function comparisonOperator(name: string, doc: string, tested: FindTest): ScalarFunction {
  return defineFunction({
    name,
    syntax: `a ${name} b`,
    doc,
    bind(args) {
      const [a, b] = operands(this, args);
      const found = tested(a, b, hasNull(args));
      if (found === undefined) throw incomparable(a, b);
      return {
        returns: withNullability(BOOLEAN, mayHoldNull(a) || mayHoldNull(b)),
        parameters: found.parameters,
        compile: () => found.test,
      };
    },
  });
}

function distinctness(name: string, doc: string, whenDifferent: boolean): ScalarFunction {
  return defineFunction({
    name,
    syntax: `a ${name} b`,
    doc,
    nulls: 'own',
    bind(args) {
      const [a, b] = operands(this, args);
      const found = equalComparison(a, b, hasNull(args));
      if (found === undefined) throw incomparable(a, b);
      const { equal, parameters } = found;
      return {
        returns: withNullability(BOOLEAN, false),
        parameters,
        compile: () => (x: unknown, y: unknown) => {
          if (x === null || y === null) return (x === y) !== whenDifferent;
          return equal(x, y) !== whenDifferent;
        },
      };
    },
  });
}

function incomparable(a: SqlType, b: SqlType): SqlError {
  const [left, right] = [a, b].map((type) => printType(withNullability(type, true)));
  return new SqlError('E_TYPE', `${left ?? ''} and ${right ?? ''} do not compare`, {
    hint: 'CAST one of them',
  });
}

/** Is one of the operands CAST(NULL AS type)? */
export function hasNull(args: readonly ArgumentInfo[]): boolean {
  return args.some((arg) => arg.kind === 'value' && arg.isNull === true);
}

/** Two values; a bare NULL is allowed. */
function operands(
  operator: Pick<ScalarFunction, 'name' | 'syntax'>,
  args: readonly ArgumentInfo[],
): [SqlType, SqlType] {
  const [a, b] = args;
  if (a?.kind !== 'value' || b?.kind !== 'value' || args.length !== 2)
    throw wrongArguments(operator, 'two values wanted');
  return [a.type, b.type];
}
