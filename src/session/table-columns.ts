import type { CatalogTable, CatalogView } from '../catalog/objects.ts';
import { BOOLEAN, printType, STRING, withNullability } from '../types/type.ts';
import type { ResultColumn } from './result.ts';
import { metadataText } from './show-create.ts';

const COLUMNS: readonly ResultColumn[] = [
  { name: 'name', type: STRING },
  { name: 'type', type: STRING },
  { name: 'null', type: BOOLEAN },
  { name: 'key', type: STRING },
  { name: 'extras', type: STRING },
  { name: 'watermark', type: STRING },
];

/** What DESCRIBE and SHOW COLUMNS print: one row a column of the table, a column `comment` only if one has a comment. */
export function describeColumns(object: CatalogTable | CatalogView): {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | boolean | null)[])[];
} {
  if (object.kind === 'view') {
    return {
      columns: COLUMNS,
      rows: object.columns.map(({ name, type }) => [name, ...typeCells(type), null, null, null]),
    };
  }
  const key = object.primaryKey?.columns ?? [];
  const rows = object.columns.map((column) => [
    column.name,
    ...typeCells(column.type),
    key.includes(column.name) ? `PRI(${key.join(', ')})` : null,
    extras(column),
    object.watermark?.column === column.name ? object.watermark.text : null,
  ]);
  if (object.columns.every((column) => column.comment === undefined)) return { columns: COLUMNS, rows };
  return {
    columns: [...COLUMNS, { name: 'comment', type: STRING }],
    rows: rows.map((row, i) => [...row, object.columns[i]?.comment ?? null]),
  };
}

function typeCells(type: CatalogView['columns'][number]['type']): [string, boolean] {
  return [printType(withNullability(type, true)), type.nullable];
}

function extras(column: CatalogTable['columns'][number]): string | null {
  switch (column.kind) {
    case 'physical':
      return null;
    case 'metadata':
      return metadataText(column);
    case 'computed':
      return `AS ${column.text}`;
  }
}
