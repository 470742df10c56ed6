import { SqlError } from '../../common/errors.ts';
import type { Handler } from '../context.ts';

/** Several sinks with shared sources need one job with one checkpoint; weir has it not yet. */
export const statementSet: Handler<'statementSet'> = async (statement) => {
  throw new SqlError('E_UNSUPPORTED', 'weir does not run statement sets yet', {
    span: statement.span,
    hint: 'run the INSERT statements one by one',
  });
};
