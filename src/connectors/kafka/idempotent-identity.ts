import type { Cluster } from './cluster.ts';
import type { ProducerIdentity } from './port.ts';
import { CODE } from './protocol-error.ts';
import { Sequences } from './sequences.ts';

interface InitAnswer {
  readonly errorCode: number;
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** An id of one producer alone: brokers drop what it repeats, and nothing more. */
export class IdempotentIdentity implements ProducerIdentity {
  readonly transactionalId = null;
  readonly isOver = false;
  readonly #cluster: Cluster;
  readonly #sequences = new Sequences();
  readonly #refused: () => void;
  #id = -1;
  #epoch = -1;

  /** `refused` is called when the cluster gives this user no id: rows are then sent without one. */
  constructor(cluster: Cluster, refused: () => void) {
    this.#cluster = cluster;
    this.#refused = refused;
  }

  get id(): number {
    return this.#id;
  }

  get epoch(): number {
    return this.#epoch;
  }

  take(topic: string, partition: number, rows: number): number {
    return this.#sequences.take(topic, partition, rows);
  }

  async renew(near: number | undefined, signal: AbortSignal): Promise<void> {
    const cluster = this.#cluster;
    await cluster.insist(10_000, signal, async () => {
      const node = cluster.node(near) ?? (await cluster.controller(signal));
      const answer = await node.request<InitAnswer>('InitProducerId', { transactionTimeout: 60_000 }, signal);
      this.#sequences.reset();
      const isRefused = answer.errorCode === CODE.CLUSTER_AUTHORIZATION_FAILED;
      if (answer.errorCode !== CODE.NONE && !isRefused)
        throw cluster.error(answer.errorCode, 'a producer id');
      this.#id = isRefused ? -1 : Number(answer.producerId);
      this.#epoch = isRefused ? -1 : answer.producerEpoch;
      if (isRefused) this.#refused();
    });
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  check(): void {}

  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }
}
