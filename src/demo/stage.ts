import { createConnection } from 'node:net';
import { startBroker, type RunningBroker } from '../broker/start-broker.ts';
import type { Clock } from '../common/clock.ts';
import { openScriptedEndpoint } from '../models/index.ts';

/** Where the statements of the article expect Kafka. */
const KAFKA_PORT = 9092;
const MOST_BYTES = 64 * 1024 * 1024;

/** What the demo plays on: a broker and something that answers like a model, both in this process. */
export interface Stage {
  /** SET keys that lead the article's addresses here and nowhere else. */
  readonly settings: Readonly<Record<string, string>>;
  /** What stands where, for people. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** Opens it. A Kafka that runs on 9092 already is left alone; the statements are led around it. Closed by the caller. */
export async function openStage(port: number, clock: Clock, random: () => number): Promise<Stage> {
  const taken = port !== 0 && (await someoneListens(port));
  const broker = await openBroker(taken ? 0 : port, clock);
  const endpoint = await openScriptedEndpoint({ port: 0, clock, random });
  const moved = broker.port === KAFKA_PORT ? [] : [elsewhere(broker, taken ? port : undefined)];
  return {
    settings: {
      'weir.kafka.host-map': `localhost:${KAFKA_PORT}=${broker.address}`,
      'weir.ai.endpoint-map': `https://api.openai.com=${endpoint.origin}`,
    },
    lines: [
      ...moved,
      `  broker  ${broker.address.padEnd(16)} embedded Kafka, in memory, gone at exit`,
      `  model   ${`127.0.0.1:${endpoint.port}`.padEnd(16)} ${endpoint.banner}`,
      "          stands in for https://api.openai.com/v1/llm/v1/chat (demo only; api-key 'abcdefg' is sent nowhere)",
      '  feed    5 product titles a second into product_source',
    ],
    async close() {
      await endpoint.close();
      await broker.close();
    },
  };
}

function elsewhere({ address }: RunningBroker, taken: number | undefined): string {
  const why = taken === undefined ? '' : `port ${taken} is taken and left alone: `;
  return `  ${why}in this session localhost:${KAFKA_PORT} means ${address}`;
}

/** Another program may have taken the port since we looked. */
async function openBroker(port: number, clock: Clock): Promise<RunningBroker> {
  const options = { clock, maxBytes: MOST_BYTES, defaultPartitions: 2 };
  try {
    return await startBroker({ ...options, port });
  } catch (error) {
    if (port === 0) throw error;
    return startBroker({ ...options, port: 0 });
  }
}

/** Whether a program answers there, on either address that localhost may stand for. */
async function someoneListens(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => answersAt(host, port)));
  return answers.includes(true);
}

function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1000 });
    const finish = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(true)); // something is there, and slow
    socket.once('error', () => finish(false));
  });
}
