import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { CatalogModel, ObjectId } from '../catalog/objects.ts';
import type { Connector, ConnectorTable } from '../connectors/connector.ts';
import type { Format } from '../formats/format.ts';
import type { ModelProvider, ModelSpec } from '../models/provider.ts';
import type { PlannerContext } from '../planner/context.ts';
import type { PlannedTable } from '../planner/plan.ts';
import type { StatementContext } from './context.ts';

/** What the planner asks, answered from the session's catalog, settings and lists. */
export function plannerContext(context: StatementContext): PlannerContext {
  const { parts, settings, catalog } = context;
  const formats = formatMap(parts.formats);
  return {
    catalog,
    mode: settings.text('execution.runtime-mode') === 'batch' ? 'batch' : 'streaming',
    setting: (key) => settings.text(key),
    sourceTraits(table) {
      const connector = findConnector(table, parts.connectors);
      if (connector.sourceTraits === undefined) throw cannot(table, 'read');
      return connector.sourceTraits(connectorTable(table), formats);
    },
    sinkTraits(table) {
      const connector = findConnector(table, parts.connectors);
      if (connector.sinkTraits === undefined) throw cannot(table, 'written');
      return connector.sinkTraits(connectorTable(table), formats);
    },
    checkModel(model) {
      const provider = findProvider(model, parts.providers);
      provider.check(modelSpec(model), {
        environment: parts.environment,
        setting: (key) => settings.text(key),
      });
    },
  };
}

export function formatMap(formats: readonly Format[]): ReadonlyMap<string, Format> {
  return new Map(formats.map((format) => [format.name, format]));
}

/** The connector that 'connector' names. Throws E_OPTION with the nearest names. */
export function findConnector(table: PlannedTable, connectors: readonly Connector[]): Connector {
  const found = connectors.find((connector) => connector.name === table.connector);
  if (found !== undefined) return found;
  const names = connectors.map((connector) => connector.name);
  throw new SqlError('E_OPTION', `table ${table.id.name}: no connector is called '${table.connector}'`, {
    hint: didYouMean(table.connector, names) ?? `connectors: ${names.toSorted().join(', ')}`,
  });
}

/** The provider that 'provider' names. Throws E_OPTION. */
export function findProvider(model: CatalogModel, providers: readonly ModelProvider[]): ModelProvider {
  const name = model.options.get('provider');
  const names = providers.map((provider) => provider.name);
  if (name === undefined) {
    throw new SqlError('E_OPTION', `model ${model.id.name} has no option 'provider'`, {
      hint: `providers: ${names.join(', ')}`,
    });
  }
  const found = providers.find((provider) => provider.name === name || provider.aliases.includes(name));
  if (found !== undefined) return found;
  throw new SqlError('E_OPTION', `model ${model.id.name}: no provider is called '${name}'`, {
    hint: didYouMean(name, names) ?? `providers: ${names.join(', ')}`,
  });
}

/** The name that tells a table from all others: alone in the place where a session begins, else with its place. */
export function shortName({ catalog, database, name }: ObjectId): string {
  const places = catalog === 'default_catalog' ? [] : [catalog];
  return database === 'default_database' && places.length === 0
    ? name
    : [...places, database, name].join('.');
}

export function connectorTable(table: PlannedTable): ConnectorTable {
  return {
    name: shortName(table.id),
    columns: table.columns,
    primaryKey: table.primaryKey,
    partitionKeys: table.partitionKeys,
    options: table.options,
  };
}

export function modelSpec(model: CatalogModel): ModelSpec {
  const options = new Map(model.options);
  options.delete('provider');
  return { name: model.id.name, input: model.input, output: model.output, options };
}

function cannot(table: PlannedTable, verb: string): SqlError {
  return new SqlError(
    'E_OPTION',
    `table ${table.id.name} cannot be ${verb}: its connector '${table.connector}' has no such side`,
  );
}
