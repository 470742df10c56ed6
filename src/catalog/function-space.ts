import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { DatabaseId } from './catalog.ts';
import { functionKey, type CatalogFunction, type FunctionCatalog, type FunctionPlace } from './functions.ts';
import { printId, type ObjectId } from './objects.ts';

/** Functions of all databases, kept by their full names. `checkDatabase` throws for a database that does not exist. */
export class FunctionSpace implements FunctionCatalog {
  readonly #checkDatabase: (place: DatabaseId) => void;
  readonly #permanent = new Map<string, CatalogFunction>();
  readonly #temporary = new Map<string, CatalogFunction>();
  readonly #system = new Map<string, CatalogFunction>();

  constructor(checkDatabase: (place: DatabaseId) => void) {
    this.#checkDatabase = checkDatabase;
  }

  system(name: string): CatalogFunction | undefined {
    return this.#system.get(functionKey(name));
  }

  at(id: ObjectId): CatalogFunction | undefined {
    return this.#temporary.get(keyOf(id)) ?? this.#permanent.get(keyOf(id));
  }

  get(place: FunctionPlace): CatalogFunction | undefined {
    return this.#mapOf(place).get(keyIn(place));
  }

  create(created: CatalogFunction): void {
    if (!created.temporary) this.#checkDatabase(created.id);
    const existing = this.get(created);
    if (existing !== undefined) {
      throw new SqlError('E_EXISTS', `${nameOf(existing)} exists already`, {
        hint: `DROP ${kindOf(existing)} ${existing.id.name}; makes room, IF NOT EXISTS keeps it`,
      });
    }
    this.#mapOf(created).set(keyIn(created), created);
  }

  replace(changed: CatalogFunction): void {
    if (this.get(changed) === undefined) throw this.#notFound(changed);
    this.#mapOf(changed).set(keyIn(changed), changed);
  }

  drop(place: FunctionPlace, ifExists: boolean): boolean {
    if (this.#mapOf(place).delete(keyIn(place))) return true;
    if (ifExists) return false;
    throw this.#notFound(place);
  }

  list({ catalog, database }: DatabaseId): readonly CatalogFunction[] {
    const found = new Map<string, CatalogFunction>();
    for (const map of [this.#permanent, this.#temporary, this.#system]) {
      for (const each of map.values()) {
        const isHere = each.id.catalog === catalog && each.id.database === database;
        if (isHere || each.system) found.set(`${functionKey(each.id.name)}${each.system ? ' ' : ''}`, each);
      }
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  }

  /** Whether the database holds one that goes with it. */
  isEmpty(place: DatabaseId): boolean {
    return ![...this.#permanent.values()].some(({ id }) => isIn(id, place));
  }

  /** The database is gone, or (without `database`) its catalog: temporary ones stay, as tables do. */
  forget(place: { readonly catalog: string; readonly database?: string }): void {
    for (const [key, { id }] of this.#permanent) if (isIn(id, place)) this.#permanent.delete(key);
  }

  #mapOf({ temporary, system }: FunctionPlace): Map<string, CatalogFunction> {
    return system ? this.#system : temporary ? this.#temporary : this.#permanent;
  }

  #notFound(place: FunctionPlace): SqlError {
    const { id } = place;
    const other = this.#system.get(functionKey(id.name)) ?? this.at(id);
    const names = this.list(id).map((each) => each.id.name);
    return new SqlError('E_NOT_FOUND', `${nameOf(place)} does not exist`, {
      hint: other === undefined ? didYouMean(id.name, names) : `DROP ${kindOf(other)} ${id.name};`,
    });
  }
}

function isIn(id: ObjectId, place: { readonly catalog: string; readonly database?: string }): boolean {
  return id.catalog === place.catalog && (place.database ?? id.database) === id.database;
}

function keyOf(id: ObjectId): string {
  return JSON.stringify([id.catalog, id.database, functionKey(id.name)]);
}

function keyIn({ id, system }: FunctionPlace): string {
  return system ? functionKey(id.name) : keyOf(id);
}

function kindOf({ temporary, system }: FunctionPlace): string {
  return `${temporary ? 'TEMPORARY ' : ''}${system ? 'SYSTEM ' : ''}FUNCTION`;
}

function nameOf(place: FunctionPlace): string {
  const { id, system } = place;
  return `${kindOf(place).toLowerCase()} ${system ? id.name : printId(id)}`;
}
