// What proofs with kill -9 on a real Kafka share.
import { setTimeout as delay } from 'node:timers/promises';
import { loadTypeScript } from './typescript.mjs';
import { waitFor } from './weir.mjs';

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

/** Of all kills, at least so many are to leave a transaction open: while it is fewer each one is made inside of one. */
const SHARE_INSIDE = 0.4;

/**
 * Starts weir and kills it, so many times: at random moments, and (`seek`) every other time inside an open transaction,
 * which may be over before the signal arrives. How many left one open behind them comes back.
 */
export async function killAgainAndAgain(kills, start, transactions, seek) {
  let inside = 0;
  for (let kill = 0; kill < kills; kill++) {
    const weir = start();
    const deadline = Date.now() + 120_000;
    if (!seek || (kill % 2 === 0 && inside >= SHARE_INSIDE * kill)) {
      await delay(300 + Math.random() * 1500); // from its start to some checkpoints later
    } else {
      const isClosed = async () => !(await transactions.isOpen());
      await waitFor('the end of what the last process left', isClosed, 120, 5);
      while (!(await transactions.isOpen()))
        if (Date.now() > deadline) throw new Error(`no transaction came; weir said: ${weir.stderr}`);
    }
    weir.child.kill('SIGKILL');
    const { signal, code, stderr } = await weir.ended;
    if (signal !== 'SIGKILL') throw new Error(`weir ended by itself with ${code}: ${stderr}`);
    await delay(50); // an end that was asked for is through by then
    if (await transactions.isOpen()) inside++;
  }
  return inside;
}

/** Rows a feeder may be ahead of the job: a slow machine has no backlog at the end that it never works off. */
const LEAD_ROWS = 10_000;

/** Waits, while it goes on, until no more than that is left to commit; asked often, it looks from time to time. */
export function pacer(committed) {
  let calls = 0;
  return async (fed, goesOn) => {
    if (calls++ % 20 !== 0) return;
    while (goesOn() && fed - (await committed()) > LEAD_ROWS) await delay(100);
  };
}
