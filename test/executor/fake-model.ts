import type { ModelClient, ModelStats } from '../../src/models/provider.ts';

/** Figures of a client that nobody asks for any. */
export const NO_STATS: ModelStats = {
  inFlight: 0,
  calls: 0,
  retries: 0,
  limited: 0,
  ignored: 0,
  promptTokens: 0,
  completionTokens: 0,
  latency: undefined,
  pausedUntil: undefined,
};

/** A client that answers each call with these rows. */
export function fakeModel(
  rowsOf: (input: readonly unknown[]) => readonly (readonly unknown[])[] | Promise<readonly unknown[][]>,
): ModelClient {
  return {
    stats: NO_STATS,
    predict: async (input) => ({ rows: await rowsOf(input) }),
    close: async () => undefined,
  };
}
