import { redactValue } from '../../common/redact.ts';
import { STRING } from '../../types/type.ts';
import type { Handler, StatementContext } from '../context.ts';
import { located } from '../../common/located.ts';
import type { Result } from '../result.ts';
import { utilityRows } from '../utility-rows.ts';

const COLUMNS = [
  { name: 'key', type: STRING },
  { name: 'value', type: STRING },
  { name: 'origin', type: STRING },
];

/** SET 'key' = 'value', and SET; which lists every key with its value and where that comes from. */
export const set: Handler<'set'> = async ({ entry }, context) => {
  if (entry === undefined) return listed(context);
  const { settings, notice } = context;
  const known = settings.list().find(({ key }) => key === entry.key);
  const span = known === undefined ? entry.keySpan : entry.valueSpan;
  located(span, () => settings.set(entry.key, entry.value, 'SET'));
  const why = known?.spec.ignored;
  if (why !== undefined) notice(`note: '${entry.key}' has no effect: ${why}`);
  return { kind: 'message', text: 'Execute statement succeeded.' };
};

/** RESET 'key' and RESET; for all. */
export const reset: Handler<'reset'> = async ({ key, span }, { settings }) => {
  located(key?.span ?? span, () => settings.reset(key?.name));
  return { kind: 'message', text: 'Execute statement succeeded.' };
};

/** Keys without effect are left out unless someone set them. */
function listed({ settings }: StatementContext): Result {
  const entries = settings
    .list()
    .filter(({ spec, origin }) => spec.ignored === undefined || origin !== 'default');
  const rows = entries.map(({ key, value, origin }) => [
    key,
    value === undefined ? null : redactValue(key, value),
    origin,
  ]);
  return utilityRows(
    COLUMNS,
    rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
