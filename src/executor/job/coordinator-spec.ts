import type { Clock } from '../../common/clock.ts';
import type { Disk } from '../../common/disk.ts';
import type { PositionStore } from '../../connectors/connector.ts';
import type { StateBackend } from '../../state/state-backend.ts';
import type { SourceDriver } from '../run/source-driver.ts';
import type { JobStart } from './resume.ts';
import type { Savepoint } from './savepoint.ts';

/** What a coordinator is told about its job and this attempt. */
export interface CoordinatorSpec {
  readonly job: string;
  /** Folder of the job on the disk. */
  readonly folder: string;
  /** Drawn anew at each start. */
  readonly attempt: string;
  /** Attempts of this process before this one, and whether one of them has committed. */
  readonly earlier: { readonly attempts: ReadonlySet<string>; readonly hasCommitted: boolean };
  readonly fingerprint: string;
  readonly start: JobStart;
  readonly intervalMs: number;
  /** Where it begins, whatever it has committed before. */
  readonly savepoint: Savepoint | undefined;
}

/** What a coordinator works with. */
export interface CoordinatorPorts {
  /** Of the job's sources and sinks: at most one may differ from undefined. */
  readonly stores: readonly (PositionStore | undefined)[];
  readonly clock: Clock;
  readonly disk: Disk;
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What runs between barriers. */
export interface Coordinated {
  readonly drivers: readonly SourceDriver[];
  /** Ids of the sinks that acknowledge each checkpoint. */
  readonly sinks: readonly string[];
  readonly state: StateBackend;
  /** Rows that have moved so far. */
  readonly moved: () => number;
}
