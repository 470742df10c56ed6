import { SqlError, unreachable, type Span } from '../../common/errors.ts';
import { located as withPlace } from '../../common/located.ts';
import type { FunctionContext } from '../../functions/define.ts';
import { isDeterministic } from '../../planner/deterministic.ts';
import type { BoundExpression } from '../../planner/expression.ts';
import { childrenOf } from '../../planner/substitute.ts';
import type { Row } from '../../types/batch.ts';
import { compileCast } from '../../types/cast.ts';
import { sameType } from '../../types/type.ts';

/** Computes one value of a row. */
export type Evaluate = (row: Row) => unknown;

/**
 * A bound expression as nested closures: 8x faster than walking the tree per row. NULL logic is three-valued. An error of
 * a value gets the place of the part that threw it.
 */
export function compile(expression: BoundExpression, context: FunctionContext): Evaluate {
  const part: CompilePart = (inner) => compilePart(inner, context, part);
  const evaluate = part(expression);
  if (!hasPlace(expression)) return evaluate;
  return (row) => {
    try {
      return evaluate(row);
    } catch (error) {
      throw located(error, expression, context, row);
    }
  };
}

type CompilePart = (part: BoundExpression) => Evaluate;

function compilePart(expression: BoundExpression, context: FunctionContext, part: CompilePart): Evaluate {
  const evaluate = compileNode(expression, context, part);
  return expression.kind !== 'constant' && isConstant(expression) ? fold(evaluate) : evaluate;
}

/** Computes the row once more with an eye on each part, so that rows without errors do not pay for it. */
function located(error: unknown, expression: BoundExpression, context: FunctionContext, row: Row): unknown {
  if (!(error instanceof SqlError) || error.span !== undefined || !isDeterministic(expression)) return error;
  const part: CompilePart = (inner) => {
    const evaluate = compilePart(inner, context, part);
    const span = placeOf(inner);
    return span === undefined ? evaluate : (values) => withPlace(span, () => evaluate(values));
  };
  try {
    part(expression)(row);
  } catch (again) {
    if (again instanceof SqlError && again.message === error.message) return again;
  }
  return error;
}

function compileNode(expression: BoundExpression, context: FunctionContext, part: CompilePart): Evaluate {
  switch (expression.kind) {
    case 'column': {
      const { index } = expression;
      return (row) => row[index];
    }
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'and':
      return compileAnd(expression.operands.map(part));
    case 'or':
      return compileOr(expression.operands.map(part));
    case 'not': {
      const operand = part(expression.operand);
      return (row) => {
        const value = operand(row);
        return value === null ? null : !value;
      };
    }
    case 'case':
      return compileCase(expression, part);
    case 'cast': {
      const value = part(expression.value);
      const cast = compileCast(expression.value.type, expression.type, {
        safe: expression.safe,
        timeZone: context.timeZone,
        constant: isConstant(expression.value),
      });
      return (row) => {
        const inner = value(row);
        return inner === null ? null : cast(inner);
      };
    }
    case 'field': {
      const value = part(expression.value);
      const { index } = expression;
      return (row) => {
        const inner = value(row) as Row | null; // the type of `value` is ROW
        return inner === null ? null : inner[index];
      };
    }
    case 'call':
      return compileCall(expression, context, part);
    default:
      return unreachable(expression);
  }
}

/** FALSE wins over NULL, and later operands are not computed after it. */
function compileAnd(operands: readonly Evaluate[]): Evaluate {
  return (row) => {
    let result: boolean | null = true;
    for (const operand of operands) {
      const value = operand(row);
      if (value === false) return false;
      if (value === null) result = null;
    }
    return result;
  };
}

function compileOr(operands: readonly Evaluate[]): Evaluate {
  return (row) => {
    let result: boolean | null = false;
    for (const operand of operands) {
      const value = operand(row);
      if (value === true) return true;
      if (value === null) result = null;
    }
    return result;
  };
}

function compileCase(expression: BoundExpression & { kind: 'case' }, part: CompilePart): Evaluate {
  const conditions = expression.branches.map(({ when }) => part(when));
  const results = expression.branches.map(({ then }) => part(then));
  const otherwise = part(expression.otherwise);
  return (row) => {
    for (let i = 0; i < conditions.length; i++) {
      if (conditions[i]?.(row) === true) return results[i]?.(row);
    }
    return otherwise(row);
  };
}

function compileCall(
  expression: BoundExpression & { kind: 'call' },
  context: FunctionContext,
  part: CompilePart,
): Evaluate {
  const args = expression.args.map(part);
  // IF and COALESCE say themselves which of their arguments are computed
  if (expression.bound.lazy !== undefined) return expression.bound.lazy(args, context);
  // The record's own types say what it takes; the binder has cast every argument to them.
  const call = expression.bound.compile(context, expression.args.map(sourceOf)) as (
    ...values: unknown[]
  ) => unknown;
  const strict = expression.function.nulls === 'strict';
  const [a, b, c] = args;
  if (a === undefined) return () => call();
  if (b === undefined) {
    if (!strict) return (row) => call(a(row));
    return (row) => {
      const x = a(row);
      return x === null ? null : call(x);
    };
  }
  if (c === undefined) {
    if (!strict) return (row) => call(a(row), b(row));
    return (row) => {
      const x = a(row);
      if (x === null) return null;
      const y = b(row);
      return y === null ? null : call(x, y);
    };
  }
  if (args.length === 3 && strict) {
    return (row) => {
      const x = a(row);
      if (x === null) return null;
      const y = b(row);
      if (y === null) return null;
      const z = c(row);
      return z === null ? null : call(x, y, z);
    };
  }
  return (row) => {
    const values = new Array<unknown>(args.length);
    for (let i = 0; i < args.length; i++) {
      const value = args[i]?.(row);
      if (value === null && strict) return null;
      values[i] = value;
    }
    return call(...values);
  };
}

/** The function that computes the value, seen through casts that change nothing and conditions that always hold. */
function sourceOf(expression: BoundExpression): string | undefined {
  switch (expression.kind) {
    case 'call': {
      const [first] = expression.args;
      const { name } = expression.function;
      const isFirst = (name === 'COALESCE' || name === 'IFNULL') && first?.type.nullable === false;
      return isFirst ? sourceOf(first) : name;
    }
    case 'cast':
      return sameType(expression.value.type, expression.type) ? sourceOf(expression.value) : undefined;
    case 'case': {
      const [first] = expression.branches;
      const isFirst = first?.when.kind === 'constant' && first.when.value === true;
      return isFirst ? sourceOf(first.then) : undefined;
    }
    default:
      return undefined;
  }
}

function placeOf(expression: BoundExpression): Span | undefined {
  return expression.kind === 'call' || expression.kind === 'cast' ? expression.span : undefined;
}

function hasPlace(expression: BoundExpression): boolean {
  return placeOf(expression) !== undefined || childrenOf(expression).some(hasPlace);
}

function isConstant(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'constant':
      return true;
    case 'cast':
      return isConstant(expression.value);
    case 'call':
      return expression.function.deterministic && expression.args.every(isConstant);
    default:
      return false;
  }
}

/** Computed once, at the first row: a constant that cannot be computed must fail only where it is reached. */
function fold(evaluate: Evaluate): Evaluate {
  let value: unknown;
  let known = false;
  return (row) => {
    if (!known) {
      const computed = evaluate(row);
      // Flink computes constants as decimals, which have no -0
      value = Object.is(computed, -0) ? 0 : computed;
      known = true;
    }
    return value;
  };
}
