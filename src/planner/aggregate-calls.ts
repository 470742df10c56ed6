import { SqlError } from '../common/errors.ts';
import { located } from '../common/located.ts';
import type { ArgumentInfo } from '../functions/define.ts';
import { findAggregate } from '../functions/aggregate.ts';
import type { BoundAggregate } from '../functions/define-aggregate.ts';
import type { Expression } from '../sql/ast/query.ts';
import { leftChain } from '../sql/left-chain.ts';
import { withNullability } from '../types/type.ts';
import { bindCondition, bindExpression, bindTyped } from './bind-expression.ts';
import type { BoundExpression } from './expression.ts';
import type { AggregateCollector, ExpressionContext } from './expression-context.ts';
import { aggregation } from './aggregation.ts';
import type { GroupWindow } from './group-window.ts';
import { castTo } from './implicit-cast.ts';
import type { AggregateCall, Plan } from './plan.ts';
import { printBound } from './print-bound.ts';
import { someCall } from './some-call.ts';
import { isGroupWindow } from './window-functions.ts';

type Call = Expression & { kind: 'call' };

/** By how much the chain of an equal expression may be longer: `(t.r).f` is `t.r.f`. */
const OTHER_WAYS = 16;

interface Bound {
  readonly name: string;
  readonly bound: BoundAggregate;
  readonly distinct: boolean;
  readonly argument: number | undefined;
  readonly filter: number | undefined;
}

/**
 * The aggregates of one SELECT. Keys and arguments become columns of a projection below the aggregation; above it a key
 * or an aggregate is a column again. Equal aggregates are computed once.
 */
export class AggregateCalls implements AggregateCollector {
  readonly #input: ExpressionContext;
  readonly #window: GroupWindow | undefined;
  readonly #columns: BoundExpression[] = [];
  readonly #columnAt = new Map<string, number>();
  readonly #keys: { readonly column: number; readonly text: string; readonly expression: BoundExpression }[] =
    [];
  /** The longest chain of left operands of a key; what is much longer is none. */
  readonly #tallest: number;
  readonly #calls: Bound[] = [];
  readonly #callAt = new Map<string, number>();

  /** `input`: the context of expressions over the ungrouped rows. `window`: the one that a key of GROUP BY means. */
  constructor(input: ExpressionContext, groupBy: readonly Expression[], window: GroupWindow | undefined) {
    this.#input = input;
    this.#window = window;
    this.#tallest = groupBy.reduce((most, key) => Math.max(most, leftChain(key).length), 0);
    for (const key of groupBy) {
      const isWindow = window !== undefined && key.kind === 'call' && isGroupWindow(key.name);
      const expressions = isWindow ? window.columns : [bindTyped(key, input)];
      for (const expression of expressions) this.#addKey(expression);
    }
  }

  bind(call: Call): BoundExpression | undefined {
    const record = findAggregate(call.name);
    if (record === undefined) return undefined;
    const [first] = call.args;
    const star = first?.kind === 'star' && first.qualifier === undefined;
    const value =
      first === undefined || star
        ? undefined
        : bindTyped(first, {
            ...this.#input,
            aggregates: undefined,
            place: 'another aggregate',
            outer: call.span,
          });
    // Values that are never NULL are as many as the rows: nobody needs to read them.
    const isRows = record.name === 'COUNT' && !call.distinct && value?.type.nullable === false;
    const argument = isRows ? undefined : value;
    if (first === undefined) {
      throw new SqlError('E_ARGUMENTS', `${call.name} without an argument`, {
        span: call.span,
        hint: record.syntax,
      });
    }
    if (call.args.length > 1)
      throw new SqlError(
        record.name === 'COUNT' ? 'E_UNSUPPORTED' : 'E_ARGUMENTS',
        `${call.name} takes one argument`,
        {
          span: call.span,
          hint: record.syntax,
        },
      );
    if (star && record.name !== 'COUNT')
      throw new SqlError('E_ARGUMENTS', `${call.name}(*) means nothing`, {
        span: call.args[0]?.span ?? call.span,
        hint: record.syntax,
      });
    const infos: ArgumentInfo[] = argument === undefined ? [] : [{ kind: 'value', type: argument.type }];
    const bound = located(call.span, () => record.bind(infos));
    const filter =
      call.filter &&
      bindCondition(
        call.filter,
        { ...this.#input, aggregates: undefined, place: 'another aggregate', outer: call.span },
        'FILTER',
      );
    const wanted: Bound = {
      name: record.name,
      bound,
      distinct: call.distinct,
      argument: argument && this.#column(castTo(argument, bound.parameter ?? argument.type)),
      filter: filter && this.#column(filter),
    };
    const text = [wanted.name, wanted.distinct, wanted.argument, wanted.filter].join(' ');
    const index = this.#callAt.get(text) ?? this.#calls.push(wanted) - 1;
    this.#callAt.set(text, index);
    // A group has at least one row, so the sum of values that cannot be NULL is none; a FILTER may leave nothing.
    const certain = this.#keys.length > 0 && filter === undefined && argument?.type.nullable === false;
    const type = certain ? withNullability(bound.returns, false) : bound.returns;
    return {
      kind: 'column',
      index: this.#keys.length + index,
      name: `${record.name.toLowerCase()}$${index}`,
      type,
    };
  }

  key(expression: Expression, height: number): BoundExpression | undefined {
    if (expression.kind === 'literal' || this.#keys.length === 0) return undefined;
    if (height > this.#tallest + OTHER_WAYS) return undefined;
    const part = expression.kind === 'call' ? this.#window?.column(expression) : undefined;
    if (part !== undefined) return this.#keyOf(printBound(part));
    let text: string;
    try {
      text = printBound(
        bindExpression(expression, { ...this.#input, models: undefined, aggregates: undefined }),
      );
    } catch {
      return undefined; // not an expression over the rows: its parts may still be keys
    }
    return this.#keyOf(text);
  }

  /** The aggregation over `input`, once all expressions of the SELECT are bound. */
  plan(input: Plan, mode: 'streaming' | 'batch'): Plan {
    const below = this.#columns.map((expression, i) => ({
      name: nameOf(expression, i),
      type: expression.type,
    }));
    const projected: Plan = { kind: 'project', input, expressions: this.#columns, schema: below };
    const calls = this.#calls.map(({ name, bound, distinct, argument, filter }): AggregateCall => ({
      name,
      bound,
      distinct,
      argument,
      filter,
      retracts: true,
    }));
    return aggregation(
      projected,
      this.#keys.map((key) => key.column),
      calls,
      [
        ...this.#keys.map((key, i) => ({ name: nameOf(key.expression, i), type: key.expression.type })),
        ...calls.map((call, i) => ({ name: `${call.name.toLowerCase()}$${i}`, type: call.bound.returns })),
      ],
      mode,
    );
  }

  #addKey(expression: BoundExpression): void {
    const text = printBound(expression);
    if (this.#keys.some((known) => known.text === text)) return;
    this.#keys.push({ column: this.#column(expression), text, expression });
  }

  #keyOf(text: string): BoundExpression | undefined {
    const index = this.#keys.findIndex((key) => key.text === text);
    const key = this.#keys[index];
    return key && { kind: 'column', index, name: nameOf(key.expression, index), type: key.expression.type };
  }

  #column(expression: BoundExpression): number {
    const text = printBound(expression);
    const known = this.#columnAt.get(text);
    if (known !== undefined) return known;
    const index = this.#columns.push(expression) - 1;
    this.#columnAt.set(text, index);
    return index;
  }
}

/** Whether the expression has an aggregate of its own SELECT in it. */
export function hasAggregate(expression: Expression): boolean {
  return someCall(expression, (call) => call.over === undefined && findAggregate(call.name) !== undefined);
}

function nameOf(expression: BoundExpression, index: number): string {
  return expression.kind === 'column' ? expression.name : `$${index}`;
}
