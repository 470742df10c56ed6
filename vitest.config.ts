import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/kafka/**', 'test/shown/**', 'node_modules/**'],
    // Patience for a busy machine: what hangs is told, what is slow is not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
  },
});
