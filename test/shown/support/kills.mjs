// What proofs with kill -9 on a real Kafka share.
import { loadTypeScript } from './typescript.mjs';

/** Watches the ends of topics: whether a transaction is open, that is whether rows are there that are not committed. */
export async function watchTransactions(brokers, topics, partitions) {
  const { createKafkajsPort } = await loadTypeScript('src/connectors/kafka/kafkajs-port.ts');
  const forever = new AbortController().signal;
  const [host, port] = brokers.split(':');
  const config = {
    bootstrap: [{ host, port: Number(port) }],
    hostMap: new Map(),
    clientId: 'proof',
    tls: null,
    sasl: null,
    connectTimeoutMs: 5000,
    requestTimeoutMs: 30_000,
  };
  const all = topics.flatMap((topic) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  );
  const open = async (readCommitted) => {
    const client = await createKafkajsPort(config, { notice: () => {}, readCommitted });
    await client.connect(forever);
    return client;
  };
  const clients = [await open(false), await open(true)];
  const end = async (client) =>
    (await client.offsets(all, 'latest', forever)).reduce((sum, { offset }) => sum + offset, 0);
  return {
    isOpen: async () => (await end(clients[0])) > (await end(clients[1])),
    close: () => Promise.all(clients.map((client) => client.close())),
  };
}
