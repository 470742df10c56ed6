import type { ObjectId } from '../catalog/objects.ts';
import type { ObjectName } from '../sql/ast/query.ts';
import type { AlterModelAction } from '../sql/ast/statement.ts';

/** Options after SET (later keys win) or RESET (unknown keys do nothing). */
export function changedOptions(
  options: ReadonlyMap<string, string>,
  action: AlterModelAction & { kind: 'set' | 'reset' },
): ReadonlyMap<string, string> {
  const changed = new Map(options);
  if (action.kind === 'set') for (const { key, value } of action.options) changed.set(key, value);
  else for (const key of action.keys) changed.delete(key);
  return changed;
}

/** The last part of a RENAME TO. Flink ignores a database in front of it; here that is said. */
export function newName(to: ObjectName, id: ObjectId, notice: (text: string) => void): string {
  const [name = '', database] = to.parts.map((part) => part.name).toReversed();
  if (database !== undefined && database !== id.database) {
    notice(`note: RENAME stays in its database: ${id.name} becomes ${id.database}.${name}`);
  }
  return name;
}
