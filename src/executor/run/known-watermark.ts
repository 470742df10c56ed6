import type { BoundExpression } from '../../planner/expression.ts';
import { visitExpression } from '../../planner/substitute.ts';
import type { Batch } from '../../types/batch.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** The watermark that has reached an operator, for its expressions. Not kept: after a restart it is NULL at first, as in Flink. */
export class KnownWatermark {
  time: number | null = null;

  /** To be put in front of the operator. */
  before(next: Operator): Operator {
    return new Watcher(this, next);
  }
}

/** Whether CURRENT_WATERMARK stands in the expression. */
export function asksForWatermark(expression: BoundExpression): boolean {
  let isAsked = false;
  visitExpression(expression, (part) => {
    if (part.kind === 'call' && part.function.name === 'CURRENT_WATERMARK') isAsked = true;
  });
  return isAsked;
}

class Watcher extends PassThrough {
  readonly #known: KnownWatermark;

  constructor(known: KnownWatermark, next: Operator) {
    super(next);
    this.#known = known;
  }

  push(batch: Batch): void | Promise<void> {
    return this.next.push(batch);
  }

  override watermark(time: number): void | Promise<void> {
    this.#known.time = time;
    return this.next.watermark(time);
  }
}
