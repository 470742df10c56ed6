import { SqlError } from '../../common/errors.ts';
import type { Call } from '../call.ts';

const WINDOW_FUNCTIONS = new Set(['TUMBLE', 'HOP', 'CUMULATE', 'SESSION']);

/**
 * TUMBLE, HOP, CUMULATE and SESSION in FROM: `TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND)` and the named form
 * `TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => ...)`, one placeholder table for the skeleton library.
 * Which arguments each takes is the binder's business; here only what cannot be read as one.
 */
export function checkWindowFunction(call: Call): void {
  if (!WINDOW_FUNCTIONS.has(call.name.toUpperCase())) return;
  const star = call.args.find((arg) => arg.kind === 'star');
  if (star === undefined) return;
  throw new SqlError('E_PARSE', `${call.name} takes a table, not *`, {
    span: star.span,
    hint: 'write TABLE t',
  });
}
