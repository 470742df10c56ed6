import type { ScalarFunction, TableFunction } from '../functions/define.ts';
import type { FunctionLanguage } from '../sql/ast/statement.ts';
import type { SqlType } from '../types/type.ts';
import type { ObjectId } from './objects.ts';

/** What CREATE FUNCTION made. */
export interface CatalogFunction {
  /** Of a system function only the name counts. */
  readonly id: ObjectId;
  readonly temporary: boolean;
  /** Of no database, and before the built-in one of its name. Always temporary. */
  readonly system: boolean;
  readonly language: FunctionLanguage;
  /** The text behind AS: a class, or a file and what it exports. */
  readonly target: string;
  readonly body: FunctionBody;
}

/** What a call runs. A class cannot be run here: it is kept so that scripts with it can be read. */
export type FunctionBody =
  | { readonly kind: 'scalar'; readonly arguments: readonly SqlType[]; readonly record: ScalarFunction }
  | { readonly kind: 'table'; readonly arguments: readonly SqlType[]; readonly record: TableFunction }
  | { readonly kind: 'class' };

/** Where a function is kept: in a database, beside one (temporary), or in none (system). */
export interface FunctionPlace {
  readonly id: ObjectId;
  readonly temporary: boolean;
  readonly system: boolean;
}

/** The session's functions. Their own names are found in any case; those of databases and catalogs are not. */
export interface FunctionCatalog {
  /** The one that hides a built-in function of its name. */
  system(name: string): CatalogFunction | undefined;
  /** The temporary one, else the permanent one of that name in its database. */
  at(id: ObjectId): CatalogFunction | undefined;
  /** The one of exactly that place. */
  get(place: FunctionPlace): CatalogFunction | undefined;
  /** Fails with E_EXISTS, E_NOT_FOUND without database. */
  create(created: CatalogFunction): void;
  /** Puts another body in place of what is there; fails with E_NOT_FOUND. */
  replace(changed: CatalogFunction): void;
  /** The one of exactly that place: others of its name stay. Fails with E_NOT_FOUND; with `ifExists` it is false instead. */
  drop(place: FunctionPlace, ifExists: boolean): boolean;
  /** Those of the database, temporary before permanent, and the system ones, sorted by name. */
  list(place: Omit<ObjectId, 'name'>): readonly CatalogFunction[];
}

/** The name by which a function is found. */
export function functionKey(name: string): string {
  return name.toLowerCase();
}
