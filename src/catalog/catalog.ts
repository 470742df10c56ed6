import type { ObjectName } from '../sql/ast.ts';
import type { CatalogModel, CatalogTable, CatalogView, ObjectId } from './objects.ts';

/** What the planner may ask of the catalog. Names are case-sensitive; a temporary object hides a permanent one. */
export interface CatalogReader {
  /** Puts the current catalog and database before a short name. */
  resolve(name: ObjectName): ObjectId;
  table(id: ObjectId): CatalogTable | CatalogView | undefined;
  model(id: ObjectId): CatalogModel | undefined;
  /** For hints. */
  tableNames(): readonly string[];
  modelNames(): readonly string[];
}

/** The session's objects: reading for everyone, writing for the statements. */
export interface Catalog extends CatalogReader {
  readonly currentCatalog: string;
  readonly currentDatabase: string;
  /** Fails with E_EXISTS unless `ifNotExists` or `replace`; false when it existed and nothing changed. */
  create(
    object: CatalogTable | CatalogView | CatalogModel,
    how: { ifNotExists: boolean; replace: boolean },
  ): boolean;
  /** Puts a changed definition in place of the permanent object of the same id. */
  replace(object: CatalogTable | CatalogView | CatalogModel): void;
  rename(kind: 'table' | 'model', id: ObjectId, to: ObjectId): void;
  /** False when there was none and `ifExists`. */
  drop(
    kind: 'table' | 'view' | 'model',
    id: ObjectId,
    how: { temporary: boolean; ifExists: boolean },
  ): boolean;
  list(
    kind: 'table' | 'view' | 'model',
    database?: string,
  ): readonly (CatalogTable | CatalogView | CatalogModel)[];
}
