import { relative, sep } from 'node:path';
import { SqlError } from '../../common/errors.ts';
import type { FoundFile } from './list-files.ts';
import type { Location } from './location.ts';

/** Characters that do not stand in a partition's folder name as they are; the same as in Flink and Hive. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** `k=v/l=w` for the texts of partition values; null and '' are named `otherwise`. */
export function partitionFolder(
  keys: readonly string[],
  values: readonly (string | null)[],
  otherwise: string,
): string {
  return keys
    .map((key, i) => {
      const value = values[i];
      return `${escapeName(key)}=${value === null || value === undefined || value === '' ? otherwise : escapeName(value)}`;
    })
    .join(sep);
}

/** The texts of partition values of a file below `root`, null for `otherwise`. Throws E_FORMAT for a file that lies elsewhere. */
export function partitionValues(
  root: Location,
  file: FoundFile,
  keys: readonly string[],
  otherwise: string,
): (string | null)[] {
  const folders = relative(root.path, file.path).split(sep);
  return keys.map((key, i) => {
    const folder = folders[i] ?? '';
    const equals = folder.indexOf('=');
    if (i >= folders.length - 1 || equals < 0 || unescapeName(folder.slice(0, equals)) !== key) {
      throw new SqlError('E_FORMAT', `${file.shown} lies in no folder of partition '${key}'`, {
        hint: `PARTITIONED BY wants ${[root.shown, ...keys.map((name) => `${name}=...`), 'file'].join('/')}`,
      });
    }
    const value = folder.slice(equals + 1);
    return value === otherwise ? null : unescapeName(value);
  });
}

function escapeName(text: string): string {
  return text.replace(
    ESCAPED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function unescapeName(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
