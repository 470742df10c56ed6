import type { Expression, Query } from '../sql/ast/query.ts';
import type { SqlType } from '../types/type.ts';

// What CREATE made. Plain data; nothing here opens anything.

/** Full name of an object. */
export interface ObjectId {
  readonly catalog: string;
  readonly database: string;
  readonly name: string;
}

export type CatalogColumn = {
  readonly name: string;
  readonly type: SqlType;
  readonly comment: string | undefined;
} & (
  | { readonly kind: 'physical' }
  /** `key` is the metadata key: the FROM text, else the column's name. `explicitKey`: FROM was written. */
  | {
      readonly kind: 'metadata';
      readonly key: string;
      readonly explicitKey: boolean;
      readonly virtual: boolean;
    }
  | { readonly kind: 'computed'; readonly expression: Expression; readonly text: string }
);

interface CatalogWatermark {
  readonly column: string;
  readonly expression: Expression;
  readonly text: string;
}

export interface CatalogTable {
  readonly kind: 'table';
  readonly id: ObjectId;
  readonly temporary: boolean;
  /** The type of a time attribute carries it (`ROWTIME` on the watermarked column, `PROCTIME` on AS PROCTIME()). */
  readonly columns: readonly CatalogColumn[];
  readonly watermark: CatalogWatermark | undefined;
  readonly primaryKey: { readonly name: string; readonly columns: readonly string[] } | undefined;
  readonly partitionKeys: readonly string[];
  readonly comment: string | undefined;
  /** As written, 'connector' included; references unresolved. */
  readonly options: ReadonlyMap<string, string>;
}

export interface CatalogView {
  readonly kind: 'view';
  readonly id: ObjectId;
  readonly temporary: boolean;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly query: Query;
  /** Where its short names are resolved: the place that was current when it was made. */
  readonly place: { readonly catalog: string; readonly database: string };
  /** The query with full names, as SHOW CREATE VIEW prints it. */
  readonly text: string;
  readonly comment: string | undefined;
}

export interface CatalogModel {
  readonly kind: 'model';
  readonly id: ObjectId;
  readonly temporary: boolean;
  readonly input: readonly ModelField[];
  readonly output: readonly ModelField[];
  readonly comment: string | undefined;
  /** As written, 'provider' included; references unresolved. */
  readonly options: ReadonlyMap<string, string>;
}

export interface ModelField {
  readonly name: string;
  readonly type: SqlType;
  readonly comment: string | undefined;
}

export function printId(id: ObjectId): string {
  return `${id.catalog}.${id.database}.${id.name}`;
}
