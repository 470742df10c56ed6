import type { SqlType } from '../types/type.ts';

/** A column that a connector adds to or takes from each row beside its payload. */
export interface MetadataColumn {
  readonly key: string;
  readonly type: SqlType;
  /** Whether a sink can write it (else it must be declared VIRTUAL). */
  readonly writable: boolean;
  readonly doc: string;
}

/** What the planner must know of a table that is read, without opening anything. */
export interface SourceTraits {
  readonly bounded: boolean;
  /** Row kinds it yields. */
  readonly changelog: 'insert' | 'all' | 'upsert';
  readonly metadata: readonly MetadataColumn[];
}

/** What the planner must know of a table that is written. */
export interface SinkTraits {
  /** Row kinds it accepts. */
  readonly changelog: 'insert' | 'all' | 'upsert';
  readonly metadata: readonly MetadataColumn[];
}
