import { SqlError } from '../common/errors.ts';
import type { Statement } from './ast.ts';

/** Reads one statement (one trailing `;` allowed). Throws SqlError E_PARSE with the span of what does not fit. */
export async function parse(text: string): Promise<Statement> {
  throw new SqlError('E_UNSUPPORTED', `cannot parse ${text.length} characters`);
}
