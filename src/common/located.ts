import { SqlError, type Span } from './errors.ts';

/** Runs something that knows names but not where they stand; its errors get the span. */
export function located<T>(span: Span, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SqlError && error.span === undefined) throw error.with({ span });
    throw error;
  }
}
