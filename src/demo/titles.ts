import { sleep, type Clock } from '../common/clock.ts';
import type { Connector, Source } from '../connectors/connector.ts';
import { insertBatch, type Batch } from '../types/batch.ts';
import { PRODUCTS } from './products.ts';

/** Counts what a feed has given out. */
export interface Feed {
  readonly sent: number;
}

const INTERVAL_MS = 200;

/** A table of product titles, five a second: `count` of them, or again and again for ever. */
export function titlesConnector(count: number | undefined): {
  readonly connector: Connector;
  readonly feed: Feed;
} {
  const feed = { sent: 0 };
  const connector: Connector = {
    name: 'titles',
    doc: 'Product titles for the demo.',
    options: {},
    prefixes: [],
    sourceTraits: () => ({ bounded: count !== undefined, changelog: 'insert', metadata: [] }),
    createSource: (_table, { clock }) => new Titles(count ?? Infinity, clock, feed),
  };
  return { connector, feed };
}

class Titles implements Source {
  readonly #count: number;
  readonly #clock: Clock;
  readonly #feed: { sent: number };
  #startedAt = 0;

  constructor(count: number, clock: Clock, feed: { sent: number }) {
    this.#count = count;
    this.#clock = clock;
    this.#feed = feed;
  }

  async start(): Promise<void> {
    this.#startedAt = this.#clock.now();
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    if (this.#feed.sent >= this.#count) return undefined;
    const wait = this.#startedAt + this.#feed.sent * INTERVAL_MS - this.#clock.now();
    if (wait > 0) await sleep(this.#clock, wait, signal);
    const due = Math.floor((this.#clock.now() - this.#startedAt) / INTERVAL_MS) + 1;
    const upTo = Math.min(due, this.#count, this.#feed.sent + maxRows);
    const rows: unknown[][] = [];
    while (this.#feed.sent < upTo) {
      const title = PRODUCTS[this.#feed.sent % PRODUCTS.length];
      rows.push([`p-${++this.#feed.sent}`, title]);
    }
    return insertBatch(rows);
  }

  positions(): ReadonlyMap<string, string> {
    return new Map([['titles', String(this.#feed.sent)]]);
  }

  lag(): undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}
