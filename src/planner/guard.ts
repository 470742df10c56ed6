import { BOOLEAN } from '../types/type.ts';
import { isDeterministic } from './deterministic.ts';
import type { BoundExpression } from './expression.ts';
import { sameExpression } from './same-expression.ts';

/** What must be TRUE for a place in an expression to be reached: a conjunction. */
export class Guard {
  static readonly always = new Guard(undefined, undefined);
  readonly #outer: Guard | undefined;
  readonly #own: BoundExpression | undefined;

  /** A list whose tails are shared: thousands of branches of a CASE have one each. */
  private constructor(outer: Guard | undefined, own: BoundExpression | undefined) {
    this.#outer = outer;
    this.#own = own;
  }

  get #conditions(): readonly BoundExpression[] {
    const conditions: BoundExpression[] = [];
    let guard: Guard | undefined = this.#outer;
    if (this.#own !== undefined) conditions.push(this.#own);
    for (; guard !== undefined; guard = guard.#outer)
      if (guard.#own !== undefined) conditions.push(guard.#own);
    return conditions.reverse();
  }

  /** Whether this place is reached whenever the other one is: all its conditions are the other's, too. */
  isReachedWith(other: Guard): boolean {
    const [mine, all] = [this.#conditions, other.#conditions];
    return mine.every((own) => all.some((theirs) => sameExpression(own, theirs)));
  }

  and(condition: BoundExpression): Guard {
    return new Guard(this, condition);
  }

  /**
   * undefined: always reached. It is computed a second time for the call, so it ends in front of a condition that would
   * come out differently then: better a call too many than a branch without its answer.
   */
  get condition(): BoundExpression | undefined {
    const conditions = this.#conditions;
    const end = conditions.findIndex((condition) => !isDeterministic(condition));
    const operands = end === -1 ? conditions : conditions.slice(0, end);
    return operands.length <= 1 ? operands[0] : { kind: 'and', operands, type: BOOLEAN };
  }
}
