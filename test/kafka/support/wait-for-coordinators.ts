import { Kafka, logLevel } from 'kafkajs';

/** Enough names that every partition of the coordinators' topic (scripts/kafka: 8) is asked for. */
const GROUPS = Array.from({ length: 40 }, (_, i) => `warm-${i}`);
const PATIENCE_MS = 90_000;

/**
 * Until a broker that has just started answers for every group: it makes the topic of its coordinators at the first
 * request, and says NOT_COORDINATOR until the topic's partitions are loaded.
 */
export async function waitForCoordinators(brokers: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  const deadline = Date.now() + PATIENCE_MS;
  await admin.connect();
  try {
    for (const groupId of GROUPS) {
      while (
        !(await admin.fetchOffsets({ groupId, topics: [] }).then(
          () => true,
          () => false,
        ))
      ) {
        if (Date.now() > deadline) throw new Error(`the broker has no coordinator for group ${groupId}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    await admin.disconnect();
  }
}
