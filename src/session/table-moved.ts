import type { CatalogTable } from '../catalog/objects.ts';
import { plannedTable } from '../planner/bind-table.ts';
import type { StatementContext } from './context.ts';
import { connectorTable, shortName } from './planning.ts';

/** Tells the connector that its table has another name, or none; a connector that keeps nothing is not asked. */
export function tableMoved(table: CatalogTable, to: string | undefined, context: StatementContext): void {
  const name = table.options.get('connector');
  const connector = context.parts.connectors.find((candidate) => candidate.name === name);
  const newName = to === undefined ? undefined : shortName({ ...table.id, name: to });
  connector?.moved?.(connectorTable(plannedTable(table, [])), newName, context.shared);
}
