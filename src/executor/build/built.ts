import type { Source } from '../../connectors/connector.ts';
import type { ModelClient } from '../../models/provider.ts';
import type { LateRows, PredictMeter } from '../meter.ts';
import type { Operator } from '../operator.ts';
import type { SourceTime } from '../run/source-time.ts';

/** A source and the operator that takes its rows. */
export interface BuiltSource {
  readonly id: string;
  readonly source: Source;
  readonly operator: Operator;
  /** Most rows to hand over at once. */
  readonly maxRows: number;
  /** Event time that is made of its rows. */
  readonly times: readonly SourceTime[];
  /** Aborts when nothing downstream wants its rows any more. */
  readonly enough: AbortSignal;
}

export interface BuiltModel {
  readonly name: string;
  readonly client: ModelClient;
  readonly meter: PredictMeter;
  readonly limit: number;
}

/** A pipeline's parts; whoever built it closes its models by `closeModels`. */
export interface Built {
  readonly sources: readonly BuiltSource[];
  readonly models: readonly BuiltModel[];
  /** One for each operator that drops late rows. */
  readonly late: readonly LateRows[];
  /** To be called once state is restored, when the sources begin to run. */
  readonly begins: readonly (() => void | Promise<void>)[];
}

/** A close that fails does not keep the others from closing. */
export async function closeModels(models: readonly BuiltModel[]): Promise<void> {
  await Promise.allSettled(models.map(({ client }) => client.close()));
}
