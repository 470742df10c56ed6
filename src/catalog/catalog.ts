import type { ObjectName } from '../sql/ast/query.ts';
import type { Definition } from './definition.ts';
import type { FunctionCatalog } from './functions.ts';
import type { CatalogModel, CatalogTable, CatalogView, ObjectId } from './objects.ts';

/** What the planner may ask of the catalog. Names are case-sensitive; a temporary object hides a permanent one. */
export interface CatalogReader {
  /** Puts the current catalog and database before a short name. */
  resolve(name: ObjectName): ObjectId;
  /** The catalog as it is seen from another place: short names are resolved there. */
  from(place: DatabaseId): CatalogReader;
  table(id: ObjectId): CatalogTable | CatalogView | undefined;
  model(id: ObjectId): CatalogModel | undefined;
  /** Names that reach something without a database in front, for hints. */
  tableNames(): readonly string[];
  modelNames(): readonly string[];
  /** Names of functions that can be called without a database in front, for hints. */
  functionNames(): readonly string[];
  readonly functions: Pick<FunctionCatalog, 'system' | 'at'>;
}

/** The session's objects: reading for everyone, writing for the statements. */
export interface Catalog extends CatalogReader {
  readonly currentCatalog: string;
  readonly currentDatabase: string;
  readonly functions: FunctionCatalog;
  /** Fails with E_EXISTS unless `ifNotExists` or `replace`, E_NOT_FOUND without database; false when it existed and nothing changed. */
  create(
    object: CatalogTable | CatalogView | CatalogModel,
    how: { ifNotExists: boolean; replace: boolean },
  ): boolean;
  /** Puts a changed definition in place of the permanent object of the same id; fails with E_NOT_FOUND. */
  replace(object: CatalogTable | CatalogView | CatalogModel): void;
  /** The permanent object under another name of its own database (Flink: a database in the new name is ignored). */
  rename(kind: 'table' | 'model', id: ObjectId, to: string): void;
  /** Fails with E_NOT_FOUND or, for a permanent table behind a temporary one, E_EXISTS; false when there was none and `ifExists`. */
  drop(
    kind: 'table' | 'view' | 'model',
    id: ObjectId,
    how: { temporary: boolean; ifExists: boolean },
  ): boolean;
  /**
   * Sorted by name, of the current database if none is given. Tables include views; tables and views include temporary
   * ones, models do not (as in Flink). Fails with E_NOT_FOUND for an unknown catalog or database.
   */
  list(
    kind: 'table' | 'view' | 'model',
    place?: DatabaseId,
  ): readonly (CatalogTable | CatalogView | CatalogModel)[];
  /** The current place becomes this one. Fails with E_NOT_FOUND. */
  use(place: DatabaseId): void;
  /** The catalog becomes the current one, with its default database. Fails with E_NOT_FOUND. */
  useCatalog(catalog: string): void;
  /** Fails with E_EXISTS unless `ifNotExists`; false when it existed. */
  createDatabase(place: DatabaseId, definition: Definition, ifNotExists: boolean): boolean;
  /** Options are added to those of the database. Fails with E_NOT_FOUND. */
  alterDatabase(place: DatabaseId, options: ReadonlyMap<string, string>): void;
  /** Fails with E_NOT_FOUND unless `ifExists`, E_DEFINITION when it is the current one or not empty without `cascade`. */
  dropDatabase(place: DatabaseId, how: { ifExists: boolean; cascade: boolean }): boolean;
  /** Fails with E_EXISTS unless `ifNotExists`; false when it existed. */
  createCatalog(catalog: string, definition: Definition, ifNotExists: boolean): boolean;
  /** Fails with E_NOT_FOUND unless `ifExists`, E_DEFINITION when it is the current one. */
  dropCatalog(catalog: string, ifExists: boolean): boolean;
  /** What CREATE CATALOG said; undefined for the one that is there from the start. Fails with E_NOT_FOUND. */
  catalogDefinition(catalog: string): Definition | undefined;
  catalogs(): readonly string[];
  /** Databases of a catalog, the current one if none is given. Fails with E_NOT_FOUND. */
  databases(catalog?: string): readonly string[];
}

/** A database by its full name. */
export interface DatabaseId {
  readonly catalog: string;
  readonly database: string;
}
