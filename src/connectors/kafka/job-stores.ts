import type { ConnectorContext } from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import type { KafkaTable } from './kafka-table.ts';
import type { OpenPort } from './open-port.ts';
import { GroupPositionStore, type JoinedSink } from './position-store.ts';

/** The stores of one job, over all its attempts. Sources of one group share one: one commit holds the positions of all. */
export class JobStores {
  readonly #job: string;
  readonly #byId = new Map<string, GroupPositionStore>();

  constructor(job: string) {
    this.#job = job;
  }

  /** undefined for a SELECT, which keeps no positions. */
  static of({ purpose, shared }: ConnectorContext): JobStores | undefined {
    if (purpose.kind !== 'job') return undefined;
    // By the identity of `purpose`: it is one object for all tables and attempts of a job, and gone with it.
    const jobs = shared('kafka.stores', () => new WeakMap<object, JobStores>());
    const known = jobs.get(purpose);
    if (known !== undefined) return known;
    const stores = new JobStores(purpose.name);
    jobs.set(purpose, stores);
    return stores;
  }

  forSource(
    table: KafkaTable,
    config: ClientConfig,
    context: ConnectorContext,
    openPort: OpenPort,
  ): GroupPositionStore {
    const store = this.#store(table, config, context, openPort);
    store.include(table.topics);
    return store;
  }

  /**
   * The store of the job's sources, whatever the sink's own group; that their cluster is the sink's is checked when both
   * are open. A job without Kafka sources has a store of its sinks. Ask when all sources were made.
   */
  forSink(
    table: KafkaTable,
    joined: JoinedSink,
    config: ClientConfig,
    context: ConnectorContext,
    openPort: OpenPort,
  ): GroupPositionStore {
    const stores = [...this.#byId.values()];
    const store =
      stores.find(({ isRead }) => isRead) ?? stores[0] ?? this.#store(table, config, context, openPort);
    store.join(joined);
    return store;
  }

  #store(
    table: KafkaTable,
    config: ClientConfig,
    context: ConnectorContext,
    openPort: OpenPort,
  ): GroupPositionStore {
    const groupId = table.properties.get('group.id') ?? `weir-${this.#job}`;
    const store = new GroupPositionStore({ job: this.#job, groupId, config, context, openPort });
    const known = this.#byId.get(store.id);
    if (known !== undefined) return known;
    this.#byId.set(store.id, store);
    return store;
  }
}
