import type { PredictPlan } from '../../planner/plan.ts';
import { Predict } from '../ops/predict.ts';
import type { BuildContext } from './build-context.ts';
import type { BuiltModel } from './built.ts';
import type { Consumer } from './consumer.ts';
import { compile } from './evaluate.ts';

/** The call of a model, as the consumer of what is below it. */
export function buildPredict(
  node: PredictPlan,
  { name, client, meter }: BuiltModel,
  consumer: Consumer,
  { functions, clock, fail }: BuildContext,
): Consumer {
  const { config, form } = node;
  const predict = new Predict(
    {
      modelName: name,
      args: node.args.map((arg) => compile(arg, functions)),
      guard: node.guard && compile(node.guard, functions),
      form,
      outputs: node.model.output.length,
      maxConcurrent: config.maxConcurrent,
      ordered: config.ordered,
      timeoutMs: config.timeoutMs,
    },
    { client, clock, signal: consumer.signal, meter, demand: consumer.demand, fail },
    consumer.next,
  );
  consumer.onWanted(() => predict.resume());
  return {
    ...consumer,
    next: predict,
    demand: () => predict.wanted,
    onWanted: (resume) => predict.whenWanted(resume),
  };
}
