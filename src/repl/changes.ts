import type { Change } from '../session/result.ts';

/**
 * Hands over rows as they come until there are no more or the signal aborts; then the query is cancelled without
 * waiting for it. Returns whether it was stopped; throws what the query or `handle` throws.
 */
export async function eachChanges(
  rows: AsyncIterable<readonly Change[]>,
  signal: AbortSignal,
  handle: (changes: readonly Change[]) => void | Promise<void>,
): Promise<boolean> {
  const iterator = rows[Symbol.asyncIterator]();
  let wake: (() => void) | undefined;
  const onAbort = () => wake?.();
  signal.addEventListener('abort', onAbort);
  let open = true;
  try {
    while (!signal.aborted) {
      const step = await new Promise<IteratorResult<readonly Change[]> | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (step === undefined) break;
      if (step.done === true) {
        open = false;
        return false;
      }
      await handle(step.value);
    }
    return true;
  } catch (error) {
    if (signal.aborted) return true; // what a cancelled query says is no news
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (open) iterator.return?.().catch(() => undefined);
  }
}
