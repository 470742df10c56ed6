import { BOOLEAN } from '../types/type.ts';
import { isDeterministic } from './deterministic.ts';
import type { BoundExpression } from './expression.ts';
import { sameExpression } from './same-expression.ts';

/** What must be TRUE for a place in an expression to be reached: a conjunction. */
export class Guard {
  static readonly always = new Guard([]);
  readonly #conditions: readonly BoundExpression[];

  private constructor(conditions: readonly BoundExpression[]) {
    this.#conditions = conditions;
  }

  /** Whether this place is reached whenever the other one is: all its conditions are the other's, too. */
  isReachedWith(other: Guard): boolean {
    return this.#conditions.every((own) => other.#conditions.some((theirs) => sameExpression(own, theirs)));
  }

  and(condition: BoundExpression): Guard {
    return new Guard([...this.#conditions, condition]);
  }

  /**
   * undefined: always reached. It is computed a second time for the call, so it ends in front of a condition that would
   * come out differently then: better a call too many than a branch without its answer.
   */
  get condition(): BoundExpression | undefined {
    const end = this.#conditions.findIndex((condition) => !isDeterministic(condition));
    const operands = end === -1 ? this.#conditions : this.#conditions.slice(0, end);
    return operands.length <= 1 ? operands[0] : { kind: 'and', operands, type: BOOLEAN };
  }
}
