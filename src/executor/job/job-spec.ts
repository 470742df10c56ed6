import type { Clock } from '../../common/clock.ts';
import type { Disk } from '../../common/disk.ts';
import type { ProcessInfo } from '../../common/process-info.ts';
import type { Sink } from '../../connectors/connector.ts';
import type { InsertPlan, PlannedTable } from '../../planner/plan.ts';
import type { Building } from '../query.ts';
import type { Scheduler } from '../run/scheduler.ts';
import type { CoordinatorSpec } from './coordinator-spec.ts';
import type { RestartSettings } from './restart.ts';
import type { SavepointPlace } from './savepoint.ts';

/** As SHOW JOBS says it. */
export type JobStatus =
  'CREATED' | 'RUNNING' | 'RESTARTING' | 'STOPPING' | 'CANCELLING' | 'FINISHED' | 'FAILED' | 'CANCELED';

/** A job as its statement asks for it. */
export interface JobSpec {
  readonly name: string;
  /** Several make a statement set: one pipeline, one checkpoint. */
  readonly inserts: readonly InsertPlan[];
  readonly checkpoints: Omit<CoordinatorSpec, 'job' | 'folder' | 'attempt' | 'earlier'>;
  readonly restart: RestartSettings;
  readonly graceMs: number;
}

/** What a job works with. */
export interface JobPorts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly process: ProcessInfo;
  readonly random: () => number;
  readonly scheduler: Scheduler;
  /** Everything of the build that is the same for every attempt. */
  readonly building: Building;
  createSink(table: PlannedTable): Sink;
  readonly notice: (text: string) => void;
  readonly changed: () => void;
}

/** How a job is to end. */
export interface StopOptions {
  /** Ends the input, so that open windows fire; else they stay open for the next start. */
  readonly drain?: boolean;
  readonly savepoint?: SavepointPlace | undefined;
}
