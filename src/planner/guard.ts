import { BOOLEAN } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** What must be TRUE for a place in an expression to be reached: a conjunction. */
export class Guard {
  static readonly always = new Guard([]);
  readonly #conditions: readonly BoundExpression[];

  private constructor(conditions: readonly BoundExpression[]) {
    this.#conditions = conditions;
  }

  and(condition: BoundExpression): Guard {
    return new Guard([...this.#conditions, condition]);
  }

  /** undefined: always reached. */
  get condition(): BoundExpression | undefined {
    const [first] = this.#conditions;
    if (this.#conditions.length <= 1) return first;
    return { kind: 'and', operands: this.#conditions, type: BOOLEAN };
  }
}
