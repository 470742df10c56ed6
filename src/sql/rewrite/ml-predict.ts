import { SqlError } from '../../common/errors.ts';
import type { Call } from '../call.ts';

/**
 * ML_PREDICT in FROM. The skeleton library knows nothing of it: the whole call is one placeholder table there, and this tree here.
 *
 *     ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(c) [, MAP['async', 'true']])
 *     ML_PREDICT(INPUT => TABLE t, MODEL => MODEL m, ARGS => DESCRIPTOR(c) [, CONFIG => MAP[...]])     in any order
 *
 * INPUT may also be a query in parentheses. `MODEL m` is read by model.ts, DESCRIPTOR by descriptor.ts, TABLE by table-argument.ts.
 * The scalar form ML_PREDICT(m, title) is an ordinary call; the binder takes its first argument for a model.
 * Named arguments may follow positional ones, never the other way round: what would such an argument be?
 */
export function checkMlPredict(call: Call): void {
  if (call.name.toUpperCase() !== 'ML_PREDICT') return;
  const firstNamed = call.args.findIndex((arg) => arg.kind === 'named');
  const late = call.args.find((arg, i) => firstNamed >= 0 && i > firstNamed && arg.kind !== 'named');
  if (late === undefined) return;
  throw new SqlError('E_PARSE', 'an argument without a name stands behind a named one', {
    span: late.span,
    hint: "name all of them: INPUT => TABLE t, MODEL => MODEL m, ARGS => DESCRIPTOR(c), CONFIG => MAP['k', 'v']",
  });
}
