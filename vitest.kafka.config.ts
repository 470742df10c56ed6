import { defineConfig } from 'vitest/config';

/** The suite that needs a broker: KAFKA_BROKERS, or the one that scripts/kafka/up.sh starts. */
export default defineConfig({
  test: {
    include: ['test/kafka/**/*.test.ts'],
    globalSetup: ['test/kafka/support/start-broker.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // One broker, two cores: files one after another.
    fileParallelism: false,
  },
});
