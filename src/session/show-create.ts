import type { Definition } from '../catalog/definition.ts';
import type { CatalogModel, CatalogTable, CatalogView, ModelField, ObjectId } from '../catalog/objects.ts';
import { redactValue } from '../common/redact.ts';
import { quote, quoteText } from '../sql/print-expression.ts';
import { printType } from '../types/type.ts';

/** The statement that would make the table again, in Flink's layout; secrets are masked, references to them stay. */
export function showCreateTable(table: CatalogTable): string {
  const parts = table.columns.map(columnText);
  const { watermark, primaryKey } = table;
  if (watermark !== undefined) parts.push(`WATERMARK FOR ${quote(watermark.column)} AS ${watermark.text}`);
  if (primaryKey !== undefined) {
    parts.push(
      `CONSTRAINT ${quote(primaryKey.name)} PRIMARY KEY (${quoteAll(primaryKey.columns)}) NOT ENFORCED`,
    );
  }
  return lines(
    `CREATE ${temporary(table)}TABLE ${fullName(table.id)} (`,
    parts.map((part) => `  ${part}`).join(',\n'),
    ')',
    comment(table.comment),
    table.partitionKeys.length === 0 ? undefined : `PARTITIONED BY (${quoteAll(table.partitionKeys)})`,
    options(table.options),
  );
}

/** As `showCreateTable`; the query is the one that was bound, with full names. */
export function showCreateView(view: CatalogView): string {
  return lines(
    `CREATE ${temporary(view)}VIEW ${fullName(view.id)} (`,
    view.columns.map((column) => `  ${quote(column.name)}`).join(',\n'),
    ')',
    comment(view.comment),
    `AS ${view.text}`,
  );
}

/** As `showCreateTable`. Flink prints an api-key as it is; here it is masked. */
export function showCreateModel(model: CatalogModel): string {
  return lines(
    `CREATE ${temporary(model)}MODEL ${fullName(model.id)}`,
    model.input.length === 0 ? undefined : `INPUT (${model.input.map(fieldText).join(', ')})`,
    model.output.length === 0 ? undefined : `OUTPUT (${model.output.map(fieldText).join(', ')})`,
    comment(model.comment),
    options(model.options),
  );
}

/** As `showCreateTable`. */
export function showCreateCatalog(catalog: Definition & { readonly name: string }): string {
  return lines(`CREATE CATALOG ${quote(catalog.name)}`, comment(catalog.comment), options(catalog.options));
}

function columnText(column: CatalogTable['columns'][number]): string {
  const note = column.comment === undefined ? '' : ` COMMENT ${quoteText(column.comment)}`;
  if (column.kind === 'computed') return `${quote(column.name)} AS ${column.text}${note}`;
  const type = printType(column.type, true);
  return `${quote(column.name)} ${type}${column.kind === 'metadata' ? ` ${metadataText(column)}` : ''}${note}`;
}

/** METADATA [FROM 'key'] [VIRTUAL], as it is written behind a column. */
export function metadataText(column: CatalogTable['columns'][number] & { kind: 'metadata' }): string {
  const from = column.explicitKey ? ` FROM ${quoteText(column.key)}` : '';
  return `METADATA${from}${column.virtual ? ' VIRTUAL' : ''}`;
}

function fieldText(field: ModelField): string {
  const note = field.comment === undefined ? '' : ` COMMENT ${quoteText(field.comment)}`;
  return `${quote(field.name)} ${printType(field.type, true)}${note}`;
}

function options(given: ReadonlyMap<string, string>): string | undefined {
  if (given.size === 0) return undefined;
  const entries = [...given].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = entries.map(([key, value]) => `  ${quoteText(key)} = ${quoteText(redactValue(key, value))}`);
  return `WITH (\n${text.join(',\n')}\n)`;
}

function comment(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `COMMENT ${quoteText(text)}`;
}

function temporary(object: { readonly temporary: boolean }): string {
  return object.temporary ? 'TEMPORARY ' : '';
}

function fullName(id: ObjectId): string {
  return [id.catalog, id.database, id.name].map(quote).join('.');
}

function quoteAll(names: readonly string[]): string {
  return names.map(quote).join(', ');
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n') + '\n';
}
