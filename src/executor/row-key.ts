import type { Row } from '../types/batch.ts';
import { keyOf, type Key } from '../types/key.ts';
import type { SqlType } from '../types/type.ts';

/** One key for the values of some columns: the value's own for one, a text that keeps lengths and kinds for several. */
export function rowKey(columns: readonly number[], types: readonly SqlType[]): (row: Row) => Key {
  const parts = columns.map((index) => {
    const type = types[index];
    const key = type === undefined || type.kind === 'NULL' ? () => null : keyOf(type);
    return (row: Row): Key => (row[index] === null ? null : key(row[index]));
  });
  const [only, more] = parts;
  if (only === undefined) return () => true;
  if (more === undefined) return only;
  return (row) => {
    let text = '';
    for (const part of parts) {
      const key = part(row);
      text +=
        key === null ? 'n,' : typeof key === 'string' ? `s${key.length}:${key},` : `${typeof key}${key},`;
    }
    return text;
  };
}
