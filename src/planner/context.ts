import type { CatalogReader } from '../catalog/catalog.ts';
import type { CatalogModel } from '../catalog/objects.ts';
import type { SinkTraits, SourceTraits } from '../catalog/traits.ts';
import type { PlannedTable } from './plan.ts';

/** What binding may ask of the session. None of it does I/O. */
export interface PlannerContext {
  readonly catalog: CatalogReader;
  /** Value of a SET key, default included. */
  setting(key: string): string | undefined;
  /** Throws SqlError when the connector is unknown, an option is wrong or the table cannot be read. */
  sourceTraits(table: PlannedTable): SourceTraits;
  sinkTraits(table: PlannedTable): SinkTraits;
  /** Throws SqlError when the model's provider cannot be built from its definition. */
  checkModel(model: CatalogModel): void;
  /** 'streaming' or 'batch'. */
  readonly mode: 'streaming' | 'batch';
  /** What is bound was written in another text than the statement, as a view's query is: its positions mean nothing here. */
  readonly isElsewhere?: boolean;
}
