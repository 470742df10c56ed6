import { SqlError } from '../common/errors.ts';
import type { Result } from '../session/result.ts';
import type { Session } from '../session/session.ts';

/**
 * Runs a statement; when the signal aborts it rejects at once with E_ABORTED, whatever the statement still waits
 * for. A query that comes to life after that is cancelled.
 */
export async function execute(session: Session, statement: string, signal: AbortSignal): Promise<Result> {
  const running = session.execute(statement, signal);
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new SqlError('E_ABORTED', 'stopped'));
      running.then(discard, () => undefined);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function discard(late: Result): void {
  if (late.kind === 'rows') void late.rows[Symbol.asyncIterator]().return?.();
}
