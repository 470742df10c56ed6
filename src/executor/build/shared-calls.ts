import { inputsOf, type Plan, type PredictPlan } from '../../planner/plan.ts';
import { samePlan } from '../../planner/same-plan.ts';
import type { Consumer } from './consumer.ts';

/** A model call, and all that take its answers. */
interface SharedCall {
  readonly node: PredictPlan & Plan;
  readonly consumers: Consumer[];
}

/** Calls of models that still have to be built; equal ones are one. */
export class SharedCalls {
  readonly #calls: SharedCall[] = [];

  add(node: PredictPlan & Plan, consumer: Consumer): void {
    const known = this.#calls.find((call) => samePlan(call.node, node));
    if (known === undefined) this.#calls.push({ node, consumers: [consumer] });
    else known.consumers.push(consumer);
  }

  /** The highest call first: only then are all consumers of those below it known. */
  take(): SharedCall | undefined {
    const heights = this.#calls.map(({ node }) => height(node));
    const at = heights.indexOf(Math.max(...heights));
    return at < 0 ? undefined : this.#calls.splice(at, 1)[0];
  }
}

function height(plan: Plan): number {
  return 1 + Math.max(0, ...inputsOf(plan).map(height));
}
