import type { Change, ResultColumn } from '../../session/result.ts';
import { RowTable, type TableStyle } from './table.ts';
import { sanitize } from '../sanitize.ts';
import { alignLeft, displayWidth } from '../width.ts';
import type { CellText } from './row-writer.ts';

/** Above it cli-table3 is slow: worse than linear. */
const LARGEST = 500;

/** So many rows may be shown as records, a column a line, when they are too wide. */
const FEW = 10;

const NONE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map(
    (part) => [part, ''],
  ),
);

/** A finite answer drawn as a whole, in the same look as rows that come one by one. */
export async function staticTable(
  columns: readonly ResultColumn[],
  rows: readonly Change[],
  cellText: CellText,
  style: TableStyle,
): Promise<string> {
  const cells = rows.map(({ values }) =>
    columns.map(({ type }, i) => cell(values[i], cellText(type), style)),
  );
  const names = columns.map(({ name }) => sanitize(name));
  const width = names.reduce(
    (total, name, i) =>
      total + 3 + Math.max(displayWidth(name), ...cells.map((row) => displayWidth(row[i] ?? ''))),
    0,
  );
  if (rows.length > LARGEST || width > style.width) {
    const table = new RowTable(columns, cellText, style, rows.slice(0, LARGEST), false);
    if (table.isWhole || rows.length > FEW) return table.header() + table.rows(rows);
    return records(names, cells);
  }
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    head: names.map((name) => style.paint.bold(name)),
    chars: {
      ...NONE,
      left: '',
      'left-mid': '',
      mid: '-',
      'mid-mid': '+',
      right: '',
      'right-mid': '',
      middle: '|',
    },
    style: { compact: true, head: [], border: [] },
  });
  table.push(...cells);
  return table.toString().replace(/ +$/gm, '') + '\n';
}

function cell(value: unknown, text: (value: unknown) => string, { paint, colored }: TableStyle): string {
  if (value === null || value === undefined) return paint.dim(colored ? 'NULL' : '<NULL>');
  return sanitize(text(value));
}

/** A column a line, a blank line between rows. */
function records(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.max(...names.map(displayWidth));
  return rows
    .map((row) => row.map((text, i) => ` ${alignLeft(names[i] ?? '', width)} | ${text}\n`).join(''))
    .join('\n');
}
