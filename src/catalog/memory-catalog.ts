import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { ObjectName } from '../sql/ast.ts';
import type { Catalog, DatabaseId } from './catalog.ts';
import { printId, type CatalogModel, type CatalogTable, type CatalogView, type ObjectId } from './objects.ts';

type Relation = CatalogTable | CatalogView;
type CatalogObject = Relation | CatalogModel;
type ObjectKind = CatalogObject['kind'];

/** Tables and views share one space of names, models have their own. */
interface Names {
  readonly relations: Map<string, Relation>;
  readonly models: Map<string, CatalogModel>;
}

const DEFAULT_CATALOG = 'default_catalog';
const DEFAULT_DATABASE = 'default_database';

/**
 * Everything that a session created, gone with it. Names are case-sensitive. Temporary objects stand beside the
 * databases under their full name and hide permanent ones; their database need not exist (as in Flink).
 */
export class MemoryCatalog implements Catalog {
  readonly currentCatalog = DEFAULT_CATALOG;
  readonly currentDatabase = DEFAULT_DATABASE;
  readonly #catalogs = new Map([[DEFAULT_CATALOG, new Map([[DEFAULT_DATABASE, emptyNames()]])]]);
  readonly #temporary = emptyNames();

  resolve(name: ObjectName): ObjectId {
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
    const database = parts.at(-2) ?? this.currentDatabase;
    const catalog = parts.at(-3) ?? this.currentCatalog;
    return { catalog, database, name: last };
  }

  table(id: ObjectId): Relation | undefined {
    return this.#temporary.relations.get(keyOf(id)) ?? this.#permanent(id)?.relations.get(id.name);
  }

  model(id: ObjectId): CatalogModel | undefined {
    return this.#temporary.models.get(keyOf(id)) ?? this.#permanent(id)?.models.get(id.name);
  }

  tableNames(): readonly string[] {
    return this.list('table').map((table) => table.id.name);
  }

  modelNames(): readonly string[] {
    const here = this.#here();
    return sortedNames([...this.#names(here).models.values(), ...inDatabase(this.#temporary.models, here)]);
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

  list(kind: ObjectKind, place: DatabaseId = this.#here()): readonly CatalogObject[] {
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
    return [...this.#databases(catalog).keys()].sort();
  }

  #here(): DatabaseId {
    return { catalog: this.currentCatalog, database: this.currentDatabase };
  }

  #permanent(place: DatabaseId): Names | undefined {
    return this.#catalogs.get(place.catalog)?.get(place.database);
  }

  #databases(catalog: string): Map<string, Names> {
    const databases = this.#catalogs.get(catalog);
    if (databases !== undefined) return databases;
    throw new SqlError('E_NOT_FOUND', `catalog ${catalog} does not exist`, {
      hint: didYouMean(catalog, this.#catalogs.keys()) ?? `catalogs: ${this.catalogs().join(', ')}`,
    });
  }

  /** The database's names, or E_NOT_FOUND. */
  #names(place: DatabaseId): Names {
    const databases = this.#databases(place.catalog);
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
