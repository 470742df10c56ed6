import { SqlError } from '../common/errors.ts';

/** The warning that something could be defined but not used. What is no error of the user's is thrown on. */
export function willFail(what: string, error: unknown): string {
  if (!(error instanceof SqlError)) throw error;
  const about = `${what}: `;
  const reason = error.message.startsWith(about) ? error.message.slice(about.length) : error.message;
  const hint = error.hint === undefined ? '' : ` (${error.hint})`;
  return `warning: ${what} will fail when used: ${reason}${hint}`;
}
