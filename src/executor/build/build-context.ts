import type { Clock } from '../../common/clock.ts';
import type { CatalogModel } from '../../catalog/objects.ts';
import type { FunctionContext } from '../../functions/define.ts';
import type { ModelClient } from '../../models/provider.ts';
import type { StateBackend } from '../../state/state-backend.ts';
import type { Scheduler } from '../run/scheduler.ts';
import type { PlanSources } from './plan-sources.ts';

export interface EventTimeSettings {
  /** pipeline.auto-watermark-interval */
  readonly intervalMs: number;
  /** table.exec.source.idle-timeout; 0: never idle. */
  readonly idleMs: number;
}

/** What a pipeline is built with. */
export interface BuildContext {
  readonly functions: FunctionContext;
  readonly clock: Clock;
  readonly eventTime: EventTimeSettings;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  readonly scheduler: Scheduler;
  readonly sources: PlanSources;
  /** Where operators keep what they keep. */
  readonly state: StateBackend;
  /** How long they keep what nobody changes; undefined: for ever. */
  readonly stateTtlMs: number | undefined;
  openModel(model: CatalogModel): Promise<ModelClient>;
  /** Most rows in a batch; small only in tests. */
  readonly batchRows: number;
  readonly fail: (error: unknown) => void;
}
