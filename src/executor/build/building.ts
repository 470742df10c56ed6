import type { Source } from '../../connectors/connector.ts';
import type { Plan, PredictPlan } from '../../planner/plan.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import type { SqlType } from '../../types/type.ts';
import type { LateRows } from '../meter.ts';
import type { BuildContext } from './build-context.ts';
import type { Consumer } from './consumer.ts';

/** A pipeline while it is built, from the sinks down: what a node's builder may ask for, and where it puts its parts. */
export interface Building {
  readonly context: BuildContext;
  /** How long operators keep what nobody changes. */
  readonly options: StateOptions;
  /** Builds a node below, whose rows go to the consumer. */
  node(plan: Plan, consumer: Consumer): Promise<void>;
  addSource(source: Source, consumer: Consumer): void;
  /** A call of a model is built once all are known that take its answers: it is paid for once. */
  addCall(node: PredictPlan & Plan, consumer: Consumer): void;
  /** The state of the next operator of that kind; `keys` are the types of what its keys are made of. */
  stateOf(kind: string, keys?: readonly SqlType[]): OperatorState;
  /** The count of one operator that drops late rows. */
  lateRows(): LateRows;
  /** Runs once state is restored, when the sources begin. */
  onBegin(run: () => void | Promise<void>): void;
}

/** Wires one kind of plan node: makes its operator and builds its inputs to push into it. */
export type NodeBuilder<Kind extends Plan['kind']> = (
  node: Plan & { kind: Kind },
  consumer: Consumer,
  building: Building,
) => void | Promise<void>;
