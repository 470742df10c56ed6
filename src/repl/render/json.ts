import type { Change } from '../../session/result.ts';
import { jsonOf, uniqueNames } from './json-value.ts';
import type { CellText, ResultShape, RowWriter } from './row-writer.ts';

/** One JSON object a line. A query's rows carry `op`; a column of that name becomes `op0`, a second `a` becomes `a0`. */
export function createJsonLinesWriter(shape: ResultShape, cellText: CellText): RowWriter {
  const object = objectWriter(shape, cellText);
  return {
    begin: () => '',
    rows: (changes) => changes.map((change) => `${object(change)}\n`).join(''),
    end: () => '',
  };
}

/** One JSON array a result, its objects as in jsonl, written as they come. */
export function createJsonWriter(shape: ResultShape, cellText: CellText): RowWriter {
  const object = objectWriter(shape, cellText);
  let first = true;
  return {
    begin: () => '[',
    rows(changes) {
      let out = '';
      for (const change of changes) {
        out += `${first ? '\n' : ',\n'}${object(change)}`;
        first = false;
      }
      return out;
    },
    end: () => (first ? ']\n' : '\n]\n'),
  };
}

function objectWriter({ columns, utility }: ResultShape, cellText: CellText): (change: Change) => string {
  const names = uniqueNames(
    columns.map(({ name }) => name),
    utility ? [] : ['op'],
  );
  const keys = names.map((name, i) => `${i > 0 || !utility ? ',' : ''}${JSON.stringify(name)}:`);
  const items = columns.map(({ type }) => jsonOf(type, cellText));
  return ({ op, values }) => {
    let out = utility ? '{' : `{"op":"${op}"`;
    for (let i = 0; i < items.length; i++) out += (keys[i] ?? '') + (items[i]?.(values[i]) ?? 'null');
    return `${out}}`;
  };
}
