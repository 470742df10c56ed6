import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/kafka/**', 'test/shown/**', 'node_modules/**'],
    testTimeout: 20_000,
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
  },
});
