import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { ObjectName } from '../sql/ast/query.ts';
import type { Catalog, CatalogReader, DatabaseId } from './catalog.ts';
import type { Definition } from './definition.ts';
import { FunctionSpace } from './function-space.ts';
import { printId, type CatalogModel, type CatalogTable, type CatalogView, type ObjectId } from './objects.ts';

type Relation = CatalogTable | CatalogView;
type CatalogObject = Relation | CatalogModel;
type ObjectKind = CatalogObject['kind'];

/** Tables and views share one space of names, models have their own. */
interface Names {
  readonly relations: Map<string, Relation>;
  readonly models: Map<string, CatalogModel>;
}

interface Database extends Names {
  readonly definition: Definition | undefined;
}

/** One catalog. */
interface Store {
  readonly definition: Definition | undefined;
  readonly defaultDatabase: string;
  readonly databases: Map<string, Database>;
}

const DEFAULT_CATALOG = 'default_catalog';
const DEFAULT_DATABASE = 'default_database';

/**
 * Everything that a session created, gone with it. Names are case-sensitive. Temporary objects stand beside the
 * databases under their full name and hide permanent ones; their database need not exist (as in Flink).
 */
export class MemoryCatalog implements Catalog {
  readonly #catalogs = new Map<string, Store>([[DEFAULT_CATALOG, newStore(undefined, DEFAULT_DATABASE)]]);
  readonly #temporary = emptyNames();
  readonly functions = new FunctionSpace((place) => void this.#names(place));
  #here: DatabaseId = { catalog: DEFAULT_CATALOG, database: DEFAULT_DATABASE };

  get currentCatalog(): string {
    return this.#here.catalog;
  }

  get currentDatabase(): string {
    return this.#here.database;
  }

  from(place: DatabaseId): CatalogReader {
    return {
      resolve: (name) => this.resolve(name, place),
      from: (other) => this.from(other),
      table: (id) => this.table(id),
      model: (id) => this.model(id),
      tableNames: () => this.tableNames(place),
      modelNames: () => this.modelNames(place),
      functionNames: () => this.functionNames(place),
      functions: this.functions,
    };
  }

  resolve(name: ObjectName, place: DatabaseId = this.#here): ObjectId {
    const parts = name.parts.map((part) => part.name);
    const last = parts.at(-1);
    if (last === undefined || parts.length > 3) {
      throw new SqlError(
        'E_DEFINITION',
        `a name has one to three parts, ${parts.join('.')} has ${parts.length}`,
        {
          span: name.span,
          hint: 'catalog.database.name; put a name that contains dots between backquotes',
        },
      );
    }
    const database = parts.at(-2) ?? place.database;
    const catalog = parts.at(-3) ?? place.catalog;
    return { catalog, database, name: last };
  }

  table(id: ObjectId): Relation | undefined {
    return this.#temporary.relations.get(keyOf(id)) ?? this.#permanent(id)?.relations.get(id.name);
  }

  model(id: ObjectId): CatalogModel | undefined {
    return this.#temporary.models.get(keyOf(id)) ?? this.#permanent(id)?.models.get(id.name);
  }

  tableNames(place: DatabaseId = this.#here): readonly string[] {
    return this.list('table', place).map((table) => table.id.name);
  }

  modelNames(here: DatabaseId = this.#here): readonly string[] {
    return sortedNames([...this.#names(here).models.values(), ...inDatabase(this.#temporary.models, here)]);
  }

  functionNames(place: DatabaseId = this.#here): readonly string[] {
    return this.functions.list(place).map(({ id }) => id.name);
  }

  create(object: CatalogObject, how: { ifNotExists: boolean; replace: boolean }): boolean {
    const names = object.temporary ? this.#temporary : this.#names(object.id);
    const key = object.temporary ? keyOf(object.id) : object.id.name;
    const existing = spaceOf(names, object.kind).get(key);
    if (existing !== undefined && !(how.replace && existing.kind === object.kind)) {
      if (how.ifNotExists) return false;
      throw taken(existing, object, ', IF NOT EXISTS keeps it');
    }
    spaceOf(names, object.kind).set(key, object);
    return true;
  }

  replace(object: CatalogObject): void {
    const space = spaceOf(this.#names(object.id), object.kind);
    if (!space.has(object.id.name)) throw this.#notFound(object.kind, object.id, false);
    space.set(object.id.name, object);
  }

  rename(kind: 'table' | 'model', id: ObjectId, to: string): void {
    const space = spaceOf(this.#names(id), kind);
    const object = space.get(id.name);
    if (object === undefined) throw this.#notFound(kind, id, false);
    const existing = space.get(to);
    const renamed = { ...object, id: { ...id, name: to } };
    if (existing !== undefined) throw taken(existing, renamed);
    space.delete(id.name);
    space.set(to, renamed);
  }

  drop(kind: ObjectKind, id: ObjectId, how: { temporary: boolean; ifExists: boolean }): boolean {
    const hidden = spaceOf(this.#temporary, kind);
    if (how.temporary) {
      if (hidden.get(keyOf(id))?.kind === kind) return hidden.delete(keyOf(id));
    } else {
      if (kind !== 'model' && hidden.get(keyOf(id))?.kind === kind) {
        const first = this.#permanent(id)?.relations.has(id.name) === true ? ' first' : '';
        throw new SqlError('E_EXISTS', `${id.name} is a temporary ${kind}`, {
          hint: `DROP TEMPORARY ${kind.toUpperCase()} ${id.name};${first}`,
        });
      }
      const names = this.#permanent(id);
      const space = names && spaceOf(names, kind);
      if (space?.get(id.name)?.kind === kind) return space.delete(id.name);
    }
    if (how.ifExists) return false;
    throw this.#notFound(kind, id, how.temporary);
  }

  list(kind: ObjectKind, place: DatabaseId = this.#here): readonly CatalogObject[] {
    const names = this.#names(place);
    if (kind === 'model') return sorted([...names.models.values()]);
    const relations = new Map(names.relations);
    for (const relation of inDatabase(this.#temporary.relations, place))
      relations.set(relation.id.name, relation);
    return sorted([...relations.values()].filter((relation) => kind === 'table' || relation.kind === 'view'));
  }

  catalogs(): readonly string[] {
    return [...this.#catalogs.keys()].sort();
  }

  databases(catalog: string = this.currentCatalog): readonly string[] {
    return [...this.#store(catalog).databases.keys()].sort();
  }

  use(place: DatabaseId): void {
    this.#names(place);
    this.#here = place;
  }

  useCatalog(catalog: string): void {
    this.#here = { catalog, database: this.#store(catalog).defaultDatabase };
  }

  createDatabase(place: DatabaseId, definition: Definition, ifNotExists: boolean): boolean {
    const { databases } = this.#store(place.catalog);
    if (!databases.has(place.database)) {
      databases.set(place.database, { ...emptyNames(), definition });
      return true;
    }
    if (ifNotExists) return false;
    throw new SqlError('E_EXISTS', `database ${place.database} exists already in catalog ${place.catalog}`, {
      hint: 'IF NOT EXISTS keeps it',
    });
  }

  alterDatabase(place: DatabaseId, options: ReadonlyMap<string, string>): void {
    const names = this.#names(place);
    const definition = {
      comment: names.definition?.comment,
      options: new Map([...(names.definition?.options ?? []), ...options]),
    };
    this.#store(place.catalog).databases.set(place.database, { ...names, definition });
  }

  dropDatabase(place: DatabaseId, { ifExists, cascade }: { ifExists: boolean; cascade: boolean }): boolean {
    const { databases } = this.#store(place.catalog);
    if (!databases.has(place.database) && ifExists) return false;
    const { relations, models } = this.#names(place);
    if (place.catalog === this.#here.catalog && place.database === this.#here.database) {
      throw new SqlError('E_DEFINITION', `database ${place.database} is the current one`, {
        hint: 'USE another one first',
      });
    }
    const isEmpty = relations.size + models.size === 0 && this.functions.isEmpty(place);
    if (!cascade && !isEmpty) {
      throw new SqlError('E_DEFINITION', `database ${place.database} is not empty`, {
        hint: `DROP DATABASE ${place.database} CASCADE; drops what is in it, too`,
      });
    }
    this.functions.forget(place);
    return databases.delete(place.database);
  }

  createCatalog(catalog: string, definition: Definition, ifNotExists: boolean): boolean {
    if (this.#catalogs.has(catalog)) {
      if (ifNotExists) return false;
      throw new SqlError('E_EXISTS', `catalog ${catalog} exists already`, { hint: 'IF NOT EXISTS keeps it' });
    }
    const database = definition.options.get('default-database') ?? 'default';
    this.#catalogs.set(catalog, newStore(definition, database));
    return true;
  }

  dropCatalog(catalog: string, ifExists: boolean): boolean {
    if (!this.#catalogs.has(catalog) && ifExists) return false;
    this.#store(catalog);
    if (catalog === this.#here.catalog) {
      throw new SqlError('E_DEFINITION', `catalog ${catalog} is the current one`, {
        hint: 'USE CATALOG another one first',
      });
    }
    this.functions.forget({ catalog });
    return this.#catalogs.delete(catalog);
  }

  catalogDefinition(catalog: string): Definition | undefined {
    return this.#store(catalog).definition;
  }

  #permanent(place: DatabaseId): Names | undefined {
    return this.#catalogs.get(place.catalog)?.databases.get(place.database);
  }

  #store(catalog: string): Store {
    const store = this.#catalogs.get(catalog);
    if (store !== undefined) return store;
    throw new SqlError('E_NOT_FOUND', `catalog ${catalog} does not exist`, {
      hint: didYouMean(catalog, this.#catalogs.keys()) ?? `catalogs: ${this.catalogs().join(', ')}`,
    });
  }

  /** The database's names, or E_NOT_FOUND. */
  #names(place: DatabaseId): Database {
    const { databases } = this.#store(place.catalog);
    const names = databases.get(place.database);
    if (names !== undefined) return names;
    throw new SqlError(
      'E_NOT_FOUND',
      `database ${place.database} does not exist in catalog ${place.catalog}`,
      {
        hint:
          didYouMean(place.database, databases.keys()) ?? `databases: ${[...databases.keys()].join(', ')}`,
      },
    );
  }

  #notFound(kind: ObjectKind, id: ObjectId, temporary: boolean): SqlError {
    const label = `${temporary ? 'temporary ' : ''}${kind}`;
    return new SqlError('E_NOT_FOUND', `${label} ${printId(id)} does not exist`, {
      hint: this.#instead(kind, id, temporary),
    });
  }

  /** What the user may have meant: the other kind, the other life time, a name nearby. */
  #instead(kind: ObjectKind, id: ObjectId, temporary: boolean): string | undefined {
    const permanent = this.#permanent(id);
    const found = permanent && spaceOf(permanent, kind).get(id.name);
    const hidden = spaceOf(this.#temporary, kind).get(keyOf(id));
    if (temporary && found?.kind === kind)
      return `DROP ${kind.toUpperCase()} ${id.name}; it is not temporary`;
    if (!temporary && hidden?.kind === kind)
      return `DROP TEMPORARY ${kind.toUpperCase()} ${id.name}; it is temporary`;
    const other = temporary ? hidden : found;
    if (other !== undefined) return `DROP ${other.kind.toUpperCase()} ${id.name}; it is a ${other.kind}`;
    if (kind === 'model') return didYouMean(id.name, this.modelNames());
    const alike = this.list('table').filter((relation) => relation.kind === kind);
    return didYouMean(
      id.name,
      alike.map((relation) => relation.id.name),
    );
  }
}

function newStore(definition: Definition | undefined, defaultDatabase: string): Store {
  const database: Database = { ...emptyNames(), definition: undefined };
  return { definition, defaultDatabase, databases: new Map([[defaultDatabase, database]]) };
}

function emptyNames(): Names {
  return { relations: new Map(), models: new Map() };
}

function spaceOf(names: Names, kind: ObjectKind): Map<string, CatalogObject> {
  // A map of relations gets relations only: every write goes by the kind of the object itself.
  return (kind === 'model' ? names.models : names.relations) as Map<string, CatalogObject>;
}

function keyOf(id: ObjectId): string {
  return JSON.stringify([id.catalog, id.database, id.name]);
}

function inDatabase<T extends CatalogObject>(objects: ReadonlyMap<string, T>, place: DatabaseId): T[] {
  return [...objects.values()].filter(
    ({ id }) => id.catalog === place.catalog && id.database === place.database,
  );
}

function sorted<T extends CatalogObject>(objects: T[]): T[] {
  return objects.sort((a, b) => (a.id.name < b.id.name ? -1 : 1));
}

function sortedNames(objects: CatalogObject[]): string[] {
  return [...new Set(sorted(objects).map((object) => object.id.name))];
}

function taken(existing: CatalogObject, wanted: CatalogObject, or = ''): SqlError {
  const { id, kind } = existing;
  const label = `${existing.temporary ? 'temporary ' : ''}${kind}`;
  const drop = `DROP ${existing.temporary ? 'TEMPORARY ' : ''}${kind.toUpperCase()} ${id.name};`;
  return new SqlError('E_EXISTS', `${label} ${printId(id)} exists already`, {
    hint: wanted.kind === kind ? `${drop} makes room${or}` : `the name belongs to a ${kind}`,
  });
}
