import { SqlError } from '../common/errors.ts';
import type { ConnectorTable } from './connector.ts';

/** For connectors whose rows bring nothing beside their columns. Throws E_DEFINITION for the first METADATA column. */
export function refuseMetadata(table: ConnectorTable, connector: string): void {
  const column = table.columns.find((candidate) => candidate.metadataKey !== undefined);
  if (column === undefined) return;
  throw new SqlError(
    'E_DEFINITION',
    `connector '${connector}' has no metadata, column ${column.name} of ${table.name} asks for '${column.metadataKey}'`,
    {
      hint: 'leave METADATA out: then it is a column like the others',
    },
  );
}
