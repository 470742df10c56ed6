import type { DatabaseId } from '../../catalog/catalog.ts';
import type { Definition } from '../../catalog/definition.ts';
import { located } from '../../common/located.ts';
import { SqlError } from '../../common/errors.ts';
import type { ObjectName, OptionEntry } from '../../sql/ast/query.ts';
import type { Handler, StatementContext } from '../context.ts';
import { tableMoved } from '../table-moved.ts';

/** The one type of catalog: all that is in it is gone with the session. */
const CATALOG_TYPE = 'generic_in_memory';

/** CREATE DATABASE and CREATE CATALOG. */
export const createPlace: Handler<'createPlace'> = async (statement, { catalog }) => {
  const { what, name, ifNotExists, comment } = statement;
  const definition: Definition = { comment, options: optionsOf(statement.options) };
  const created = located(name.span, () => {
    if (what === 'DATABASE') {
      return catalog.createDatabase(databaseOf(name, catalog.currentCatalog), definition, ifNotExists);
    }
    checkType(statement.options, name);
    return catalog.createCatalog(lastName(name), definition, ifNotExists);
  });
  const label = what === 'DATABASE' ? 'Database' : 'Catalog';
  const text = created
    ? `${label} created.`
    : `${label} ${lastName(name)} exists already; nothing is changed.`;
  return { kind: 'message', text };
};

/** DROP DATABASE and DROP CATALOG, with what is in them. */
export const dropPlace: Handler<'dropPlace'> = async ({ what, name, ifExists, cascade }, context) => {
  const { catalog } = context;
  const label = what === 'DATABASE' ? 'Database' : 'Catalog';
  const dropped = located(name.span, () => {
    if (what === 'DATABASE') {
      const place = databaseOf(name, catalog.currentCatalog);
      return dropWhole([place], () => catalog.dropDatabase(place, { ifExists, cascade }), context);
    }
    const places = catalog.catalogs().includes(lastName(name)) ? catalog.databases(lastName(name)) : [];
    return dropWhole(
      places.map((database) => ({ catalog: lastName(name), database })),
      () => catalog.dropCatalog(lastName(name), ifExists),
      context,
    );
  });
  const text = dropped
    ? `${label} dropped.`
    : `There is no ${label.toLowerCase()} ${lastName(name)}; nothing is changed.`;
  return { kind: 'message', text };
};

/** ALTER DATABASE ... SET: options are kept, none has an effect. */
export const alterDatabase: Handler<'alterDatabase'> = async ({ name, options }, { catalog }) => {
  const place = databaseOf(name, catalog.currentCatalog);
  located(name.span, () => catalog.alterDatabase(place, optionsOf(options)));
  return { kind: 'message', text: 'Database altered.' };
};

/** USE and USE CATALOG: where short names are looked for. */
export const use: Handler<'use'> = async ({ what, name }, { catalog }) => {
  located(name.span, () => {
    if (what === 'DATABASE') catalog.use(databaseOf(name, catalog.currentCatalog));
    else catalog.useCatalog(lastName(name));
  });
  return { kind: 'message', text: `Now in ${catalog.currentCatalog}.${catalog.currentDatabase}.` };
};

/** A database by one or two names. Throws E_DEFINITION. */
export function databaseOf(name: ObjectName, currentCatalog: string): DatabaseId {
  const [database, catalog = currentCatalog, tooMany] = name.parts.map((part) => part.name).toReversed();
  if (database !== undefined && tooMany === undefined) return { catalog, database };
  throw new SqlError('E_DEFINITION', 'a database has a name of one or two parts', { span: name.span });
}

function lastName(name: ObjectName): string {
  return name.parts.at(-1)?.name ?? '';
}

function optionsOf(entries: readonly OptionEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

function checkType(options: readonly OptionEntry[], name: ObjectName): void {
  const type = options.find(({ key }) => key === 'type');
  if (type?.value === CATALOG_TYPE) return;
  throw new SqlError(
    'E_OPTION',
    type === undefined
      ? `catalog ${lastName(name)} has no option 'type'`
      : `there is no catalog of type '${type.value}'`,
    { span: type?.valueSpan ?? name.span, hint: `'type' = '${CATALOG_TYPE}'` },
  );
}

/** Connectors are told of the tables that go, if the drop succeeds. */
function dropWhole(places: readonly DatabaseId[], drop: () => boolean, context: StatementContext): boolean {
  const known = places.filter(({ catalog, database }) =>
    context.catalog.catalogs().includes(catalog)
      ? context.catalog.databases(catalog).includes(database)
      : false,
  );
  const tables = known.flatMap((place) =>
    context.catalog
      .list('table', place)
      .flatMap((object) => (object.kind === 'table' && !object.temporary ? [object] : [])),
  );
  const dropped = drop();
  for (const table of tables) tableMoved(table, undefined, context);
  return dropped;
}
